import type { Alarm } from "@/lib/alarms/alarm.ts";
import { chartOf, viewOf } from "@/lib/alarms/kinds/kinds.ts";
import { distanceToTrigger, resetWords } from "@/lib/alarms/words.ts";
import { type AlarmLook, lookOf, shownReset, windowStart } from "@/lib/client/alarms/alarm_look.ts";
import { texts } from "@/lib/language/texts.ts";
import { decimalText, formatPrice, numberFormats, shortPrice } from "@/lib/market/format_price.ts";
import type { PairView } from "@/lib/protocol/frames.ts";

/** What is written into a chart itself. */
export const chartMarkWords = texts("chartMarks", {
  high: (price: string) => `Max since added ${price}`,
  low: (price: string) => `Min since added ${price}`,
});

/** The price at which an alarm rings, drawn as a line. */
export interface ChartLevel {
  readonly alarm: Alarm;
  readonly price: number;
  readonly title: string;
  /** The title beside its price. */
  readonly short: string;
  readonly look: AlarmLook;
  /** "Waiting to reset (below 66,000)", where its condition holds already; null where it does not. */
  readonly waiting: string | null;
}

/** A price from which on an alarm rings: upwards or downwards. */
export interface BandEdge {
  readonly price: number;
  readonly side: "above" | "below";
}

/** The prices at which an alarm would ring now, above and below those of a stretch of time. */
export interface ChartBand {
  readonly id: string;
  readonly edges: readonly BandEdge[];
  /** Since when prices are compared, in milliseconds. */
  readonly since: number;
  readonly title: string;
  readonly look: AlarmLook;
}

/** The highest or the lowest price that counts for alarms. */
export interface ChartExtreme {
  readonly price: number;
  /** Since when it counts, in milliseconds. */
  readonly since: number;
  /** On which side of its line its name stands. */
  readonly side: "above" | "below";
  /** `Max since added 52,000`. */
  readonly text: string;
}

/** The lines of a pair's alarms at `now` (ms); one that has no price yet is left out. */
export function levelsOf(pair: PairView, now: number): ChartLevel[] {
  return pair.alarms.flatMap((alarm) => {
    const chart = chartOf(alarm);
    if (chart.shape !== "level") return [];
    const { price } = distanceToTrigger(alarm, pair);
    // Down by 100 % or more is no price.
    if (price === null || price <= 0) return [];
    const [title, short] = [chart.title(alarm), chart.short(alarm)];
    const look = lookOf(alarm, pair, now);
    const reset = look === "waitingToReset" ? shownReset(alarm, pair, now) : null;
    const waiting = reset === null ? null : resetWords(reset);
    return [{ alarm, price, title, short, look, waiting }];
  });
}

/** The bands of a pair's alarms at `now` (ms); one that is warming up has none. */
export function bandsOf(pair: PairView, now: number): ChartBand[] {
  return pair.alarms.flatMap((alarm) => {
    const chart = chartOf(alarm);
    if (chart.shape !== "band") return [];
    const edges = edgesOf(alarm, chart.moves(alarm), pair, now);
    const look = lookOf(alarm, pair, now);
    if (edges.length === 0 || look === "warmingUp") return [];
    const { id } = alarm;
    return [{ id, edges, since: chart.since(alarm, now), title: chart.title(alarm), look }];
  });
}

/** The maximum and minimum since the pair was added, which alarms are measured from. */
export function extremesOf(
  { maxPrice, minPrice, addedAt }: Pick<PairView, "maxPrice" | "minPrice" | "addedAt">,
): ChartExtreme[] {
  const since = Date.parse(addedAt);
  const named = [["high", "above", maxPrice], ["low", "below", minPrice]] as const;
  return named.flatMap(([name, side, price]) => {
    if (price === null) return [];
    return [{ price, since, side, text: chartMarkWords[name](shortPrice(price)) }];
  });
}

const SIDES = { up: "above", down: "below" } as const;

function edgesOf(
  alarm: Alarm,
  moves: readonly ("up" | "down")[],
  pair: PairView,
  now: number,
): BandEdge[] {
  const view = viewOf(alarm);
  const reference = view.reference(alarm, pair, windowStart(alarm, pair, now));
  if (reference === null) return [];
  return moves.map((move) => ({
    price: view.levelFrom(alarm, reference, move),
    side: SIDES[move],
  })).filter(({ price }) => price > 0);
}

const NICE = [5, 2, 1];
/** Any but zeros. */
const SOME_DIGIT = /[1-9]/;

/** The smallest difference between prices that is worth showing: as fine as the prices seen, no finer than is readable. */
export function tickOf(prices: readonly number[]): number {
  const highest = Math.max(...prices);
  if (!(highest > 0)) return 0.01;
  const seen = Math.max(...prices.map(decimalsIn));
  return 10 ** -Math.min(seen, readableDecimals(highest));
}

/** The largest of 1, 2 and 5 times a power of ten that is at most `size`, but never less than `tick`. */
export function niceStep(size: number, tick: number): number {
  if (!(size > tick)) return tick;
  const power = 10 ** Math.floor(Math.log10(size));
  const factor = NICE.find((each) => each * power <= size * (1 + 1e-9)) ?? 1;
  return Math.max(tick, exact(factor * power));
}

/** The price at a whole number of steps, at least one, without what binary rounding adds. */
export function roundToStep(price: number, step: number): number {
  const rounded = Math.max(1, Math.round(price / step)) * step;
  const decimals = decimalsIn(step);
  // No number is written with more decimals.
  return decimals > 100 ? exact(rounded) : Number(rounded.toFixed(decimals));
}

/**
 * Writes prices with as many decimals as the tick has, so that those of an axis stand in line; tiny ones as
 * `0.0₄122`, since their zeros would take a quarter of a phone's width.
 */
export function axisPrice(tick: number): (price: number) => string {
  const digits = Math.min(20, decimalsIn(tick));
  const format = new Intl.NumberFormat(numberFormats().locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return (price) => {
    const short = shortPrice(price);
    if (short !== formatPrice(price)) return short;
    const text = format.format(price);
    // A price that is far below all others is still no zero.
    return price > 0 && !SOME_DIGIT.test(text) ? short : text;
  };
}

/** As `formatPrice` does: two decimals from 1,000 up, four from 1 up, six digits below. */
function readableDecimals(price: number): number {
  if (price >= 1000) return 2;
  return price >= 1 ? 4 : 5 - Math.floor(Math.log10(price));
}

function decimalsIn(value: number): number {
  return decimalText(exact(value)).split(".")[1]?.length ?? 0;
}

/** 3 * 0.1 is meant as 0.3. */
function exact(value: number): number {
  return Number(value.toPrecision(12));
}

import type { Alarm } from "@/lib/alarms/alarm.ts";
import { DEFAULT_COOLDOWN_SECONDS } from "@/lib/alarms/limits.ts";
import type { PricePoint } from "@/lib/alarms/pair.ts";
import type { PairView, Snapshot, Sparkline } from "./frames.ts";

/*
 * What `/ws?v=2` leaves out of a snapshot because a reader knows it: fields that are as in almost
 * every pair and alarm, and what no screen shows.
 */

/** A pair of such a snapshot: its points are a sparkline, and what is as in `USUAL_PAIR` is left out. */
type SlimPair =
  & Pick<PairView, "symbol" | "base" | "quote" | "source" | "addedAt">
  & Partial<Omit<PairView, "priceHistory" | "alarms">>
  & { readonly sparkline?: Sparkline };

export interface SlimSnapshot extends Omit<Snapshot, "pairs"> {
  /** The moment of the newest price: `lastUpdate` of every pair that does not name another. */
  readonly at: string;
  readonly pairs: readonly (SlimPair & { readonly alarms?: readonly Partial<Alarm>[] })[];
}

const USUAL_PAIR = {
  ...{ sourceId: null, firstPrice: null, currentPrice: null, maxPrice: null, minPrice: null },
  ...{ lastUpdate: null, unconfirmed: null, trouble: null },
  ...{ historyStart: null, hourAgo: null, dayAgo: null, gaplessSince: null },
} satisfies Partial<PairView>;

/** A moment that is less than this from the common one counts as it, in milliseconds. */
export const SAME_MOMENT_MS = 1_000;

/** The moment of the newest price of these pairs; the start of Unix time where there is none. */
export function newestMoment(pairs: readonly Pick<PairView, "lastUpdate">[]): number {
  return pairs.reduce((newest, { lastUpdate }) => Math.max(newest, momentOf(lastUpdate)), 0);
}

function momentOf(time: string | null): number {
  return time === null ? 0 : Date.parse(time);
}

/** A pair without its alarms and without what its reader knows; `at` is the snapshot's common moment (ms). */
export function slimPair(pair: PairView, at: number): SlimPair {
  const { symbol, base, quote, source, addedAt, coinName, lastUpdate } = pair;
  const isCommon = lastUpdate !== null &&
    Math.abs(momentOf(lastUpdate) - at) <= SAME_MOMENT_MS;
  const unusual = Object.entries(USUAL_PAIR).flatMap(([name]) => {
    const value = pair[name as keyof typeof USUAL_PAIR];
    const isLeftOut = value === null || value === undefined || (name === "lastUpdate" && isCommon);
    return isLeftOut ? [] : [[name, value] as const];
  });
  const sparkline = sparklineOf(pair.priceHistory);
  const { references = {} } = pair;
  return {
    ...{ symbol, base, quote, source, addedAt: shortTime(addedAt) },
    ...(coinName === undefined ? {} : { coinName }),
    ...Object.fromEntries(unusual),
    ...(Object.keys(references).length === 0 ? {} : { references }),
    ...(sparkline && { sparkline }),
  };
}

/** The snapshot as it was before it was made slim, but for what no screen shows. */
export function wholeSnapshot({ at, pairs, ...others }: SlimSnapshot): Snapshot {
  return { ...others, pairs: pairs.map((pair) => wholePair(pair, at)) };
}

/** The pair as it was; `at` is the snapshot's common moment. */
export function wholePair(
  { sparkline, alarms = [], ...pair }: SlimSnapshot["pairs"][number],
  at: string,
): PairView {
  const whole = { ...USUAL_PAIR, references: {}, ...pair };
  const lastUpdate = whole.currentPrice === null ? null : whole.lastUpdate ?? at;
  const newest = whole.currentPrice === null || lastUpdate === null
    ? []
    : [{ price: whole.currentPrice, timestamp: lastUpdate }];
  return {
    ...whole,
    lastUpdate,
    priceHistory: pointsOf(sparkline, newest),
    alarms: alarms.map(wholeAlarm),
  };
}

const USUAL_ALARM = {
  ...{ note: "", mode: "once", cooldownSeconds: DEFAULT_COOLDOWN_SECONDS, expiresAt: null },
  ...{ snoozedUntil: null, triggered: false, triggeredAt: null, triggeredPrice: null },
  ...{ fireCount: 0, conditionMet: false, clearedSinceFire: false },
} as const satisfies Partial<Alarm>;

/** What the rules remember of an alarm, and no screen shows. */
const UNSHOWN: ReadonlySet<string> = new Set<keyof Alarm>([
  ...["recentFires", "silences", "watchedPrice", "watchedPricedAt"] as const,
]);

/** An alarm without what its reader knows. */
export function slimAlarm(alarm: Alarm): Partial<Alarm> {
  const usual: Readonly<Record<string, unknown>> = USUAL_ALARM;
  const kept = Object.entries(alarm)
    .filter(([name, value]) => !UNSHOWN.has(name) && usual[name] !== value);
  return Object.fromEntries(kept);
}

function wholeAlarm(alarm: Partial<Alarm>): Alarm {
  return { ...USUAL_ALARM, ...alarm } as Alarm;
}

/** So many prices make a line at most. */
const MOST_PRICES = 30;
/** Prices are no closer than this, in seconds. */
const LEAST_STEP = 15;
/** A price of a line is exact to this part of the line's height, which is 32 pixels on a screen. */
const STEPS_OF_HEIGHT = 200;

/** Points on even steps, each the price in force then; null where there are none. */
export function sparklineOf(points: readonly PricePoint[]): Sparkline | null {
  const times = points.map(({ timestamp }) => Date.parse(timestamp));
  const [start, end] = [times[0], times.at(-1)];
  if (start === undefined || end === undefined) return null;
  const span = (end - start) / 1_000;
  const step = Math.max(1, Math.ceil(span / (MOST_PRICES - 1) / LEAST_STEP)) * LEAST_STEP;
  const rounded = rounding(points.map(({ price }) => price));
  const prices: number[] = [];
  let point = 0;
  for (let at = start; at <= end; at += step * 1_000) {
    while ((times[point + 1] ?? Infinity) <= at) point++;
    prices.push(rounded(points[point]?.price ?? 0));
  }
  return { start: shortTime(new Date(start).toISOString()), step, prices };
}

function rounding(prices: readonly number[]): (price: number) => number {
  const height = Math.max(...prices) - Math.min(...prices);
  if (height === 0) return (price) => price;
  const unit = Math.floor(Math.log10(height / STEPS_OF_HEIGHT));
  // Below 0 digits after the point, above 0 none of the last ones before it.
  if (unit <= 0 && unit > -15) return (price) => Number(price.toFixed(-unit)) || price;
  return (price) => Number(price.toPrecision(8));
}

/** The points of a line, and what is newer. */
export function pointsOf(
  line: Sparkline | undefined,
  newer: readonly PricePoint[],
): PricePoint[] {
  if (line === undefined) return [...newer];
  const { start, step, prices } = line;
  const from = Date.parse(start);
  const points = prices.map((price, place) => ({
    price,
    timestamp: new Date(from + place * step * 1_000).toISOString(),
  }));
  const end = from + (prices.length - 1) * step * 1_000;
  return [...points, ...newer.filter(({ timestamp }) => Date.parse(timestamp) > end)];
}

function shortTime(time: string): string {
  return time.replace(".000Z", "Z");
}

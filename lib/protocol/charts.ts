import { type Interval, INTERVALS, type Span, type Watched } from "@/lib/market/candle.ts";
import { cookieFields, lastingCookie } from "./cookie.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The spans of time a chart can show, shortest first. */
export const CHART_RANGES = ["1h", "4h", "24h", "7d", "30d"] as const;
export type ChartRange = typeof CHART_RANGES[number];

export const CHART_KINDS = ["line", "candles"] as const;
export type ChartKind = typeof CHART_KINDS[number];

/** How long each candle is; `auto` is as fits the range. */
export const CHART_INTERVALS = ["auto", "1m", "5m", "15m", "1h", "4h", "1d"] as const;
export type ChartInterval = "auto" | Interval;

/** How much time a chart shows, and how long each of its candles is, in milliseconds. */
export interface ChartSpan {
  readonly lengthMs: number;
  readonly stepMs: number;
}

/** What a chart shows of a pair, and how. */
export interface ChartChoice {
  readonly range: ChartRange;
  readonly interval: ChartInterval;
  readonly kind: ChartKind;
}

/** What a chart shows at first, unless the address says otherwise. */
const FIRST_CHOICE: ChartChoice = { range: "24h", interval: "auto", kind: "line" };

/** What a page knows of its chart before any script runs. */
export interface ChartStart {
  readonly choice: ChartChoice;
  /** As wide as the window, not as the page. */
  readonly isWide: boolean;
  /** What is in sight. */
  readonly span: Span;
  readonly coverage: readonly Watched[];
}

/** Length of each range and of its steps, in seconds: a line takes finer ones than candles can show. */
const RANGES: Readonly<Record<ChartRange, Readonly<Record<"length" | ChartKind, number>>>> = {
  "1h": { length: HOUR, line: 15, candles: MINUTE },
  "4h": { length: 4 * HOUR, line: MINUTE, candles: 5 * MINUTE },
  "24h": { length: DAY, line: 5 * MINUTE, candles: 15 * MINUTE },
  "7d": { length: 7 * DAY, line: 30 * MINUTE, candles: HOUR },
  "30d": { length: 30 * DAY, line: 2 * HOUR, candles: 4 * HOUR },
};
const SHORTEST_MS = 5 * MINUTE * 1000;
/** A range takes in a little more than its length, so that an hour and a minute are not shown as four hours are. */
const SLACK = 1.1;

/** The length of a range in milliseconds. */
export function rangeMs(range: ChartRange): number {
  return RANGES[range].length * 1000;
}

/** Fewer candles than this tell nothing of a range, and more are no help to the eye (and to the server). */
const LEAST_CANDLES = 12;
const MOST_CANDLES = 3_000;

/** Whether a range can be shown in candles of this length. */
function isFitting(range: ChartRange, interval: ChartInterval): boolean {
  if (interval === "auto") return true;
  const candles = RANGES[range].length / INTERVALS[interval];
  return candles >= LEAST_CANDLES && candles <= MOST_CANDLES;
}

/** The choice with one thing chosen anew; where range and interval do not go together, the other one gives way. */
export function withChosen(choice: ChartChoice, change: Partial<ChartChoice>): ChartChoice {
  const wanted = { ...choice, ...change };
  if (isFitting(wanted.range, wanted.interval)) return wanted;
  if (change.interval === undefined || change.range !== undefined) {
    return { ...wanted, interval: "auto" };
  }
  const at = CHART_RANGES.indexOf(wanted.range);
  const away = (range: ChartRange) => Math.abs(CHART_RANGES.indexOf(range) - at);
  const [nearest = wanted.range] = CHART_RANGES
    .filter((range) => isFitting(range, wanted.interval))
    .toSorted((a, b) => away(a) - away(b));
  return { ...wanted, range: nearest };
}

/**
 * What to show of a choice when prices are known for `knownMs` only: no more than there is, in steps that fit it,
 * so that a pair that was added an hour ago fills its chart.
 */
export function chartSpan(
  { range, kind, interval }: Pick<ChartChoice, "range" | "kind" | "interval">,
  knownMs: number,
): ChartSpan {
  const lengthMs = Math.min(rangeMs(range), Math.max(knownMs, SHORTEST_MS));
  if (interval !== "auto") return { lengthMs, stepMs: INTERVALS[interval] * 1000 };
  const fitting = CHART_RANGES.find((each) => rangeMs(each) * SLACK >= lengthMs) ??
    range;
  return { lengthMs, stepMs: RANGES[fitting][kind] * 1000 };
}

const COOKIE = "chart";

/**
 * The choice, and whether the chart is as wide as the window, as a cookie for `document.cookie`. `path` is the one that
 * the app stands below.
 */
export function choiceCookie(
  { range, interval, kind }: ChartChoice,
  isWide: boolean,
  path: string,
): string {
  return lastingCookie(COOKIE, [range, interval, kind, isWide ? "wide" : ""], path);
}

/** What the address says (`?range&interval&kind`), else what this browser showed last, else what a chart shows at first. */
export function readChoice(address: URLSearchParams, cookie: string | null) {
  const [range, interval, kind, wide] = cookieFields(cookie, COOKIE);
  const kept = readFields({ range, interval, kind }, FIRST_CHOICE);
  const told = (name: keyof ChartChoice) => address.get(name);
  const said = { range: told("range"), interval: told("interval"), kind: told("kind") };
  const choice = readFields(said, kept);
  // What the address names counts more than what is only remembered.
  const named = address.has("interval") ? { interval: choice.interval } : {};
  return { choice: withChosen(choice, named), isWide: wide === "wide" };
}

type Told = Readonly<Record<keyof ChartChoice, string | null | undefined>>;

function readFields(told: Told, otherwise: ChartChoice): ChartChoice {
  return {
    range: CHART_RANGES.find((known) => known === told.range) ?? otherwise.range,
    interval: CHART_INTERVALS.find((known) => known === told.interval) ?? otherwise.interval,
    kind: CHART_KINDS.find((known) => known === told.kind) ?? otherwise.kind,
  };
}

/** One of several charts side by side. */
export interface ChartPick {
  readonly symbol: string;
  readonly interval: ChartInterval;
}

/** So few and so many charts stand side by side. */
export const LEAST_CHARTS = 2;
export const MOST_CHARTS = 4;

const NAME = "chart";
const USUAL: ChartInterval = "15m";

/** The charts that an address asks for (`?chart=BTCUSDT,1h&chart=ETHUSDT`); the first watched pairs where it names too few. */
export function readCharts(
  address: URLSearchParams,
  watched: readonly string[],
): readonly ChartPick[] {
  const picks = address.getAll(NAME).map(readPick)
    .filter(({ symbol }) => watched.includes(symbol))
    .slice(0, MOST_CHARTS);
  const shown = new Set(picks.map(({ symbol }) => symbol));
  const others = watched.filter((symbol) => !shown.has(symbol))
    .slice(0, Math.max(0, LEAST_CHARTS - picks.length));
  return [...picks, ...others.map((symbol) => ({ symbol, interval: USUAL }))];
}

function readPick(text: string): ChartPick {
  const [symbol = "", interval = ""] = text.split(",", 2);
  return { symbol, interval: CHART_INTERVALS.find((known) => known === interval) ?? USUAL };
}

/** The address that asks for these charts, from its `?` on. */
export function chartsQuery(picks: readonly ChartPick[]): string {
  const fields = picks.map(({ symbol, interval }) =>
    `${NAME}=${encodeURIComponent(symbol)},${interval}`
  );
  return `?${fields.join("&")}`;
}

/** One more chart: of a pair that is not shown yet, where there is one. */
export function withOneMore(
  picks: readonly ChartPick[],
  watched: readonly string[],
): readonly ChartPick[] {
  const shown = new Set(picks.map(({ symbol }) => symbol));
  const symbol = watched.find((each) => !shown.has(each)) ?? watched[0];
  if (symbol === undefined || picks.length >= MOST_CHARTS) return picks;
  return [...picks, { symbol, interval: picks.at(-1)?.interval ?? USUAL }];
}

/** What a chart shows of its pair: candles of that length, over a range that they fit. */
export function choiceOf({ interval }: Pick<ChartPick, "interval">): ChartChoice {
  return withChosen({ range: "24h", interval, kind: "candles" }, { interval });
}

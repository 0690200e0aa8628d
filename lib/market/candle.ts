import { isPrice, type Observation } from "./accept.ts";

/** Prices of one span of time: the first, the highest, the lowest and the last. */
export interface Candle {
  /** Start of the span, in milliseconds since the Unix epoch. */
  readonly at: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** How many trades made it, where its source says; none in one that repeats the price before. */
  readonly trades?: number;
  /** How much was traded, in units of the base asset, as far as the source told it; left out where it told nothing. */
  readonly volume?: number;
}

/** The lengths of candles that traders know, in seconds; a day begins at 00:00 UTC. */
export const INTERVALS = {
  ...{ "1m": 60, "5m": 300, "15m": 900, "1h": 3_600, "4h": 14_400, "1d": 86_400 },
} as const;
export type Interval = keyof typeof INTERVALS;

/** The candle of these prices (open, high, low, close); null when it cannot be one. `trades` and `volume` are left out where they cannot be that. */
export function candleOf(
  at: unknown,
  [open, high, low, close]: readonly unknown[],
  trades?: unknown,
  volume?: unknown,
): Candle | null {
  if (typeof at !== "number" || !Number.isSafeInteger(at)) return null;
  if (!isPrice(open) || !isPrice(high) || !isPrice(low) || !isPrice(close)) return null;
  const holds = low <= Math.min(open, close) && high >= Math.max(open, close);
  if (!holds) return null;
  const isCount = typeof trades === "number" && Number.isSafeInteger(trades) && trades >= 0;
  return {
    ...{ at, open, high, low, close },
    ...(isCount ? { trades } : {}),
    ...(isVolume(volume) ? { volume } : {}),
  };
}

/** Whether a number can be how much was traded. */
export function isVolume(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < Infinity;
}

/** The volume in an exchange's answer, a number or the decimal text of one; undefined where it is neither. */
export function parseVolume(value: unknown): number | undefined {
  const volume = typeof value === "string" && /^\d[\d.eE+-]{0,40}$/.test(value)
    ? Number(value)
    : value;
  return isVolume(volume) ? volume : undefined;
}

/** What of two stretches was traded, as far as that is known; as a property to be spread. */
function joinedVolume(
  a: { readonly volume?: number },
  b: { readonly volume?: number },
): { volume?: number } {
  if (a.volume === undefined && b.volume === undefined) return {};
  return { volume: (a.volume ?? 0) + (b.volume ?? 0) };
}

/** The start of the step in which a moment lies. */
export function stepStart(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}

/**
 * What a candle of `stepMs` milliseconds is seen as: its close, at the last moment of the candle so that the
 * next one is newer, with its first price, its low and its high.
 */
export function candleObservation(candle: Candle, stepMs: number): Observation {
  const { at: since, open, close: price, low, high, trades, volume } = candle;
  const at = since + Math.max(0, stepMs - 1);
  // A price of one moment has no low and high.
  if (stepMs === 0) return { price, at };
  const told = { price, at, since, first: open, low, high, open };
  if (trades === undefined && volume === undefined) return told;
  return {
    ...told,
    ...(trades === undefined ? {} : { trades }),
    ...(volume === undefined ? {} : { volume }),
  };
}

/** The candle with a later one added to its end; it keeps the earlier start. */
export function joinCandles(first: Candle, later: Candle): Candle {
  return {
    at: first.at,
    open: first.open,
    high: Math.max(first.high, later.high),
    low: Math.min(first.low, later.low),
    close: later.close,
    ...joinedVolume(first, later),
  };
}

/** So many newest points of a pair are its sparkline. */
export const NEWEST_POINTS = 40;

/** A price as a screen draws it; the time is ISO 8601 in UTC. */
interface Point {
  readonly price: number;
  readonly timestamp: string;
}

/**
 * The points with a newer one at their end, at most {@linkcode NEWEST_POINTS}. Of the prices of one slot only the first and
 * the newest are points: ticks of every second would push out the minutes before.
 */
export function withNewestPoint<P extends Point>(points: readonly P[], point: P): P[] {
  const [first, last] = points.slice(-2);
  const isThird = first !== undefined && last !== undefined && slotOf(first) === slotOf(point) &&
    slotOf(last) === slotOf(point);
  return [...(isThird ? points.slice(0, -1) : points), point].slice(-NEWEST_POINTS);
}

/** What {@linkcode withNewestPoint} makes of prices in order of time, one after the other. */
export function newestPoints<P extends { readonly at: number }>(prices: readonly P[]): P[] {
  const slotAt = (index: number) => slotOfMoment(prices[index]?.at ?? NaN);
  const isEnd = (index: number) =>
    slotAt(index) !== slotAt(index - 1) || slotAt(index) !== slotAt(index + 1);
  const points: P[] = [];
  for (let index = prices.length - 1; index >= 0 && points.length < NEWEST_POINTS; index--) {
    const price = prices[index];
    if (price !== undefined && isEnd(index)) points.push(price);
  }
  return points.reverse();
}

function slotOf({ timestamp }: Point): number {
  return slotOfMoment(Date.parse(timestamp));
}

function slotOfMoment(at: number): number {
  return Math.floor(at / HISTORY_SLOT_MS);
}

/** Prices of one such span of time are kept as one candle, as long as they are not a part of a minute's; in milliseconds. */
export const HISTORY_SLOT_MS = 15_000;

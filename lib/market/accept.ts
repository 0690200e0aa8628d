/** One accepted price of one pair at one moment. */
export interface Observation {
  /** Units of the quote asset for one unit of the base asset; positive and finite. */
  readonly price: number;
  /** Moment of the price at its source, in milliseconds since the Unix epoch. */
  readonly at: number;
  /** First price since the previous observation, where the source tells it. */
  readonly first?: number;
  /** Lowest price since the previous observation, where the source tells it. */
  readonly low?: number;
  /** Highest price since the previous observation, where the source tells it. */
  readonly high?: number;
  /** Start of the span that low and high are of, where that is not the previous observation; in milliseconds. */
  readonly since?: number;
  /** First price of the candle, where it comes from one. */
  readonly open?: number;
  /** How many trades that candle has so far, where the source says; none in one that repeats the price before. */
  readonly trades?: number;
  /** Number of the trade that made the price, where the source numbers them; the same in every way that it tells prices. */
  readonly trade?: number;
  /** Moment of that trade, where the source tells it without a number; in milliseconds. */
  readonly tradedAt?: number;
  /** How much was traded since the previous observation, in units of the base asset, where the source tells it. */
  readonly volume?: number;
  /** When this program got it, by its own clock; in milliseconds. Left out where that was not noted. */
  readonly receivedAt?: number;
}

/** More than this change against the last price, up or down, waits for another trade to confirm it. */
const JUMP = 0.5;
/** A source's clock may run ahead of ours by this much, in milliseconds. */
const MAX_AHEAD_MS = 60_000;

/** A price that jumped too far to be believed at once. */
export interface Outlier {
  readonly price: number;
  /** ISO 8601. */
  readonly timestamp: string;
  /** Number of its trade, where the source numbers them. */
  readonly trade?: number | undefined;
}

/** What is known of a pair before an observation is accepted. */
export interface Before {
  readonly currentPrice: number | null;
  /** Moment of `currentPrice`, ISO 8601. */
  readonly lastUpdate: string | null;
  /** A jump that waits for its confirmation. */
  readonly unconfirmed: Outlier | null;
  /** Why the source trades the pair no longer or not now; null while it does. */
  readonly trouble: { readonly reason: string } | null;
}

export type Acceptance =
  | "accepted"
  | "inTrouble"
  | "notAPrice"
  | "stale"
  | "fromTheFuture"
  | "notNewer"
  | "unconfirmedJump"
  /** The outlier's own trade, repeated: it confirms nothing. */
  | "stillUnconfirmed";

/** Whether an observation may change anything. `now` and `staleAfterMs` are in milliseconds. */
export function accept(
  before: Before,
  observation: Observation,
  now: number,
  staleAfterMs: number,
): Acceptance {
  if (before.trouble !== null) return "inTrouble";
  const { price, at, first = price, low = price, high = price } = observation;
  const arePrices = isPrice(price) && isPrice(first) && isPrice(low) && isPrice(high);
  if (!arePrices || !Number.isFinite(at)) return "notAPrice";
  if (now - at > staleAfterMs) return "stale";
  if (at - now > MAX_AHEAD_MS) return "fromTheFuture";
  if (at <= momentOf(before.lastUpdate) || at === momentOf(before.unconfirmed?.timestamp)) {
    return "notNewer";
  }
  const { currentPrice: believed, unconfirmed } = before;
  if (believed === null || !isJump(believed, price)) return "accepted";
  const cameBack = hasComeBack(observation, believed);
  if (!cameBack && holdsNearTrade(observation)) return "accepted";
  if (unconfirmed === null) return "unconfirmedJump";
  return settled(unconfirmed, observation, { believed, cameBack });
}

/** What comes of a jump while another one waits. */
function settled(
  outlier: Outlier,
  observation: Observation,
  { believed, cameBack }: { readonly believed: number; readonly cameBack: boolean },
): Acceptance {
  // An older trade that arrives later neither confirms nor discards the outlier.
  if (observation.at < momentOf(outlier.timestamp)) return "stillUnconfirmed";
  if (!isAnotherTrade(outlier, observation)) return "stillUnconfirmed";
  const { open, since = -Infinity } = observation;
  const isLater = since > momentOf(outlier.timestamp);
  // The trade after the outlier is the first one of a candle that began later.
  if (isLater && isPrice(open) && !isJump(believed, open)) return "unconfirmedJump";
  if (!isLater && cameBack) return "unconfirmedJump";
  return isJump(outlier.price, observation.price) ? "unconfirmedJump" : "accepted";
}

/** Whether an observation is another trade than the outlier's. Where nothing tells them apart, the same price is the same trade. */
function isAnotherTrade(outlier: Outlier, observation: Observation): boolean {
  const { price, trade, trades, tradedAt, since } = observation;
  if (trades === 0) return false;
  if (trade !== undefined && outlier.trade !== undefined) return trade !== outlier.trade;
  if (price !== outlier.price) return true;
  // A candle that began later, or the moment of a later trade.
  const startedAt = since ?? tradedAt;
  return startedAt !== undefined && startedAt > momentOf(outlier.timestamp);
}

/** Whether a candle begins near its end, but was near the last believed price in between: that took its first trade back. */
function hasComeBack({ price, open, low, high }: Observation, believed: number): boolean {
  if (!isPrice(open) || isJump(open, price) || isJump(price, open)) return false;
  return [low, high].some((other) => other !== undefined && !isJump(believed, other));
}

/**
 * Whether an observation tells, beside the trade of its price, of another one near it: then that confirms
 * it, or was a step on the way to it.
 */
function holdsNearTrade({ price, low, high, open, trades = 0 }: Observation): boolean {
  const isNear = (other: number | undefined) =>
    isPrice(other) && !isJump(other, price) && !isJump(price, other);
  if (trades > 1 && isNear(open)) return true;
  return [open, low, high].some((other) => other !== price && isNear(other));
}

function momentOf(timestamp: string | null | undefined): number {
  return timestamp === null || timestamp === undefined ? -Infinity : Date.parse(timestamp);
}

/** Whether a price is so far from another, up or down, that it must be confirmed. */
export function isJump(from: number, to: number): boolean {
  return to > from * (1 + JUMP) || to < from * (1 - JUMP);
}

/**
 * An observation without a first price, low or high that is a bad tick: far from the prices on both sides of it, so
 * that nothing confirms it. `before` is the last believed price, if there was one.
 */
export function withoutBadTicks(observation: Observation, before: number | null): Observation {
  const { first, low, high, price } = observation;
  const isGood = (other: number | undefined) =>
    other !== undefined && !(isJump(price, other) && isJump(before ?? price, other));
  // As nearly always; a replay asks this of every minute of a month.
  if (isGood(first) && isGood(low) && isGood(high)) return observation;
  const { first: _, low: _low, high: _high, ...rest } = observation;
  return {
    ...rest,
    ...(isGood(first) && { first }),
    ...(isGood(low) && { low }),
    ...(isGood(high) && { high }),
  };
}

/**
 * What of a jump that waits is to be believed at once: the prices before it in the same observation that are near the
 * last believed one. Which of them was the last is not told; it is taken to be the farthest. Null when there are none.
 */
export function believedPart(
  observation: Observation,
  believed: number | null,
): Observation | null {
  if (believed === null) return null;
  const { price, at, since, first, low, high } = observation;
  const isNear = (other: number | undefined): other is number =>
    other !== undefined && other !== price && !isJump(believed, other);
  const near = [first, low, high].filter(isNear);
  if (near.every((other) => other === believed)) return null;
  const away = (other: number) => Math.abs(other - believed);
  const farthest = near.reduce((a, b) => away(b) > away(a) ? b : a);
  // The jump itself is dated by the end.
  const part = {
    ...{ price: farthest, at: at - 1, low: Math.min(...near), high: Math.max(...near) },
    ...(isNear(first) && { first }),
  };
  return since === undefined ? part : { ...part, since };
}

/** Whether a value can be a price: a positive, finite number. */
export function isPrice(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value < Infinity;
}

const DECIMAL = /^\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** The price in a decimal string such as `"67187.33000000"`; null for everything that is not a positive number. */
export function parseDecimalPrice(value: unknown): number | null {
  if (typeof value !== "string" || !DECIMAL.test(value)) return null;
  const price = Number(value);
  return isPrice(price) ? price : null;
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

import type { Alarm } from "@/lib/alarms/alarm.ts";
import { rulesOf, windowMs } from "@/lib/alarms/kinds/kinds.ts";
import { lastFired, watchedFrom } from "@/lib/alarms/alarm_state.ts";
import { type AlarmMemory, evaluatedPoint, type OpenGap, type Pair } from "@/lib/alarms/pair.ts";
import { type Candle, candleObservation } from "@/lib/market/candle.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import type { TimedPrice } from "@/lib/market/history/history_view.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { OWN_TIME, type SourceCandles, type Stretch } from "@/lib/sources/source.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/time/durations.ts";

// What a gap is: when it is one, how closely it is asked for, what an answer shows of it and what it can still set off.

/**
 * Symbol → when the evaluation of its gap is over. Until then nothing newer is evaluated of the pair: an alarm that fires
 * for what came after a gap does not ring any more for what was in it.
 */
export type Held = ReadonlyMap<string, Promise<void>>;

/** A shorter time without a price is no gap, however short the interval is. */
const SHORTEST_GAP_MS = 10_000;
/** Missed intervals that make a gap. */
const GAP_INTERVALS = 2.5;

/** What says how often a source is asked, and how old its prices may be. */
type BudgetedSource = Pick<MarketSource, "name" | "staleAfterMs" | "usage">;

interface GapLimitOptions {
  readonly intervalMs: number;
  readonly clock: Pick<Clock, "now">;
}

/** Says how long a pair may be without a price before that counts as a gap. */
export class GapLimit {
  constructor(private readonly options: GapLimitOptions) {}

  /** Whether so much time has passed since the pair's last price. */
  isGap(pair: Pair, source: BudgetedSource): boolean {
    if (pair.lastUpdate === null || pair.trouble !== null) return false;
    return this.options.clock.now() - Date.parse(pair.lastUpdate) > this.gapMs(source);
  }

  /** How long without a price is a gap at this source, in milliseconds. */
  gapMs(source: BudgetedSource, apartMs = this.#apartMs(source)): number {
    const usual = OWN_TIME.has(source.name) ? source.staleAfterMs : SHORTEST_GAP_MS;
    return Math.max(GAP_INTERVALS * apartMs, usual);
  }

  /** A source may be asked less often than at every check, so that what it allows lasts. */
  #apartMs(source: BudgetedSource): number {
    return Math.max(this.options.intervalMs, source.usage?.()?.slowedTo ?? 0);
  }
}

/** The stretch up to now (ms) on which the pair's alarms are not evaluated yet; none before its first price. */
export function unevaluatedStretch(pair: Pair, now: number): Stretch {
  return { from: evaluatedAt(pair) ?? now, to: now };
}

/** Up to when a pair's alarms have been evaluated (ms); null before its first price. */
export function evaluatedAt(pair: Pair): number | null {
  const last = evaluatedPoint(pair);
  return last === null ? null : Date.parse(last.timestamp);
}

/** Seconds are asked for of so long a stretch at most: one request has them all. In milliseconds. */
export const LONGEST_SECONDS_MS = 15 * MINUTE_MS;

/** Seconds for a quarter of an hour, minutes for two days, hours beyond. */
export function stepFor({ from, to }: Stretch): number {
  if (to - from <= LONGEST_SECONDS_MS) return SECOND_MS;
  return to - from <= 48 * HOUR_MS ? MINUTE_MS : HOUR_MS;
}

/** Up to when an answer speaks for all; what is still open it does not. */
export function answeredUpTo({ candles, newestOpen, covered }: SourceCandles): number {
  const newest = candles.at(-1);
  return newestOpen && newest !== undefined ? newest.at : covered?.to ?? -Infinity;
}

/** The candles that are over: what is still open is told by the newest price. */
export function endedCandles({ candles, newestOpen }: SourceCandles): readonly Candle[] {
  return newestOpen ? candles.slice(0, -1) : candles;
}

/** What is known on both sides of a stretch; null where nothing is. */
interface Edges {
  /** The price before it. */
  readonly from: TimedPrice | null;
  /** The price after it. */
  readonly to: TimedPrice | null;
  /** The pair's prices that are known already. */
  readonly history?: Pick<PriceHistory, "candles"> | undefined;
}

/** Candles of a stretch, oldest first, and how wide they are (ms); 0 where they are prices of one moment. */
export interface AnsweredCandles {
  readonly candles: readonly Candle[];
  readonly stepMs: number;
}

/** What a source told of a stretch as observations: those between the prices on both sides of it. */
export function observationsOf({ candles, stepMs }: AnsweredCandles, edges: Edges): Observation[] {
  const [from, to] = [edges.from?.at ?? -Infinity, edges.to?.at ?? Infinity];
  return candles.flatMap((candle): Observation[] => {
    const whole = candleObservation(candle, stepMs);
    if (whole.at <= from || candle.at >= to) return [];
    const isWithin = candle.at > from && whole.at < to;
    const seen = isWithin ? whole : partOf(candle, stepMs, edges);
    return seen.at > from && seen.at < to ? [seen] : [];
  });
}

/**
 * What is seen of a candle that reaches beyond the stretch: its first price, low and high may be of what was watched
 * already. The history may hold that within a longer candle: then the prices on both sides are all that is known.
 */
function partOf(candle: Candle, stepMs: number, { from, to, history }: Edges): Observation {
  // What was traded counts once, with the end of the candle.
  const { first: _, volume, ...whole } = candleObservation(candle, stepMs);
  const isCut = to !== null && whole.at >= to.at;
  const { price, at } = isCut ? { price: to.price, at: to.at - 1 } : whole;
  const candlesOf = (first: number, last: number) => history?.candles(first, last, stepMs) ?? [];
  const known = [
    ...(from !== null && candle.at <= from.at
      ? [from.price, ...candlesOf(candle.at, from.at).flatMap(extremesOf)]
      : []),
    // Its last price is of what came after the stretch, which may not be evaluated yet.
    ...(isCut ? [to.price, whole.price, ...candlesOf(to.at, whole.at).flatMap(extremesOf)] : []),
  ];
  return {
    // Its open and its trades may be of what came before; behind a gap nothing else vouches for a jump.
    ...(to === null ? whole : { since: candle.at }),
    ...{ price, at },
    low: candle.low < Math.min(...known) ? candle.low : price,
    high: candle.high > Math.max(...known) ? candle.high : price,
    ...(isCut || volume === undefined ? {} : { volume }),
  };
}

function extremesOf({ low, high }: Candle): number[] {
  return [low, high];
}

/** The prices on both sides of a gap that alarms have gone on over. */
export function edgesOf({ from, to }: OpenGap): { from: TimedPrice; to: TimedPrice } {
  return {
    from: { price: from.price, at: Date.parse(from.timestamp) },
    to: { price: to.price, at: Date.parse(to.timestamp) },
  };
}

/** A pair as it stood when a gap began, with the alarms that the gap can still set off. */
export function pairThen(pair: Pair, gap: OpenGap): Pair {
  const { judged: _, openGaps: __, ...rest } = pair;
  const { from, maxPrice, minPrice } = gap;
  const coverage = (pair.coverage ?? []).filter(({ to }) =>
    Date.parse(to) <= Date.parse(from.timestamp)
  );
  return {
    ...rest,
    ...{ currentPrice: from.price, lastUpdate: from.timestamp, priceHistory: [] },
    ...{ unconfirmed: null, trouble: null, maxPrice, minPrice, coverage },
    alarms: alarmsThen(pair, gap),
  };
}

/** The alarms that the gap can still set off, as they stood when it began or, where they begin later, then. */
function alarmsThen({ alarms }: Pair, gap: OpenGap): Alarm[] {
  const { from: { at: from }, to: { at: to } } = edgesOf(gap);
  const memories = new Map(gap.alarms.map((memory) => [memory.id, memory]));
  return alarms.flatMap((alarm): Alarm[] => {
    const firedAt = firedSince(alarm);
    // What was before it was set, changed or armed again is dropped, and so is what was before it fired.
    if (Math.max(watchedFrom(alarm), firedAt) >= to + laterReachMs(alarm)) return [];
    if (alarm.mode === "once" && (alarm.triggered || firedAt > from)) return [];
    // When it was snoozed or paused it knows itself.
    const { watchedPrice: _price, watchedPricedAt: _moment, ...rest } = alarm;
    if (firedAt > from) {
      return [{ ...rest, conditionMet: true, triggered: true, clearedSinceFire: false }];
    }
    const isLater = watchedFrom(alarm) >= to;
    return [{ ...rest, ...standThen(isLater ? undefined : memories.get(alarm.id)) }];
  });
}

/** How an alarm stood when the gap began; without a memory it just waited for its condition. */
function standThen(memory: AlarmMemory | undefined) {
  const { conditionMet = false, triggered = false, clearedSinceFire = false } = memory ?? {};
  const { watchedPrice, watchedPricedAt } = memory ?? {};
  return {
    ...{ conditionMet, triggered, clearedSinceFire },
    ...(watchedPrice !== undefined && { watchedPrice }),
    ...(watchedPricedAt !== undefined && { watchedPricedAt }),
  };
}

/** From when on (ms) an alarm that stood so takes part in a gap. */
export function startsAt(alarm: Alarm, gap: OpenGap): number {
  const to = Date.parse(gap.to.timestamp);
  // One that was set in the gap or after it takes part before: whether its condition held when it was set is known now.
  return Math.max(watchedFrom(alarm) < to ? -Infinity : to, firedSince(alarm));
}

/** When an alarm fired last since it was set, changed or armed again (ms); minus infinity when it has not. */
function firedSince(alarm: Alarm): number {
  const at = lastFired(alarm);
  return at >= watchedFrom(alarm) ? at : -Infinity;
}

/** How long after a gap an alarm may depend on what was in it, in milliseconds. */
function laterReachMs(alarm: Alarm): number {
  return measuresFromRecord(alarm) ? Infinity : windowReachMs(alarm);
}

/** How long a gap is in reach of an alarm's window (ms), which begins with the end of a second; 0 without a window. */
export function windowReachMs(alarm: Alarm): number {
  const length = windowMs(alarm);
  return length === null ? 0 : length + SECOND_MS;
}

/** Whether an alarm measures from the pair's maximum or minimum. */
export function measuresFromRecord(alarm: Alarm): boolean {
  return rulesOf(alarm).measuresFromRecord;
}

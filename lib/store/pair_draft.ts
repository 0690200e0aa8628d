import type { Alarm } from "@/lib/alarms/alarm.ts";
import { lastFired, watchedFrom } from "@/lib/alarms/alarm_state.ts";
import { recordAfter } from "@/lib/alarms/evaluate.ts";
import { rulesOf, windowMs } from "@/lib/alarms/kinds/kinds.ts";
import {
  type AlarmMemory,
  evaluatedPoint,
  OPEN_GAPS_KEPT,
  type OpenGap,
  type Pair,
  type PricePoint,
  stretchesUpTo,
} from "@/lib/alarms/pair.ts";
import { withNewestPoint } from "@/lib/market/accept.ts";
import { shiftCoverage, withStretch, withTold } from "@/lib/market/candle.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import type { Event } from "./events.ts";
import type { OutboxEvent } from "./outbox_draft.ts";

/** Events that change a pair that exists. */
type PairEvent = Exclude<
  Event,
  | OutboxEvent
  | { type: "pairAdded" | "pairRemoved" | "pairsReordered" | "alarmTested" | "fireAcknowledged" }
>;

/** The changes of one pair within one `apply`; its alarms are copied once, at the first change. */
export class PairDraft {
  #pair: Pair;
  #alarms: Map<string, Alarm> | null = null;

  constructor(pair: Pair) {
    this.#pair = pair;
  }

  take(event: PairEvent): void {
    switch (event.type) {
      case "priceObserved":
        // What a gap keeps is how the alarms stood before it.
        if (event.watched?.leavesGap) this.#pair = this.finish();
        this.#pair = afterObservation(this.#pair, event);
        return;
      case "gapTold":
        this.#pair = afterGap(this.#pair, event);
        return;
      case "priceShown":
        this.#pair = afterShown(this.#pair, event.point);
        return;
      case "historyBackfilled":
        this.#pair = { ...this.#pair, backfilledFrom: isoTime(event.from) };
        return;
      case "priceDoubted":
        this.#pair = { ...this.#pair, unconfirmed: event.point };
        return;
      case "pairTroubled":
        this.#pair = { ...this.#pair, trouble: event.trouble, unconfirmed: null };
        return;
      case "alarmAdded":
        return this.#add(event.alarm);
      case "alarmUpdated":
        return this.#replace(event.alarm, event.type);
      case "alarmFired":
        this.#pair = afterFire(this.#pair, event.alarm);
        return this.#replace(event.alarm, event.type);
      case "alarmRemoved":
        return this.#remove(event.id);
      case "clockMoved":
        this.#pair = shiftPair(this.finish(), event.deltaMs, event.symbols);
        this.#alarms = null;
        return;
    }
  }

  finish(): Pair {
    if (this.#alarms === null) return this.#pair;
    return { ...this.#pair, alarms: [...this.#alarms.values()] };
  }

  #byId(): Map<string, Alarm> {
    this.#alarms ??= new Map(this.#pair.alarms.map((alarm) => [alarm.id, alarm]));
    return this.#alarms;
  }

  #add(alarm: Alarm): void {
    if (this.#byId().has(alarm.id)) {
      throw new Error(`Cannot apply alarmAdded: ${this.#pair.symbol} has ${alarm.id} already`);
    }
    this.#byId().set(alarm.id, alarm);
  }

  #replace(alarm: Alarm, type: string): void {
    if (!this.#byId().has(alarm.id)) {
      throw new Error(`Cannot apply ${type}: ${this.#pair.symbol} has no alarm ${alarm.id}`);
    }
    this.#byId().set(alarm.id, alarm);
  }

  #remove(id: string): void {
    if (!this.#byId().delete(id)) {
      throw new Error(`Cannot apply alarmRemoved: ${this.#pair.symbol} has no alarm ${id}`);
    }
  }
}

type Observed = Event & { type: "priceObserved" };
type GapAnswered = Event & { type: "gapTold" };

function afterObservation(pair: Pair, { observation, watched }: Observed): Pair {
  const { price, at } = observation;
  const timestamp = isoTime(at);
  const moved = {
    ...pair,
    firstPrice: pair.firstPrice ?? price,
    ...recordAfter(pair, observation),
    unconfirmed: isSettled(pair, at) ? null : pair.unconfirmed,
    ...coverageAfter(pair, at, watched),
    ...(watched?.leavesGap && { openGaps: openGapsAfter(pair, { price, timestamp }) }),
  };
  const isBehind = pair.lastUpdate !== null && at < Date.parse(pair.lastUpdate);
  if (isBehind) return { ...moved, judged: { price, timestamp } };
  const { judged: _, ...rest } = moved;
  return withPrice(rest, { price, timestamp });
}

function afterGap(pair: Pair, event: GapAnswered): Pair {
  const { gapFrom, told, low, high } = event;
  const { openGaps: gaps = [], maxPrice, minPrice, coverage = [], ...rest } = pair;
  const openGaps = gaps.filter(({ from }) => from.timestamp !== gapFrom)
    .map((gap) => told === null ? gap : afterEarlier(gap, pair.alarms, event));
  return {
    ...rest,
    maxPrice: maxPrice === null || high === undefined ? maxPrice : Math.max(maxPrice, high),
    minPrice: minPrice === null || low === undefined ? minPrice : Math.min(minPrice, low),
    coverage: told === null ? coverage : withTold(coverage, told.span, told.grain),
    ...(openGaps.length > 0 && { openGaps }),
  };
}

/** What a later gap keeps, once an earlier one is told: other records, and alarms of which nobody knows how they stood. */
function afterEarlier(gap: OpenGap, alarms: readonly Alarm[], earlier: GapAnswered): OpenGap {
  const apartMs = Date.parse(gap.from.timestamp) - Date.parse(earlier.to.timestamp);
  if (apartMs < 0) return gap;
  const { low = Infinity, high = -Infinity } = earlier;
  const maxPrice = gap.maxPrice === null ? null : Math.max(gap.maxPrice, high);
  const minPrice = gap.minPrice === null ? null : Math.min(gap.minPrice, low);
  const isRecord = maxPrice !== gap.maxPrice || minPrice !== gap.minPrice;
  const isOther = (alarm: Alarm) =>
    rulesOf(alarm).measuresFromRecord
      ? isRecord
      : (windowMs(alarm) ?? -Infinity) + SECOND_MS >= apartMs;
  const memories = new Map(gap.alarms.map((memory) => [memory.id, memory]));
  for (const { id } of alarms.filter(isOther)) {
    memories.set(id, { ...memories.get(id), id, conditionMet: null });
  }
  return { ...gap, maxPrice, minPrice, alarms: [...memories.values()] };
}

/** Gaps that began after a fire which is found only now: the alarm had fired when they did. */
function afterFire(pair: Pair, alarm: Alarm): Pair {
  const at = lastFired(alarm);
  const isLater = ({ from }: OpenGap) => Date.parse(from.timestamp) >= at;
  if (!pair.openGaps?.some(isLater)) return pair;
  const openGaps = pair.openGaps.map((gap): OpenGap => {
    if (!isLater(gap)) return gap;
    const others = gap.alarms.filter(({ id }) => id !== alarm.id);
    const memory = gap.alarms.find(({ id }) => id === alarm.id);
    const { conditionMet = false } = memory ?? {};
    const fired = { conditionMet, triggered: true, clearedSinceFire: conditionMet === false };
    return { ...gap, alarms: [...others, { ...memory, id: alarm.id, ...fired }] };
  });
  return { ...pair, openGaps };
}

/** A price confirms or discards an outlier, unless it is older. */
function isSettled({ unconfirmed }: Pair, at: number): boolean {
  return unconfirmed === null || at >= Date.parse(unconfirmed.timestamp);
}

function afterShown(pair: Pair, point: PricePoint): Pair {
  const judged = evaluatedPoint(pair);
  return { ...withPrice(pair, point), ...(judged === null ? {} : { judged }) };
}

function withPrice(pair: Pair, point: PricePoint): Pair {
  return {
    ...pair,
    currentPrice: point.price,
    lastUpdate: point.timestamp,
    priceHistory: withNewestPoint(pair.priceHistory, point),
  };
}

function coverageAfter(
  pair: Pair,
  at: number,
  watched: Observed["watched"],
): Pick<Pair, "coverage"> {
  const last = evaluatedPoint(pair);
  if (last === null || watched === undefined) return {};
  const before = Date.parse(last.timestamp);
  const { from, pointsTo } = stretchesUpTo({ before, at, watched });
  const shown = withStretch(pair.coverage ?? [], { from: before, to: pointsTo }, "point");
  const missed = withStretch(shown, { from: pointsTo, to: from }, "nothing");
  return { coverage: withStretch(missed, { from, to: at }, watched.grain) };
}

/**
 * The open gaps of a pair whose alarms go on at a point while what came before that is still to be told. A gap that goes
 * on from point to point is one.
 */
function openGapsAfter(pair: Pair, to: PricePoint): readonly OpenGap[] {
  const { openGaps = [], alarms, maxPrice, minPrice } = pair;
  const from = evaluatedPoint(pair);
  if (from === null || Date.parse(from.timestamp) >= Date.parse(to.timestamp)) return openGaps;
  const last = openGaps.at(-1);
  if (last?.to.timestamp === from.timestamp) {
    return [...openGaps.slice(0, -1), { ...last, to, alarms: remembered(last, alarms) }];
  }
  const memories = alarms.flatMap((alarm) => memoryOf(alarm) ?? []);
  return [...openGaps, { from, to, maxPrice, minPrice, alarms: memories }].slice(-OPEN_GAPS_KEPT);
}

/** Alarms that were set, changed or armed again within the gap begin there. */
function remembered(gap: OpenGap, alarms: readonly Alarm[]): readonly AlarmMemory[] {
  const end = Date.parse(gap.to.timestamp);
  const fresh = alarms.filter((alarm) => watchedFrom(alarm) > end);
  if (fresh.length === 0) return gap.alarms;
  const ids = new Set(fresh.map(({ id }) => id));
  const others = gap.alarms.filter(({ id }) => !ids.has(id));
  return [...others, ...fresh.flatMap((alarm) => memoryOf(alarm) ?? [])];
}

/** Snoozes, pauses and expiry say themselves of when they are. */
function memoryOf(alarm: Alarm): AlarmMemory | null {
  const { id, conditionMet, triggered, clearedSinceFire, watchedPrice, watchedPricedAt } = alarm;
  if (conditionMet === false && !triggered && watchedPrice === undefined) return null;
  return {
    id,
    conditionMet,
    ...(triggered && { triggered, clearedSinceFire }),
    ...(watchedPrice !== undefined && { watchedPrice }),
    ...(watchedPricedAt !== undefined && { watchedPricedAt }),
  };
}

/** The pair after the clock was set; only pairs in `symbols` have the moments of their prices from it. */
export function shiftPair(pair: Pair, deltaMs: number, symbols: ReadonlySet<string>): Pair {
  const pricesToo = symbols.has(pair.symbol);
  const alarms = pair.alarms.map((alarm) => shiftAlarm(alarm, deltaMs, pricesToo));
  if (!pricesToo) return { ...pair, alarms };
  const move = (time: string) => isoTime(Date.parse(time) + deltaMs);
  const { judged, coverage, backfilledFrom, openGaps } = pair;
  const movePoint = ({ price, timestamp }: PricePoint) => ({ price, timestamp: move(timestamp) });
  return {
    ...pair,
    alarms,
    lastUpdate: pair.lastUpdate === null ? null : move(pair.lastUpdate),
    unconfirmed: pair.unconfirmed && { ...pair.unconfirmed, ...movePoint(pair.unconfirmed) },
    priceHistory: pair.priceHistory.map(movePoint),
    ...(judged === undefined ? {} : { judged: movePoint(judged) }),
    ...(coverage === undefined ? {} : { coverage: shiftCoverage(coverage, deltaMs) }),
    ...(openGaps && {
      openGaps: openGaps.map((gap) => ({
        ...gap,
        from: movePoint(gap.from),
        to: movePoint(gap.to),
      })),
    }),
    ...(backfilledFrom === undefined ? {} : { backfilledFrom: move(backfilledFrom) }),
    clockShiftMs: (pair.clockShiftMs ?? 0) + deltaMs,
  };
}

/**
 * The alarm after the clock was set by `deltaMs`: how long ago it fired stays as it was. What a
 * person named by the clock (an expiry, a snooze) stays as named. `pricesToo` is false where the
 * source gives the moments of the prices: those stay true.
 */
function shiftAlarm(alarm: Alarm, deltaMs: number, pricesToo: boolean): Alarm {
  const move = (time: string) => new Date(Date.parse(time) + deltaMs).toISOString();
  const moveIfAny = (time: string | null) => time === null ? null : move(time);
  if (!pricesToo) return alarm;
  const next = { ...alarm };
  if (alarm.recentFires !== undefined) next.recentFires = alarm.recentFires.map(move);
  // What the program itself suppressed lasts its hour.
  if (typeof alarm.pausedReason === "string") next.snoozedUntil = moveIfAny(alarm.snoozedUntil);
  if (alarm.snoozedFrom !== undefined) next.snoozedFrom = move(alarm.snoozedFrom);
  if (alarm.pausedFrom !== undefined) next.pausedFrom = move(alarm.pausedFrom);
  if (alarm.silences !== undefined) {
    next.silences = alarm.silences
      .map(({ pricedAt, ...each }) => ({
        ...{ ...each, from: move(each.from), to: move(each.to) },
        ...(pricedAt !== undefined && { pricedAt: move(pricedAt) }),
      }));
  }
  if (alarm.watchedFrom !== undefined) next.watchedFrom = move(alarm.watchedFrom);
  if (alarm.watchedPricedAt !== undefined) next.watchedPricedAt = move(alarm.watchedPricedAt);
  next.triggeredAt = moveIfAny(alarm.triggeredAt);
  return rulesOf(next).start?.shifted(next, move) ?? next;
}

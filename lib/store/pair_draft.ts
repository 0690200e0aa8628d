import type { Alarm } from "@/lib/alarms/alarm.ts";
import { withStretch, withTold } from "@/lib/market/coverage.ts";
import { withNewestPoint } from "@/lib/market/newest_points.ts";
import { recordAfter } from "@/lib/alarms/record_after.ts";
import type { Event, WatchedUpTo } from "./event.ts";
import { isoTime } from "./iso_time.ts";
import { shiftPair } from "./shift_pair.ts";
import { judgedPoint } from "./judged_point.ts";
import { openGapsAfter } from "./open_gaps_after.ts";
import type { Pair, PricePoint } from "./state.ts";

/** Events that change a pair that exists. */
export type PairEvent = Exclude<
  Event,
  { type: "pairAdded" | "pairRemoved" | "pairsReordered" | "alarmTested" | "fireAcknowledged" }
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
      case "alarmFired":
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
type GapTold = Event & { type: "gapTold" };

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

function afterGap(pair: Pair, { gapFrom, told, low, high }: GapTold): Pair {
  const { openGaps: gaps = [], maxPrice, minPrice, coverage = [], ...rest } = pair;
  const openGaps = gaps.filter(({ from }) => from.timestamp !== gapFrom);
  return {
    ...rest,
    maxPrice: maxPrice === null || high === undefined ? maxPrice : Math.max(maxPrice, high),
    minPrice: minPrice === null || low === undefined ? minPrice : Math.min(minPrice, low),
    coverage: told === null ? coverage : withTold(coverage, told.span, told.grain),
    ...(openGaps.length > 0 && { openGaps }),
  };
}

/** A price settles a doubt, unless it is from before it. */
function isSettled({ unconfirmed }: Pair, at: number): boolean {
  return unconfirmed === null || at >= Date.parse(unconfirmed.timestamp);
}

function afterShown(pair: Pair, point: PricePoint): Pair {
  const judged = judgedPoint(pair);
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
  const last = judgedPoint(pair);
  if (last === null || watched === undefined) return {};
  const before = Date.parse(last.timestamp);
  const { from, pointsTo } = stretchesUpTo({ before, at, watched });
  const shown = withStretch(pair.coverage ?? [], { from: before, to: pointsTo }, "point");
  const missed = withStretch(shown, { from: pointsTo, to: from }, "nothing");
  return { coverage: withStretch(missed, { from, to: at }, watched.grain) };
}

/** Up to where single prices were shown before an observation, and from where on it was watched; between, nobody did. All in milliseconds. */
export function stretchesUpTo(
  { before, at, watched }: {
    readonly before: number;
    readonly at: number;
    readonly watched: WatchedUpTo;
  },
): { readonly from: number; readonly pointsTo: number } {
  const from = Math.min(Math.max(watched.from, before), at);
  return { from, pointsTo: Math.max(before, Math.min(watched.pointsTo ?? before, from)) };
}

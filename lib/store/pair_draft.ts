import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { Event } from "./event.ts";
import { isoTime } from "./iso_time.ts";
import { shiftPair } from "./shift_pair.ts";
import { type Pair, POINTS_IN_FILE } from "./state.ts";

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
        this.#pair = afterObservation(this.#pair, event.observation);
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

function afterObservation(pair: Pair, { price, at, low, high }: Observation): Pair {
  const timestamp = isoTime(at);
  return {
    ...pair,
    firstPrice: pair.firstPrice ?? price,
    currentPrice: price,
    maxPrice: Math.max(pair.maxPrice ?? price, price, high ?? price),
    minPrice: Math.min(pair.minPrice ?? price, price, low ?? price),
    lastUpdate: timestamp,
    unconfirmed: null,
    priceHistory: [...pair.priceHistory, { price, timestamp }].slice(-POINTS_IN_FILE),
  };
}

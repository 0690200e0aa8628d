import fc from "fast-check";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import { NEWEST_POINTS } from "@/lib/market/accept.ts";
import type { FrameData, FrameEvent, Snapshot } from "@/lib/protocol/frames.ts";
import { Hub } from "@/lib/server/socket/hub.ts";
import { HandTiming } from "./hand_timing.ts";
import { aFire, anAlarm, aPair, aStatus, moment } from "./samples.ts";

/** One thing that happens on the server; numbers choose which pair, alarm or fire it is about. */
export type Happening = readonly [kind: typeof KINDS[number], which: number, value: number];

const KINDS = [
  ...["addPair", "removePair", "price", "price", "addAlarm", "updateAlarm"] as const,
  ...["removeAlarm", "fire", "acknowledge", "status", "reorder", "trouble"] as const,
];

export const happenings: fc.Arbitrary<Happening> = fc.tuple(
  fc.constantFrom(...KINDS),
  fc.nat(3),
  fc.integer({ min: 1, max: 1_000_000 }),
);

/** A server that keeps its state in the plainest way, and announces changes through the real hub. */
export class ReferenceServer {
  readonly pairs = new Map<string, Pair>();
  readonly ringing: Fire[] = [];
  status = aStatus();
  #epoch = 1;
  #time = 0;
  readonly #timing = new HandTiming();
  hub = this.#makeHub();

  /** Starts anew: nobody knows the earlier frames any more. */
  restart(): void {
    this.#epoch++;
    this.hub = this.#makeHub();
  }

  happen(happening: Happening): void {
    this.#time++;
    this.#happen(happening);
    // So far apart prices are sent.
    this.#timing.pass(250);
  }

  #happen([kind, which, value]: Happening): void {
    const symbol = `COIN${which}USDT`;
    if (kind === "addPair") return this.#addPair(symbol);
    if (kind === "status") return this.#setStatus(value);
    if (kind === "acknowledge") return this.#acknowledge(which);
    if (kind === "reorder") return this.#reorder(value);
    const pair = this.pairs.get(symbol);
    if (pair !== undefined) this.#change(kind, pair, value);
  }

  #makeHub(): Hub {
    const snapshot = (): Omit<Snapshot, "epoch" | "seq"> => ({
      serverTime: moment(0),
      pairs: [...this.pairs.values()],
      ringing: [...this.ringing],
      status: this.status,
    });
    return new Hub({
      ...{ epoch: `epoch-${this.#epoch}`, now: () => 0, snapshot },
      lastCheckAt: () => this.status.lastCheckAt,
      timing: this.#timing,
    });
  }

  #announce<E extends FrameEvent>(event: E, data: FrameData[E]): void {
    this.hub.broadcast(event, data);
  }

  #addPair(symbol: string): void {
    if (this.pairs.has(symbol)) return;
    const pair = aPair({ symbol, base: symbol.slice(0, 5) });
    this.pairs.set(symbol, pair);
    this.#announce("pair_added", { success: true, pair });
  }

  #setStatus(clients: number): void {
    this.status = aStatus({ clients });
    this.#announce("status", this.status);
  }

  #acknowledge(which: number): void {
    const [fire] = this.ringing.splice(which, 1);
    if (fire === undefined) return;
    this.#announce("fire_acknowledged", {
      fireIds: [fire.id],
      acknowledgedAt: moment(this.#time),
      by: "::1",
    });
  }

  #reorder(turns: number): void {
    const pairs = [...this.pairs];
    const first = pairs.splice(0, turns % Math.max(1, pairs.length));
    this.pairs.clear();
    for (const [symbol, pair] of [...pairs, ...first]) this.pairs.set(symbol, pair);
    this.#announce("pairs_reordered", { pairs: [...this.pairs.keys()] });
  }

  #change(kind: Happening[0], pair: Pair, value: number): void {
    const { symbol } = pair;
    const alarm = pair.alarms[value % Math.max(1, pair.alarms.length)];
    if (kind === "removePair") {
      this.pairs.delete(symbol);
      this.#announce("pair_removed", { pair: symbol });
    } else if (kind === "price") this.#price(pair, value);
    else if (kind === "trouble") this.#trouble(pair, value);
    else if (kind === "addAlarm") this.#addAlarm(pair);
    else if (alarm !== undefined) this.#changeAlarm(kind, pair, alarm);
  }

  #price(pair: Pair, price: number): void {
    const timestamp = moment(this.#time);
    const maxPrice = Math.max(pair.maxPrice ?? price, price);
    const minPrice = Math.min(pair.minPrice ?? price, price);
    const points = [...pair.priceHistory, { price, timestamp }];
    const priceHistory = points.filter((point, index) =>
      index === points.length - 1 || quarter(points[index - 1]) !== quarter(point) ||
      quarter(point) !== quarter(points.at(-1))
    ).slice(-NEWEST_POINTS);
    const extremes = { maxPrice, minPrice };
    this.#put({ ...pair, ...extremes, currentPrice: price, lastUpdate: timestamp, priceHistory });
    this.#announce("price_update", {
      prices: [{ pair: pair.symbol, price, timestamp, ...extremes }],
    });
  }

  #trouble(pair: Pair, value: number): void {
    const trouble = {
      kind: "halted" as const,
      reason: `reason ${value}`,
      since: moment(this.#time),
    };
    const next = { ...pair, trouble: value % 2 === 0 ? null : trouble };
    this.#put(next);
    this.#announce("pair_updated", { pair: next });
  }

  #addAlarm(pair: Pair): void {
    const alarm = anAlarm({ id: `alarm_${this.#time}` });
    this.#put({ ...pair, alarms: [...pair.alarms, alarm] });
    this.#announce("alarm_added", { success: true, pair: pair.symbol, alarm, alreadyTrue: false });
  }

  #changeAlarm(kind: Happening[0], pair: Pair, alarm: Alarm): void {
    const { symbol } = pair;
    if (kind === "removeAlarm") {
      this.#put({ ...pair, alarms: pair.alarms.filter(({ id }) => id !== alarm.id) });
      return this.#announce("alarm_removed", { pair: symbol, id: alarm.id });
    }
    const next = { ...alarm, note: `at ${this.#time}`, triggered: kind === "fire" };
    const alarms = pair.alarms.map((old) => old.id === alarm.id ? next : old);
    this.#put({ ...pair, alarms });
    if (kind === "updateAlarm") {
      return this.#announce("alarm_updated", { pair: symbol, alarm: next });
    }
    const fire = aFire({ id: `fire_${this.#time}`, pair: symbol, alarm });
    this.ringing.push(fire);
    this.#announce("alarm_triggered", { pair: symbol, alarm: next, price: fire.price, fire });
  }

  #put(pair: Pair): void {
    this.pairs.set(pair.symbol, pair);
  }
}

/** The quarter of a minute that a point is in. */
function quarter(point: { readonly timestamp: string } | undefined): number | null {
  return point === undefined ? null : Math.floor(Date.parse(point.timestamp) / 15_000);
}

import { z } from "zod";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { Delivery, Policy, StoredChannel } from "@/lib/alarms/delivery.ts";
import { Fire } from "@/lib/alarms/fire.ts";
import {
  Pair,
  PricePoint,
  type State,
  StoredTrouble,
  Watchlist,
  withWatchlist,
} from "@/lib/alarms/pair.ts";
import { isPrice, type Observation } from "@/lib/market/accept.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { describeIssues } from "@/lib/store/file/decode.ts";
import type { Event } from "./events.ts";
import { OutboxDraft } from "./outbox_draft.ts";
import { PairDraft } from "./pair_draft.ts";

/** Throws when an event would put something into the file that the next start could not read. */
export function checkEvent(event: Event): void {
  switch (event.type) {
    case "pairAdded":
      return check(Pair, event.pair, event.type);
    case "pairsReordered":
      if (new Set(event.symbols).size === event.symbols.length) return;
      throw new TypeError("Cannot store an order that names a pair twice");
    case "alarmAdded":
      return check(Alarm, event.alarm, event.type);
    case "alarmUpdated":
      // The engine moves only flags and times, thousands at a time.
      return event.by === "person" ? check(Alarm, event.alarm, event.type) : undefined;
    case "alarmFired":
      check(Alarm, event.alarm, event.type);
      return check(Fire, event.fire, event.type);
    case "alarmTested":
      return check(Fire, event.fire, event.type);
    case "pairTroubled":
      return check(StoredTrouble.nullable(), event.trouble, event.type);
    case "priceObserved":
      return checkObservation(event.observation);
    case "priceShown":
      return check(PricePoint, event.point, event.type);
    case "gapTold":
      return event.seen.forEach(checkObservation);
    case "historyBackfilled":
      return checkCandles(event.candles, event.from);
    case "channelAdded":
    case "channelUpdated":
      return check(StoredChannel, event.channel, event.type);
    case "troubleFound":
      return check(z.array(Delivery).readonly(), event.deliveries, event.type);
    case "policyAdded":
    case "policyUpdated":
      return check(Policy, event.policy, event.type);
    case "watchlistAdded":
    case "watchlistUpdated":
      return check(Watchlist, event.watchlist, event.type);
    case "channelTested":
    case "deliveryRepeated":
    case "deliveryUpdated":
      return check(Delivery, event.delivery, event.type);
    case "clockMoved":
      if (Number.isSafeInteger(event.deltaMs)) return;
      throw new TypeError(`Cannot store a clock that was set by ${event.deltaMs} ms`);
  }
}

function check(schema: z.ZodType, value: unknown, type: string): void {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new TypeError(`Cannot store ${type}: ${describeIssues(result.error)}`);
  }
}

function checkCandles(candles: readonly Candle[], from: number): void {
  const isUsable = ({ at, open, high, low, close }: Candle) =>
    Number.isFinite(at) && isPrice(open) && isPrice(high) && isPrice(low) && isPrice(close);
  if (Number.isFinite(from) && candles.every(isUsable)) return;
  throw new TypeError("Cannot store bars of the past: a price or a moment is no usable number");
}

function checkObservation({ price, at, low = price, high = price }: Observation): void {
  for (const value of [price, low, high]) {
    if (!(value > 0 && value < Infinity)) {
      throw new TypeError(`Cannot store price ${value}: it is not a positive finite number`);
    }
  }
  if (!Number.isFinite(at)) throw new TypeError(`Cannot store a price of the moment ${at}`);
}

/** Newest acknowledged fires that are kept; unacknowledged ones all are. */
const ACKNOWLEDGED_FIRES_KEPT = 500;

/** The state after these events; the one given stays as it is. Throws on an event about something that is not there. */
export function apply(state: State, events: readonly Event[]): State {
  if (events.length === 0) return state;
  const draft = new Draft(state);
  for (const event of events) draft.take(event);
  return draft.finish();
}

type Acknowledgement = Event & { type: "fireAcknowledged" };

/** Collects the changes of one `apply`, so that maps and arrays are copied once and not once an event. */
class Draft {
  readonly #before: State;
  readonly #pairs = new Map<string, PairDraft | null>();
  readonly #fires: Fire[] = [];
  readonly #acknowledged = new Map<string, Acknowledgement>();
  /** Ids of the fires before; null until one is acknowledged. */
  #known: Set<string> | null = null;
  #order: readonly string[] = [];
  #outbox: OutboxDraft | null = null;
  #lists: readonly Watchlist[];

  constructor(before: State) {
    this.#before = before;
    this.#lists = before.watchlists;
  }

  take(event: Event): void {
    switch (event.type) {
      case "pairAdded":
        return this.#addPair(event);
      case "pairRemoved":
        this.#pair(event.symbol, event);
        this.#pairs.set(event.symbol, null);
        return;
      case "pairsReordered":
        for (const symbol of event.symbols) this.#pair(symbol, event);
        this.#order = event.symbols;
        return;
      case "alarmFired":
        this.#fire(event.fire);
        return this.#pair(event.symbol, event).take(event);
      case "alarmTested":
        this.#pair(event.symbol, event);
        return this.#fire(event.fire);
      case "fireAcknowledged":
        return this.#acknowledge(event);
      case "channelAdded":
      case "channelUpdated":
      case "channelRemoved":
      case "channelTested":
      case "troubleFound":
      case "policyAdded":
      case "policyUpdated":
      case "policyRemoved":
      case "deliveryRepeated":
      case "deliveryUpdated":
        return this.#outboxDraft().take(event);
      case "watchlistAdded":
      case "watchlistUpdated":
        this.#lists = withWatchlist(this.#lists, event.watchlist, event.place);
        return;
      case "watchlistRemoved":
        this.#lists = this.#lists.filter(({ id }) => id !== event.watchlist.id);
        return;
      case "clockMoved":
        for (const symbol of this.#symbols()) this.#pair(symbol, event).take(event);
        return this.#outboxDraft().clockMoved(event.deltaMs);
      default:
        return this.#pair(event.symbol, event).take(event);
    }
  }

  finish(): State {
    const pairs = this.#pairs.size === 0 ? this.#before.pairs : this.#nextPairs();
    const unannounced = this.#fires.length === 0
      ? this.#before.unannounced
      : [...this.#before.unannounced, ...this.#fires.map((fire) => fire.id)];
    const fires = this.#nextFires(unannounced);
    const watchlists = this.#lists;
    const outbox = this.#outbox?.finish(fires);
    return { ...this.#before, pairs, fires, unannounced, watchlists, ...outbox };
  }

  #fire(fire: Fire): void {
    this.#fires.push(fire);
    this.#outboxDraft().fired(fire);
  }

  #outboxDraft(): OutboxDraft {
    return this.#outbox ??= new OutboxDraft(this.#before);
  }

  #symbols(): Set<string> {
    const symbols = new Set([...this.#before.pairs.keys(), ...this.#pairs.keys()]);
    for (const [symbol, draft] of this.#pairs) if (draft === null) symbols.delete(symbol);
    return symbols;
  }

  #addPair(event: Event & { type: "pairAdded" }): void {
    const { symbol } = event.pair;
    const drafted = this.#pairs.get(symbol);
    if (drafted !== null && (drafted !== undefined || this.#before.pairs.has(symbol))) {
      throw new Error(`Cannot apply pairAdded: pair ${symbol} is in the store already`);
    }
    this.#pairs.set(symbol, new PairDraft(event.pair));
  }

  #pair(symbol: string, event: Event): PairDraft {
    const drafted = this.#pairs.get(symbol);
    if (drafted) return drafted;
    const pair = drafted === null ? undefined : this.#before.pairs.get(symbol);
    if (pair === undefined) {
      throw new Error(`Cannot apply ${event.type}: pair ${symbol} is not in the store`);
    }
    const draft = new PairDraft(pair);
    this.#pairs.set(symbol, draft);
    return draft;
  }

  #acknowledge(event: Acknowledgement): void {
    this.#known ??= new Set(this.#before.fires.map(({ id }) => id));
    if (!this.#known.has(event.fireId) && !this.#fires.some(({ id }) => id === event.fireId)) {
      throw new Error(`Cannot apply fireAcknowledged: fire ${event.fireId} is not in the store`);
    }
    if (!this.#acknowledged.has(event.fireId)) this.#acknowledged.set(event.fireId, event);
    this.#outboxDraft().acknowledged(event.fireId);
  }

  #nextPairs(): Map<string, NonNullable<ReturnType<PairDraft["finish"]>>> {
    const pairs = new Map(this.#before.pairs);
    for (const [symbol, draft] of this.#pairs) {
      if (draft === null) pairs.delete(symbol);
      else pairs.set(symbol, draft.finish());
    }
    return this.#order.length === 0 ? pairs : inOrder(pairs, this.#order);
  }

  #nextFires(unannounced: readonly string[]): readonly Fire[] {
    if (this.#fires.length === 0 && this.#acknowledged.size === 0) return this.#before.fires;
    const all = this.#before.fires.concat(this.#fires);
    const fires = this.#acknowledged.size === 0 ? all : all.map((fire) => {
      const done = this.#acknowledged.get(fire.id);
      return done === undefined || fire.acknowledgedAt !== null
        ? fire
        : { ...fire, acknowledgedAt: done.at, acknowledgedBy: done.by };
    });
    return retain(fires, new Set(unannounced));
  }
}

/** These first, in this order, then all others as they stand. */
function inOrder<T>(items: ReadonlyMap<string, T>, order: readonly string[]): Map<string, T> {
  const first = order.flatMap((key) => {
    const item = items.get(key);
    return item === undefined ? [] : [[key, item] as const];
  });
  return new Map([...first, ...items]);
}

function retain(fires: readonly Fire[], unannounced: ReadonlySet<string>): readonly Fire[] {
  const isDone = (fire: Fire) => fire.acknowledgedAt !== null && !unannounced.has(fire.id);
  let surplus = -ACKNOWLEDGED_FIRES_KEPT;
  for (const fire of fires) if (isDone(fire)) surplus++;
  if (surplus <= 0) return fires;
  return fires.filter((fire) => !isDone(fire) || surplus-- <= 0);
}

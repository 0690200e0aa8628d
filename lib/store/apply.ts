import { Fire } from "@/lib/alarms/fire.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { type Watchlist, withWatchlist } from "@/lib/alarms/watchlist.ts";
import type { Event } from "./events.ts";
import { OutboxDraft } from "./outbox_draft.ts";
import { PairDraft } from "./pair_draft.ts";

/** Newest acknowledged fires that are kept; unacknowledged ones all are. */
export const ACKNOWLEDGED_FIRES_KEPT = 500;

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

import { Fire } from "@/lib/alarms/fire.ts";
import { evaluatedPoint, type Pair, type State } from "@/lib/alarms/pair.ts";
import { type Watchlist, withWatchlist } from "@/lib/alarms/watchlist.ts";
import type { Candle } from "@/lib/market/candle.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import type { SlotCandle } from "@/lib/market/history/fine_prices.ts";
import type { TimedPrice } from "@/lib/market/history/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { DayEntry } from "@/lib/store/history/candle_blocks.ts";
import type { ArchiveTask, HistoryArchive } from "@/lib/store/history/history_archive.ts";
import {
  type KeptSeconds,
  keptUntil,
  type SecondsArchive,
} from "@/lib/store/history/seconds_archive.ts";
import { isDeepStrictEqual } from "node:util";
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

/** The histories of all pairs: in memory at once, in the archive after the commit. */
export class PriceHistories {
  readonly bySymbol = new Map<string, PriceHistory>();
  /** Pairs whose newest candle is not in the archive yet, or not as it is: the next price may be a part of it. */
  readonly #open = new Set<string>();

  private constructor(
    private readonly archive: HistoryArchive,
    private readonly seconds: SecondsArchive,
  ) {}

  /** Reads the archives and adds the prices that only the seconds or the store file have. */
  static async load(
    state: State,
    archive: HistoryArchive,
    seconds: SecondsArchive,
    kept: ReadonlyMap<string, readonly KeptSeconds[]>,
  ): Promise<PriceHistories> {
    const histories = new PriceHistories(archive, seconds);
    await archive.begin();
    for (const pair of state.pairs.values()) {
      const history = await archive.load(pair);
      const told = toldOf(pair, kept);
      histories.keep(histories.#addPoints(pair, history, told));
      seconds.restore(pair.symbol, history, told);
      histories.bySymbol.set(pair.symbol, history);
    }
    return histories;
  }

  /** Moves the histories along with newly decided events; what it answers is for `keep` once they are on disk. */
  take(events: readonly Event[]): ArchiveTask[] {
    return events.flatMap((event) => this.#move(event));
  }

  /** Hands over to the archive what was committed: before that, it would know more than the store. */
  keep(tasks: readonly ArchiveTask[]): void {
    for (const task of tasks) this.archive.take(task);
  }

  /** Hands over the newest candles too, at the end; all that was taken must be committed. */
  keepOpenCandles(): void {
    for (const symbol of this.#open) {
      const history = this.bySymbol.get(symbol);
      const candle = history?.newestCandle;
      if (history && candle) this.archive.take({ symbol, entry: entryOf(candle, history) });
    }
    this.#open.clear();
  }

  /** Puts the archive in order in the background, from now on once a day. */
  tidySoon(): void {
    this.archive.tidySoon();
  }

  /** Nothing is put in order any more. */
  close(): void {
    this.archive.close();
  }

  /** Writes what was kept to the archive; a failure is a warning. */
  flush(): Promise<void> {
    return this.archive.flush();
  }

  /** Writes the newest seconds, after a commit; a start leaves out what is newer than its own. */
  flushSeconds(): Promise<void> {
    return this.seconds.flush(this.bySymbol);
  }

  #move(event: Event): ArchiveTask[] {
    switch (event.type) {
      case "pairAdded":
        return this.#begin(event.pair);
      case "pairRemoved":
        this.bySymbol.delete(event.symbol);
        this.seconds.forget(event.symbol);
        this.#open.delete(event.symbol);
        return [{ symbol: event.symbol, entry: null }];
      case "priceObserved":
        return this.#add(event.symbol, event.observation, this.bySymbol.get(event.symbol));
      case "historyBackfilled":
        return this.#prepend(event);
      case "gapTold":
        return this.#insert(event);
      case "clockMoved":
        for (const symbol of event.symbols) this.bySymbol.get(symbol)?.shift(event.deltaMs);
        return [];
      default:
        return [];
    }
  }

  #begin(pair: Pair): ArchiveTask[] {
    const history = this.archive.newHistory(pair.clockShiftMs);
    this.bySymbol.set(pair.symbol, history);
    this.seconds.forget(pair.symbol);
    // Leftovers of a pair of the same name would count as its past.
    return [{ symbol: pair.symbol, entry: null }, ...this.#addPoints(pair, history)];
  }

  /** Adds the prices of the store file and others that were evaluated, as far as they are newer than the history. */
  #addPoints(
    pair: Pair,
    history: PriceHistory,
    told: readonly TimedPrice[] = [],
  ): ArchiveTask[] {
    // Newer ones are only shown: the source is still to be asked for what happened before them.
    const evaluatedTo = pair.judged === undefined ? Infinity : Date.parse(pair.judged.timestamp);
    const knownTo = history.newestAt ?? -Infinity;
    const points = pair.priceHistory.map((p) => ({ at: Date.parse(p.timestamp), price: p.price }));
    return [...told, ...points].filter(({ at }) => at > knownTo && at <= evaluatedTo)
      .sort((a, b) => a.at - b.at)
      .flatMap((point) => this.#add(pair.symbol, point, history));
  }

  #prepend({ symbol, candles }: Event & { type: "historyBackfilled" }): ArchiveTask[] {
    const history = this.bySymbol.get(symbol);
    if (history === undefined) return [];
    // The newest first: what a crash cuts off is then the oldest, and is asked for again.
    return history.prepend(candles).reverse()
      .map((candle) => ({ symbol, entry: entryOf(candle, history), isPast: true }));
  }

  #insert({ symbol, seen, to }: Event & { type: "gapTold" }): ArchiveTask[] {
    const history = this.bySymbol.get(symbol);
    if (history === undefined) return [];
    const next = { at: Date.parse(to.timestamp), price: to.price };
    return history.insert(seen, next).map((candle) => ({
      symbol,
      entry: entryOf(candle, history),
    }));
  }

  /** Adds a price; a candle that it ends is for the archive. */
  #add(symbol: string, observation: Observation, history?: PriceHistory): ArchiveTask[] {
    const { at, price } = observation;
    const before = history?.newestCandle ?? null;
    if (!history?.append(at, price, observation)) return [];
    const now = history.newestCandle;
    const isOver = before !== null && before.at !== now?.at && this.#open.has(symbol);
    if (!isDeepStrictEqual(before, now)) this.#open.add(symbol);
    return isOver ? [{ symbol, entry: entryOf(before, history) }] : [];
  }
}

/** The kept seconds of a pair, by today's clock, up to what its alarms were evaluated by. */
export function toldOf(
  pair: Pair,
  kept: ReadonlyMap<string, readonly KeptSeconds[]>,
): TimedPrice[] {
  const evaluated = evaluatedPoint(pair);
  if (evaluated === null) return [];
  const { clockShiftMs = 0 } = pair;
  const until = Date.parse(evaluated.timestamp);
  return keptUntil(kept.get(pair.symbol) ?? [], { clockShiftMs, until });
}

/** A candle as a line of a day file; that of a single price is that price. */
function entryOf(candle: Candle | SlotCandle, { clockShiftMs }: PriceHistory): DayEntry {
  const { at, open, high, low, close, volume } = candle;
  const isOne = !("closeAt" in candle) || candle.closeAt === at;
  const isFlat = open === high && open === low && open === close;
  const isLone = isOne && isFlat && volume === undefined;
  return {
    ...(isLone ? { at, price: open } : candle),
    ...(clockShiftMs === 0 ? {} : { clockShiftMs }),
  };
}

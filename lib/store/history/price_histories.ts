import { isDeepStrictEqual } from "node:util";
import type { Candle } from "@/lib/market/candle.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import type { SlotCandle } from "@/lib/market/history/raw_candles.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { DayEntry } from "./day_folder.ts";
import type { Event } from "@/lib/store/events.ts";
import type { ArchiveTask, HistoryArchive } from "./history_archive.ts";
import { evaluatedPoint, type Pair, type State } from "@/lib/alarms/pair.ts";
import type { SecondsArchive } from "./seconds_archive.ts";

/** The histories of all pairs: in memory at once, in the archive after the commit. */
export class PriceHistories {
  readonly bySymbol = new Map<string, PriceHistory>();
  /** Pairs whose newest candle is not in the archive yet, or not as it is: the next price may be a part of it. */
  readonly #open = new Set<string>();

  private constructor(
    private readonly archive: HistoryArchive,
    private readonly seconds: SecondsArchive,
  ) {}

  /** Reads the archives and adds the points that stand only in the store file. */
  static async load(
    state: State,
    archive: HistoryArchive,
    seconds: SecondsArchive,
  ): Promise<PriceHistories> {
    const histories = new PriceHistories(archive, seconds);
    const kept = await seconds.load();
    for (const pair of state.pairs.values()) {
      const history = await archive.load(pair);
      histories.keep(histories.#addPoints(pair, history));
      const judged = evaluatedPoint(pair);
      const until = judged === null ? -Infinity : Date.parse(judged.timestamp);
      seconds.restore(pair.symbol, history, kept.get(pair.symbol) ?? [], until);
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

  #addPoints(pair: Pair, history: PriceHistory): ArchiveTask[] {
    // Newer ones are only shown: the source is still to be asked for what happened before them.
    const evaluatedTo = pair.judged === undefined ? Infinity : Date.parse(pair.judged.timestamp);
    const points = pair.priceHistory.map((p) => ({ at: Date.parse(p.timestamp), price: p.price }));
    return points.filter(({ at }) => at <= evaluatedTo)
      .flatMap((point) => this.#add(pair.symbol, point, history));
  }

  #prepend({ symbol, candles }: Event & { type: "historyBackfilled" }): ArchiveTask[] {
    const history = this.bySymbol.get(symbol);
    if (history === undefined) return [];
    // The newest first: what a crash cuts off is then the oldest, and is asked for again.
    return history.prepend(candles).reverse()
      .map((candle) => ({ symbol, entry: entryOf(candle, history) }));
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
    const { at, price, low, high } = observation;
    const before = history?.newestCandle ?? null;
    if (!history?.append(at, price, low, high)) return [];
    const now = history.newestCandle;
    const isOver = before !== null && before.at !== now?.at && this.#open.has(symbol);
    if (!isDeepStrictEqual(before, now)) this.#open.add(symbol);
    return isOver ? [{ symbol, entry: entryOf(before, history) }] : [];
  }
}

/** A candle as a line of a day file; that of a single price is that price. */
function entryOf(candle: Candle | SlotCandle, { clockShiftMs }: PriceHistory): DayEntry {
  const { at, open, high, low, close } = candle;
  const isOne = !("closeAt" in candle) || candle.closeAt === at;
  const isLone = isOne && open === high && open === low && open === close;
  return {
    ...(isLone ? { at, price: open } : candle),
    ...(clockShiftMs === 0 ? {} : { clockShiftMs }),
  };
}

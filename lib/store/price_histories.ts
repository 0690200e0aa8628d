import { PriceHistory } from "@/lib/market/history.ts";
import type { TimedPrice } from "@/lib/market/history_view.ts";
import type { Event } from "./event.ts";
import type { ArchiveTask, HistoryArchive } from "./history_archive.ts";
import type { Pair, State } from "./state.ts";

/** The histories of all pairs: in memory at once, in the archive after the commit. */
export class PriceHistories {
  readonly bySymbol = new Map<string, PriceHistory>();
  readonly #archive: HistoryArchive;

  private constructor(archive: HistoryArchive) {
    this.#archive = archive;
  }

  /** Reads the archive and adds the points that stand only in the store file. */
  static async load(state: State, archive: HistoryArchive): Promise<PriceHistories> {
    const histories = new PriceHistories(archive);
    for (const pair of state.pairs.values()) {
      const history = await archive.load(pair);
      histories.keep(histories.#addPoints(pair, history));
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
    for (const task of tasks) this.#archive.take(task);
  }

  /** Writes what was kept to the archive; a failure is a warning. */
  flush(): Promise<void> {
    return this.#archive.flush();
  }

  #move(event: Event): ArchiveTask[] {
    switch (event.type) {
      case "pairAdded":
        return this.#begin(event.pair);
      case "pairRemoved":
        this.bySymbol.delete(event.symbol);
        return [{ symbol: event.symbol, entry: null }];
      case "priceObserved":
        return this.#add(event.symbol, event.observation, this.bySymbol.get(event.symbol));
      case "clockMoved":
        for (const symbol of event.symbols) this.bySymbol.get(symbol)?.shift(event.deltaMs);
        return [];
      default:
        return [];
    }
  }

  #begin(pair: Pair): ArchiveTask[] {
    const history = this.#archive.newHistory(pair.clockShiftMs);
    this.bySymbol.set(pair.symbol, history);
    // Leftovers of a pair of the same name would count as its past.
    return [{ symbol: pair.symbol, entry: null }, ...this.#addPoints(pair, history)];
  }

  #addPoints(pair: Pair, history: PriceHistory): ArchiveTask[] {
    return pair.priceHistory.flatMap(({ price, timestamp }) =>
      this.#add(pair.symbol, { at: Date.parse(timestamp), price }, history)
    );
  }

  #add(symbol: string, { at, price }: TimedPrice, history?: PriceHistory): ArchiveTask[] {
    if (!history?.append(at, price)) return [];
    const { clockShiftMs } = history;
    return [{ symbol, entry: { at, price, ...(clockShiftMs === 0 ? {} : { clockShiftMs }) } }];
  }
}

import { PriceHistory } from "@/lib/market/history.ts";
import type { TimedPrice } from "@/lib/market/history_view.ts";
import type { Event } from "./event.ts";
import type { HistoryArchive } from "./history_archive.ts";
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
      histories.#addPoints(pair, history);
      histories.bySymbol.set(pair.symbol, history);
    }
    return histories;
  }

  /** Moves the histories along with newly decided events. */
  take(events: readonly Event[]): void {
    for (const event of events) {
      if (event.type === "pairAdded") this.#begin(event.pair);
      else if (event.type === "pairRemoved") this.#end(event.symbol);
      else if (event.type === "priceObserved") {
        const history = this.bySymbol.get(event.symbol);
        if (history !== undefined) this.#add(event.symbol, event.observation, history);
      } else if (event.type === "clockMoved") {
        for (const symbol of event.symbols) this.bySymbol.get(symbol)?.shift(event.deltaMs);
      }
    }
  }

  /** Writes what was taken to the archive; a failure is a warning. */
  flush(): Promise<void> {
    return this.#archive.flush();
  }

  #begin(pair: Pair): void {
    // Leftovers of a pair of the same name would count as its past.
    this.#archive.forget(pair.symbol);
    const history = this.#archive.newHistory(pair.clockShiftMs);
    this.#addPoints(pair, history);
    this.bySymbol.set(pair.symbol, history);
  }

  #end(symbol: string): void {
    this.bySymbol.delete(symbol);
    this.#archive.forget(symbol);
  }

  #addPoints(pair: Pair, history: PriceHistory): void {
    for (const { price, timestamp } of pair.priceHistory) {
      this.#add(pair.symbol, { at: Date.parse(timestamp), price }, history);
    }
  }

  #add(symbol: string, { at, price }: TimedPrice, history: PriceHistory): void {
    if (!history.append(at, price)) return;
    const { clockShiftMs } = history;
    this.#archive.append(symbol, { at, price, ...(clockShiftMs === 0 ? {} : { clockShiftMs }) });
  }
}

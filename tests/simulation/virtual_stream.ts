import type {
  DroppedTicks,
  PriceStream,
  StreamEvents,
  StreamState,
} from "@/lib/sources/price_stream.ts";
import type { ListedPair } from "@/lib/sources/source.ts";
import { priceAt, type SimulatedMarket } from "./market.ts";
import type { ToldSeconds } from "./told_seconds.ts";

/** A stream of one-second klines, as Binance's comes out of `lib/sources`: a message at the end of each second. */
export class VirtualStream implements PriceStream {
  readonly dropped: DroppedTicks = { wrong: 0, repeated: 0, late: 0 };
  /** Symbol → the last second that was told over this connection; null before the first one. */
  readonly #watched = new Map<string, number | null>();
  #state: StreamState = "connecting";
  #isClosed = false;

  constructor(
    private readonly market: SimulatedMarket,
    private readonly told: ToldSeconds,
    private readonly events: StreamEvents,
  ) {}

  get state(): StreamState {
    return this.#watched.size === 0 ? "live" : this.#state;
  }

  watch(pairs: readonly ListedPair[]): void {
    const symbols = new Set(pairs.map(({ symbol }) => symbol));
    for (const symbol of this.#watched.keys()) {
      if (!symbols.has(symbol)) this.#watched.delete(symbol);
    }
    for (const symbol of symbols) {
      if (!this.#watched.has(symbol)) this.#watched.set(symbol, null);
    }
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#watched.clear();
    return Promise.resolve();
  }

  /** The connection is lost. */
  cut(reason: string): void {
    if (this.#isClosed || this.#state === "down") return;
    this.#state = "down";
    for (const symbol of this.#watched.keys()) this.#watched.set(symbol, null);
    if (this.#watched.size > 0) this.events.onDown(reason, [...this.#watched.keys()]);
  }

  /** Tells of the second that has just ended, and that there is a gap where it skipped some. */
  tell(second: number): void {
    if (this.#isClosed) return;
    this.#state = "live";
    for (const [symbol, before] of this.#watched) {
      // Only while the program listens: what it does now may change what is watched.
      if (!this.#watched.has(symbol)) continue;
      this.#watched.set(symbol, second);
      if (before === null) this.events.onLive([symbol]);
      else if (before < second - 1) this.#skipped(symbol, before + 1, second);
      this.#tick(symbol, second);
    }
  }

  #skipped(symbol: string, from: number, to: number): void {
    const { start } = this.market;
    this.events.onGap?.(symbol, { from: start + from * 1000, to: start + to * 1000 });
  }

  #tick(symbol: string, second: number): void {
    const { start } = this.market;
    const price = priceAt(this.market, symbol, start + second * 1000);
    this.told.tell({ symbol }, second, second + 1);
    this.events.onTick(symbol, { price, at: start + second * 1000 + 999, low: price, high: price });
  }
}

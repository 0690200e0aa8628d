import { type BinanceServer, startBinance } from "@/tests/servers/binance.ts";
import { idle } from "./measure.ts";
import { random } from "./random.ts";

interface Change {
  readonly at: number;
  readonly price: number;
}

/** How often a price changes, in milliseconds: seldom enough that each is seen by who asks every 15 s, also if late. */
const EVERY_MS = 20_000;
/** Checks come at any moment of a round, in milliseconds. */
const ROUND_MS = 15_000;

/** A Binance on this machine whose prices change at random moments, each to a value of its own. */
export class MovingPrices {
  readonly server: BinanceServer;
  readonly symbols: readonly string[];
  /** Price → when it was set, by `performance.now()`. */
  readonly setAt = new Map<number, number>();
  readonly #changes = new Map<string, Change[]>();
  readonly #random = random(1);

  constructor(pairs: number) {
    this.server = startBinance();
    this.symbols = Array.from({ length: pairs }, (_, nth) => `A${nth}USDT`);
    for (const symbol of this.symbols) {
      this.#changes.set(symbol, []);
      this.server.setMarket(symbol, (at) => this.#priceAt(symbol, at));
      this.#set(symbol);
    }
  }

  /** Every price changes so many times. */
  async move(times: number): Promise<void> {
    const moves = this.symbols.flatMap((symbol) =>
      this.#moments(times).map((at) => ({ symbol, at }))
    );
    const began = performance.now();
    for (const { symbol, at } of moves.toSorted((a, b) => a.at - b.at)) {
      await idle(Math.max(0, began + at - performance.now()));
      const price = this.#set(symbol);
      this.setAt.set(price, performance.now());
      this.server.streamPrice(symbol, price, { from: Math.floor(Date.now() / 1000) * 1000 });
    }
  }

  /** A moment in each of so many spans, never two shortly after each other. */
  #moments(times: number): number[] {
    const offset = this.#random() * ROUND_MS;
    return Array.from({ length: times }, (_, nth) => nth * EVERY_MS + offset);
  }

  #set(symbol: string): number {
    const nth = [...this.#changes.values()].reduce((sum, { length }) => sum + length, 0);
    const price = 1_000 + nth / 100;
    this.#changes.get(symbol)?.push({ at: Date.now(), price });
    this.server.setPrice(symbol, price);
    return price;
  }

  #priceAt(symbol: string, at: number): number {
    const changes = this.#changes.get(symbol) ?? [];
    return (changes.findLast((change) => change.at <= at) ?? changes[0])?.price ?? NaN;
  }
}

import { type PairPath, secondAt, type SimulatedMarket } from "./market.ts";

/** Which seconds of each pair a source has told in full: by a message about the second, or by a bar that holds it. */
export class ToldSeconds {
  readonly #told: ReadonlyMap<string, Uint8Array>;

  constructor(private readonly market: SimulatedMarket) {
    this.#told = new Map(
      [...market.paths].map(([symbol, { prices }]) => [symbol, new Uint8Array(prices.length)]),
    );
  }

  /** The seconds `[from, to)` were told. */
  tell({ symbol }: Pick<PairPath, "symbol">, from: number, to: number): void {
    this.#told.get(symbol)?.fill(1, Math.max(0, from), Math.max(0, to));
  }

  /** Everything after this moment was told in vain: a process died with it. */
  forgetAfter(symbol: string, moment: number): void {
    this.#told.get(symbol)?.fill(0, Math.max(0, secondAt(this.market, moment) + 1));
  }

  /** The seconds of `[from, to)` that were never told. */
  missing(symbol: string, from: number, to: number): number[] {
    const told = this.#told.get(symbol) ?? new Uint8Array();
    const seconds: number[] = [];
    for (let second = from; second < to; second++) if (told[second] !== 1) seconds.push(second);
    return seconds;
  }
}

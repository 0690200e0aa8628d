import type { Market } from "./market.ts";

/** A last price as an answer told it, and when that was heard. */
export interface ToldPrice {
  readonly at: number;
  readonly price: number;
}

/** What a source has told in full, second by second: how closely, and when first so closely. Beside that, its last prices. */
export class Told {
  readonly #width = new Map<string, Uint32Array>();
  readonly #at = new Map<string, Float64Array>();
  readonly #overAt = new Map<string, Float64Array>();
  readonly #lostAt = new Map<string, Float64Array>();
  readonly #prices = new Map<string, ToldPrice[]>();

  constructor(private readonly market: Market) {
    for (const symbol of market.pairs.keys()) {
      this.#width.set(symbol, new Uint32Array(market.seconds));
      this.#at.set(symbol, new Float64Array(market.seconds).fill(Infinity));
      this.#overAt.set(symbol, new Float64Array(market.seconds).fill(Infinity));
      this.#lostAt.set(symbol, new Float64Array(market.seconds).fill(Infinity));
      this.#prices.set(symbol, []);
    }
  }

  /** `[from, to)` was told at `now` in candles of `width` milliseconds; all in milliseconds since the Unix epoch. */
  tell(symbol: string, { from, to, width, now }: TellingOf): void {
    const [widths, moments] = [this.#width.get(symbol), this.#at.get(symbol)];
    if (widths === undefined || moments === undefined) return;
    const { start, seconds } = this.market;
    this.end(symbol, { from, to: Math.min(to, now) }, now);
    const end = Math.min(seconds, Math.floor((to - start) / 1000));
    for (let second = Math.max(0, Math.ceil((from - start) / 1000)); second < end; second++) {
      const known = widths[second] ?? 0;
      if (known !== 0 && known <= width) continue;
      widths[second] = width;
      moments[second] = now;
    }
  }

  /** It is known from `now` on that nothing more comes of `[from, to)`. */
  end(symbol: string, { from, to }: Pick<TellingOf, "from" | "to">, now: number): void {
    const overs = this.#overAt.get(symbol);
    const { start, seconds } = this.market;
    const end = Math.min(seconds, Math.floor((to - start) / 1000));
    for (let second = Math.max(0, Math.ceil((from - start) / 1000)); second < end; second++) {
      if (overs !== undefined) overs[second] = Math.min(overs[second] ?? Infinity, now);
    }
  }

  /** An answer at `now` said nothing of `[from, to)`, which its source has forgotten. */
  lose(symbol: string, { from, to, now }: Omit<TellingOf, "width">): void {
    const { start, seconds } = this.market;
    const first = Math.max(0, Math.floor((from - start) / 1000));
    const end = Math.min(seconds, Math.ceil((to - start) / 1000));
    if (first < end) this.#lostAt.get(symbol)?.fill(now, first, end);
  }

  /** A last price was told, which is that of `at`, when it was heard. */
  tellPrice(symbol: string, told: ToldPrice): void {
    this.#prices.get(symbol)?.push(told);
  }

  /** The last prices that were told, oldest first. */
  pricesOf(symbol: string): readonly ToldPrice[] {
    return this.#prices.get(symbol) ?? [];
  }

  /** Width in milliseconds of the candle that told a second; 0 where none did. */
  widthOf(symbol: string, second: number): number {
    return this.#width.get(symbol)?.[second] ?? 0;
  }

  /**
   * When it was first known to be over. A message in the middle of a second may tell all that is traded in it, but who
   * hears it does not know that.
   */
  overAt(symbol: string, second: number): number {
    return this.#overAt.get(symbol)?.[second] ?? Infinity;
  }

  /** When it was last said to be forgotten; infinite where nobody was told so. */
  lostAt(symbol: string, second: number): number {
    return this.#lostAt.get(symbol)?.[second] ?? Infinity;
  }

  /** When that was; infinite where it was not. */
  atOf(symbol: string, second: number): number {
    return this.#at.get(symbol)?.[second] ?? Infinity;
  }
}

interface TellingOf {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly now: number;
}

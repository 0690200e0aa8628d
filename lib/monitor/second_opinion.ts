import { COINS } from "@/lib/sources/coins.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { type PriceSource, SourceError } from "@/lib/sources/source.ts";
import type { Pair } from "@/lib/store/state.ts";

/** A doubted price waits for no longer than this, in milliseconds: the next one comes soon. */
const PATIENCE_MS = 5_000;

/** What another source says. */
export interface Opinion {
  readonly name: SourceName;
  readonly price: number;
}

/** Asks one source for the price of pairs of others. */
export class SecondOpinion {
  readonly #stopping = new AbortController();

  constructor(private readonly source: PriceSource) {}

  get name(): SourceName {
    return this.source.name;
  }

  /**
   * The price of a pair at this source now.
   * @throws {UnknownPairError} it does not list the pair
   * @throws {SourceError} it could not be asked in time, or has no price
   */
  async priceOf(pair: Pair): Promise<Opinion> {
    const { symbol, base, quote } = pair;
    if (isSmallCoin(pair)) {
      throw new SourceError(this.name, `its ${base} may be another coin of that symbol`, "refused");
    }
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    const signal = AbortSignal.any([this.#stopping.signal, deadline]);
    const { observation } = await this.source.find({ symbol, base, quote }, signal);
    if (observation !== null) return { name: this.name, price: observation.price };
    throw new SourceError(this.name, "it has no usable price now", "badAnswer");
  }

  stop(): void {
    this.#stopping.abort();
  }
}

/** Dozens of coins share a symbol: of a small one of CoinGecko's, another source may list a namesake. */
function isSmallCoin({ source, sourceId, base }: Pair): boolean {
  return source === "coingecko" && sourceId !== null && COINS.get(base) !== sourceId;
}

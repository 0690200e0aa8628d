import { nearMatches } from "./near_matches.ts";
import { SourceError } from "./source.ts";

/** A pair as an exchange lists it. */
export interface Listing {
  /** As this program names it: `BTCUSD`. */
  readonly symbol: string;
  /** As the exchange names it in requests. */
  readonly id: string;
  readonly standing: "traded" | "halted" | "delisted";
  /** The exchange's own word for that. */
  readonly status: string;
}

export interface ListingsOptions<L extends Listing> {
  readonly load: (signal: AbortSignal) => Promise<readonly L[]>;
  readonly now: () => number;
}

const KEPT_MS = 60 * 60 * 1000;
const TRIED_AGAIN_MS = 5 * 60 * 1000;

/** What an exchange lists, asked for once an hour. */
export class Listings<L extends Listing> {
  #known: ReadonlyMap<string, L> | null = null;
  #loading: Promise<ReadonlyMap<string, L>> | null = null;
  #askedAt = -Infinity;
  #keptMs = KEPT_MS;

  constructor(private readonly options: ListingsOptions<L>) {}

  /**
   * All listings by symbol, not older than that (ms). An older list is good enough when the exchange
   * cannot be asked now.
   * @throws {SourceError} there is no list yet, and the exchange could not be asked
   */
  async get(signal: AbortSignal, keptMs = KEPT_MS): Promise<ReadonlyMap<string, L>> {
    const age = this.options.now() - this.#askedAt;
    const kept = Math.min(keptMs, this.#keptMs);
    if (this.#known !== null && age >= 0 && age < kept) return this.#known;
    this.#loading ??= this.#load(signal).finally(() => this.#loading = null);
    return await this.#loading;
  }

  /** Traded symbols that look like this one. */
  async like(symbol: string, signal: AbortSignal): Promise<string[]> {
    const traded = [...(await this.get(signal)).values()].filter((each) =>
      each.standing === "traded" && each.symbol !== symbol
    );
    return nearMatches(symbol, traded.map((each) => each.symbol));
  }

  async #load(signal: AbortSignal): Promise<ReadonlyMap<string, L>> {
    this.#askedAt = this.options.now();
    try {
      const rows = await this.options.load(signal);
      // An exchange that suddenly lists nothing has a trouble of its own; its pairs are not delisted.
      const isUsable = rows.length > 0 || this.#known === null;
      this.#keptMs = isUsable ? KEPT_MS : TRIED_AGAIN_MS;
      if (isUsable) this.#known = new Map(rows.map((row) => [row.symbol, row]));
      return this.#known ?? new Map();
    } catch (error) {
      if (this.#known === null || !(error instanceof SourceError)) throw error;
      this.#keptMs = TRIED_AGAIN_MS;
      return this.#known;
    }
  }
}

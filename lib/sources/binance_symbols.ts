import { ExchangeInfo } from "./binance_schemas.ts";
import { binanceParts } from "./binance_parts.ts";
import type { HttpClient } from "./http_client.ts";
import { nearMatches } from "./near_matches.ts";
import { SourceError } from "./source.ts";

const KEPT_MS = 60 * 60 * 1000;
const CHECKED_AGAIN_MS = 5 * 60 * 1000;
const BUDGET_MS = 3_000;

/** What Binance trades: a help, so it fails in silence. */
export class BinanceSymbols {
  #known: { symbols: readonly string[]; at: number } | null = null;

  #standing: ReadonlySet<string> = new Set();
  #lookedAt: number | null = null;

  constructor(
    readonly http: HttpClient,
    readonly path: string,
    readonly now: () => number,
  ) {}

  /** Traded symbols that look like this one. */
  async like(symbol: string, signal: AbortSignal): Promise<string[]> {
    const age = this.now() - (this.#known?.at ?? -Infinity);
    if (age < 0 || age > KEPT_MS) await this.#load(signal);
    return nearMatches(symbol, this.#known?.symbols ?? []);
  }

  /** False when Binance says that it lists the symbol but trades it no longer: its price stands still for ever. */
  async isTraded(symbol: string, signal: AbortSignal): Promise<boolean> {
    const rows = await this.#ask({ symbol }, signal);
    const row = rows?.find((each) => each.symbol === symbol);
    return row === undefined || isTrading(row);
  }

  /**
   * Of these symbols, those whose price stands still because they are not traded, as of the last look. Looks once an
   * hour, more often while there are some, and not at the first call, which is not to be delayed.
   */
  async standing(symbols: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>> {
    this.#lookedAt ??= this.now();
    const age = this.now() - this.#lookedAt;
    const kept = this.#standing.size > 0 ? CHECKED_AGAIN_MS : KEPT_MS;
    if (age >= 0 && age < kept) return this.#standing;
    this.#lookedAt = this.now();
    const asked = binanceParts(symbols).map((part) =>
      this.#ask({ symbols: JSON.stringify(part), showPermissionSets: "false" }, signal)
    );
    const answers = await Promise.all(asked);
    if (answers.includes(null)) return this.#standing;
    const rows = answers.flatMap((each) => each ?? []);
    this.#standing = new Set(rows.filter((row) => !isTrading(row)).map((row) => row.symbol));
    return this.#standing;
  }

  async #load(signal: AbortSignal): Promise<void> {
    const rows = await this.#ask({ symbolStatus: "TRADING", showPermissionSets: "false" }, signal);
    if (rows === null) return;
    this.#known = { symbols: rows.map((row) => row.symbol), at: this.now() };
  }

  async #ask(params: Record<string, string>, signal: AbortSignal) {
    try {
      const answer = await this.http.getJson(this.path, params, signal, { budgetMs: BUDGET_MS });
      const parsed = ExchangeInfo.safeParse(answer);
      return parsed.success ? parsed.data.symbols : null;
    } catch (error) {
      if (error instanceof SourceError) return null;
      throw error;
    }
  }
}

function isTrading({ status }: { status?: string | undefined }): boolean {
  return status === undefined || status === "TRADING";
}

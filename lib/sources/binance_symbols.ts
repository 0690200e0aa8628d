import { askInHalves } from "./ask_in_halves.ts";
import { binanceParts } from "./binance_parts.ts";
import { isSymbolRefused } from "./binance_refusal.ts";
import { ExchangeInfo, type SymbolRow } from "./binance_schemas.ts";
import type { HttpClient } from "./http_client.ts";
import { notListed } from "./listing_problem.ts";
import { nearMatches } from "./near_matches.ts";
import type { PairTrouble, PairTroubles } from "./pair_trouble.ts";
import { SourceError } from "./source.ts";

const KEPT_MS = 60 * 60 * 1000;
const CHECKED_AGAIN_MS = 5 * 60 * 1000;
const BUDGET_MS = 3_000;
const WEIGHT = 20;

/** What Binance trades: a help, so it fails in silence. */
export class BinanceSymbols {
  #known: { symbols: readonly string[]; at: number } | null = null;

  #standing: PairTroubles = new Map();
  #lookedAt: number | null = null;
  #hasLooked = false;

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
   * hour, more often while there are some; not at the first call, which is not to be delayed, unless it is to be soon.
   * @throws {SourceError} it was to be soon, and Binance could not be asked yet
   */
  async standing(
    symbols: readonly string[],
    signal: AbortSignal,
    { soon = false } = {},
  ): Promise<PairTroubles> {
    this.#lookedAt ??= this.now();
    const age = this.now() - this.#lookedAt;
    const kept = this.#standing.size > 0 ? CHECKED_AGAIN_MS : KEPT_MS;
    const isFresh = age >= 0 && age < kept && (this.#hasLooked || !soon);
    if (isFresh || symbols.length === 0) return this.#standing;
    this.#lookedAt = this.now();
    try {
      this.#standing = await this.#look(symbols, signal);
      this.#hasLooked = true;
    } catch (error) {
      if (!(error instanceof SourceError) || (soon && !this.#hasLooked)) throw error;
    }
    return this.#standing;
  }

  async #look(symbols: readonly string[], signal: AbortSignal): Promise<PairTroubles> {
    const ask = (part: readonly string[]) =>
      this.#request({ symbols: JSON.stringify(part), showPermissionSets: "false" }, signal);
    // One that was gone last time would spoil the request for the others again.
    const { gone = [], others = [] } = Object.groupBy(
      symbols,
      (symbol) => this.#standing.get(symbol)?.kind === "delisted" ? "gone" : "others",
    );
    const parts = [...binanceParts(others), ...gone.map((symbol) => [symbol])];
    const answers = await Promise.all(
      parts.map((part) => askInHalves(part, ask, isSymbolRefused)),
    );
    return troublesOf(answers.flatMap(({ rows }) => rows), answers.flatMap(({ bad }) => bad));
  }

  async #load(signal: AbortSignal): Promise<void> {
    const rows = await this.#ask({ symbolStatus: "TRADING", showPermissionSets: "false" }, signal);
    if (rows === null) return;
    this.#known = { symbols: rows.map((row) => row.symbol), at: this.now() };
  }

  async #ask(params: Record<string, string>, signal: AbortSignal): Promise<SymbolRow[] | null> {
    try {
      return await this.#request(params, signal);
    } catch (error) {
      if (error instanceof SourceError) return null;
      throw error;
    }
  }

  async #request(params: Record<string, string>, signal: AbortSignal): Promise<SymbolRow[]> {
    const call = { budgetMs: BUDGET_MS, weight: WEIGHT };
    const parsed = ExchangeInfo.safeParse(await this.http.getJson(this.path, params, signal, call));
    if (parsed.success) return parsed.data.symbols;
    throw new SourceError("binance", "Binance answered something other than symbols", "badAnswer");
  }
}

function troublesOf(rows: readonly SymbolRow[], unlisted: readonly string[]): PairTroubles {
  const troubles = new Map<string, PairTrouble>();
  for (const row of rows) {
    if (isTrading(row)) continue;
    const reason = `Binance trades ${row.symbol} no longer or not now (${row.status})`;
    troubles.set(row.symbol, { kind: "halted", reason });
  }
  for (const symbol of unlisted) {
    troubles.set(symbol, { kind: "delisted", reason: notListed("binance", symbol) });
  }
  return troubles;
}

function isTrading({ status }: SymbolRow): boolean {
  return status === undefined || status === "TRADING";
}

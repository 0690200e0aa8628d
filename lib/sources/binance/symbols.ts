import { askInHalves } from "@/lib/sources/http/exchange.ts";
import {
  binanceParts,
  DayVolumes,
  ExchangeInfo,
  isSymbolRefused,
  type SymbolRow,
} from "./prices.ts";
import { parseVolume } from "@/lib/market/candle.ts";
import type { Asker } from "@/lib/sources/http_source.ts";
import { notListed, suggestPairs } from "@/lib/sources/listings.ts";
import type { TradedPair } from "@/lib/sources/market_source.ts";
import type { AskedPair, PairName } from "@/lib/market/symbol.ts";
import {
  type PairTrouble,
  type PairTroubles,
  readAnswer,
  SourceError,
} from "@/lib/sources/source.ts";

const KEPT_MS = 60 * 60 * 1000;
const CHECKED_AGAIN_MS = 5 * 60 * 1000;
const BUDGET_MS = 3_000;
const WEIGHT = { listing: 20, volumes: 80 };

/** What is known of one symbol. */
interface Standing {
  /** When it was last looked for, or came up first; in milliseconds. */
  readonly at: number;
  readonly isKnown: boolean;
  /** Null while it is traded. */
  readonly trouble: PairTrouble | null;
}

/** What Binance trades: a help, so it fails in silence. */
export class BinanceSymbols {
  #known: { pairs: readonly TradedPair[]; at: number } | null = null;
  /** Each symbol for itself: a stream's pairs are not among those whose prices are asked for. */
  readonly #standings = new Map<string, Standing>();

  constructor(private readonly asker: Asker) {}

  /** Traded symbols that look like the one that was asked for. */
  async like(asked: AskedPair, signal: AbortSignal): Promise<string[]> {
    const others = (await this.traded(signal)).filter(({ symbol }) => symbol !== asked.symbol);
    return suggestPairs(asked, others);
  }

  /** All that is traded, as of an hour ago at most; nothing where that cannot be asked. */
  async traded(signal: AbortSignal): Promise<readonly TradedPair[]> {
    const age = this.asker.now() - (this.#known?.at ?? -Infinity);
    if (age < 0 || age > KEPT_MS) await this.#load(signal);
    return this.#known?.pairs ?? [];
  }

  /**
   * Base and quote as Binance lists the symbol, as asked where it does not say; null when it lists it but trades it no
   * longer: its price stands still for ever.
   */
  async listed(asked: AskedPair, signal: AbortSignal): Promise<PairName | null> {
    const { symbol, base, quote } = asked;
    const rows = await this.#ask({ symbol }, signal);
    const row = rows?.find((each) => each.symbol === symbol);
    if (row === undefined) return { symbol, base, quote };
    return isTrading(row) ? pairOf(row, asked) : null;
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
    if (symbols.some((symbol) => this.#isDue(symbol, soon))) {
      const wasKnown = symbols.every((symbol) => this.#standings.get(symbol)?.isKnown);
      this.#note(symbols);
      try {
        this.#note(symbols, await this.#look(symbols, signal));
      } catch (error) {
        if (!(error instanceof SourceError) || (soon && !wasKnown)) throw error;
      }
    } else {
      this.#note(symbols.filter((symbol) => !this.#standings.has(symbol)));
    }
    return this.#troublesOf(symbols);
  }

  #isDue(symbol: string, soon: boolean): boolean {
    const standing = this.#standings.get(symbol);
    if (standing === undefined) return soon;
    const age = this.asker.now() - standing.at;
    const keptMs = standing.trouble === null ? KEPT_MS : CHECKED_AGAIN_MS;
    return age < 0 || age >= keptMs || (soon && !standing.isKnown);
  }

  /** From now on they are not asked about before their time; without an answer what was known stays. */
  #note(symbols: readonly string[], answer: PairTroubles | null = null): void {
    const at = this.asker.now();
    for (const symbol of symbols) {
      const { isKnown = false, trouble = null } = answer === null
        ? this.#standings.get(symbol) ?? {}
        : { isKnown: true, trouble: answer.get(symbol) ?? null };
      this.#standings.set(symbol, { at, isKnown, trouble });
    }
  }

  #troublesOf(symbols: readonly string[]): PairTroubles {
    const troubles = new Map<string, PairTrouble>();
    for (const symbol of symbols) {
      const trouble = this.#standings.get(symbol)?.trouble ?? null;
      if (trouble !== null) troubles.set(symbol, trouble);
    }
    return troubles;
  }

  async #look(symbols: readonly string[], signal: AbortSignal): Promise<PairTroubles> {
    const ask = (part: readonly string[]) =>
      this.#request({ symbols: JSON.stringify(part), showPermissionSets: "false" }, signal);
    // One that was gone last time would spoil the request for the others again.
    const { gone = [], others = [] } = Object.groupBy(
      symbols,
      (symbol) => this.#standings.get(symbol)?.trouble?.kind === "delisted" ? "gone" : "others",
    );
    const parts = [...binanceParts(others), ...gone.map((symbol) => [symbol])];
    const answers = await Promise.all(parts.map((part) => askInHalves(part, ask, isSymbolRefused)));
    return troublesOf(answers.flatMap(({ rows }) => rows), answers.flatMap(({ bad }) => bad));
  }

  async #load(signal: AbortSignal): Promise<void> {
    const listing = { symbolStatus: "TRADING", showPermissionSets: "false" };
    const [rows, volumes] = await Promise.all([
      this.#ask(listing, signal),
      orNull(this.#volumes(signal)),
    ]);
    if (rows === null) return;
    const pairs = rows.map((row) => {
      const volume = parseVolume(volumes?.get(row.symbol));
      return { ...pairOf(row), ...(volume !== undefined && { volume }) };
    });
    this.#known = { pairs, at: this.asker.now() };
  }

  /** What was traded of each symbol in 24 hours, in units of the base. */
  async #volumes(signal: AbortSignal): Promise<ReadonlyMap<string, unknown>> {
    const call = { budgetMs: BUDGET_MS, weight: WEIGHT.volumes };
    const answer = await this.asker.http.getJson("/ticker/24hr", { type: "MINI" }, signal, call);
    const rows = readAnswer("binance", DayVolumes, answer, "volumes");
    return new Map(rows.map(({ symbol, volume }) => [symbol, volume]));
  }

  #ask(params: Record<string, string>, signal: AbortSignal): Promise<SymbolRow[] | null> {
    return orNull(this.#request(params, signal));
  }

  async #request(params: Record<string, string>, signal: AbortSignal): Promise<SymbolRow[]> {
    const call = { budgetMs: BUDGET_MS, weight: WEIGHT.listing };
    const answer = await this.asker.http.getJson("/exchangeInfo", params, signal, call);
    return readAnswer("binance", ExchangeInfo, answer, "symbols").symbols;
  }
}

/** What the source answers; null where it does not. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SourceError) return null;
    throw error;
  }
}

function pairOf(row: SymbolRow, { base, quote } = { base: "", quote: "" }): PairName {
  const { symbol, baseAsset = base, quoteAsset = quote } = row;
  return { symbol, base: baseAsset, quote: quoteAsset };
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

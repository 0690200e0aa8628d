import { join } from "node:path";
import { z } from "zod";
import { getLogger } from "@/lib/logs/logger.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { nameCapitals } from "@/lib/market/pair_prefix.ts";
import type { AskedPair } from "@/lib/market/symbol.ts";
import { COINS } from "@/lib/sources/listings.ts";
import type {
  KnownPair,
  PastPlan,
  SourceAdapter,
  TradedPair,
} from "@/lib/sources/market_source.ts";
import type { MonthCount, MonthKeeper } from "@/lib/sources/budget/weight_budget.ts";
import {
  type CandlesRange,
  type Found,
  type ListedPair,
  type PairTrouble,
  type PairTroubles,
  type Quotes,
  quotesOf,
  readAnswer,
  type SourceCandles,
  type SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import { askInParts, chunks } from "@/lib/sources/http/exchange.ts";
import { AnsweredError } from "@/lib/sources/http/failure.ts";
import { HttpSource, type SourceOptions } from "@/lib/sources/http_source.ts";
import {
  coinGeckoCandles,
  coinGeckoPast,
  coinTerms,
  EmptyAnswers,
  readPrice,
  SimplePrices,
  toAsk,
} from "./prices.ts";
import { CoinSearch, type FoundCoin, meantCoin } from "./search.ts";
import type { CoinGeckoPlan, settings } from "./settings.ts";

/** The host is the plan's own where none is given. */
export interface CoinGeckoOptions extends SourceOptions {
  readonly apiKey?: string | undefined;
  readonly plan: CoinGeckoPlan;
  /** Calls that are allowed. Default: those of the plan; none for an address of one's own. */
  readonly limits?: CoinGeckoLimits | undefined;
  /** Where the calls of the month are counted over restarts. */
  readonly month?: MonthKeeper | undefined;
}

type Asked = ReturnType<typeof toAsk>;

const FREE_URL = "https://api.coingecko.com/api/v3";
const PAID_URL = "https://pro-api.coingecko.com/api/v3";
/** CoinGecko takes 515 ids and URLs of some kB: stay well below both. */
const REQUEST_LIMIT = { count: 200, length: 3_600 };
/** A person waits for a search. */
const FIND_BUDGET_MS = 6_000;

/** More coins than this are not kept. */
const MOST_SEEN = 2_000;

/** Those that are known by their symbols, in dollars. */
const BIG_COINS: readonly TradedPair[] = [...COINS.keys()].flatMap((base) =>
  ["USD", "USDT"].map((quote) => ({ symbol: base + quote, base, quote }))
);

/** CoinGecko, as the table of sources has it. */
export const adapter: SourceAdapter<typeof settings> = {
  create: (values, { dataDir, ...tools }) =>
    new CoinGeckoSource({
      ...tools,
      apiUrl: values.COINGECKO_API_URL,
      apiKey: values.COINGECKO_API_KEY,
      plan: values.COINGECKO_PLAN,
      month: dataDir === undefined ? undefined : new MonthFile(dataDir),
    }),
};

/** Prices from CoinGecko, an average over many exchanges that is renewed every 20 to 60 s. */
export class CoinGeckoSource extends HttpSource<"coingecko"> {
  readonly staleAfterMs = 5 * 60 * 1000;
  readonly past: PastPlan;
  /** Coins that a search told of, by their ids, each in dollars. */
  readonly #seen = new Map<string, TradedPair>();
  readonly #stamps = new SecondStamps();
  readonly #empty = new EmptyAnswers(this.now);

  constructor({ apiKey, plan, limits, month, ...options }: CoinGeckoOptions) {
    const allowed = limits ?? (options.apiUrl ? {} : COINGECKO_LIMITS[plan]);
    super("coingecko", options, {
      baseUrl: plan === "pro" ? PAID_URL : FREE_URL,
      headers: keyHeader(plan, apiKey),
      limits: allowed,
      month,
      refusalWords,
    });
    this.past = coinGeckoPast(allowed.minute);
  }

  async find(asked: AskedPair, signal: AbortSignal): Promise<Found> {
    const { pair, id, name } = await meantCoin(
      asked,
      new CoinSearch(this.http, signal, FIND_BUDGET_MS, (coin) => this.#see(coin)),
    );
    const terms = coinTerms({ ...pair, sourceId: id });
    if (terms === null) throw new UnknownPairError(pair.symbol, this.name);
    const askedAt = this.now();
    const prices = await this.#ask(toAsk([terms]), signal, FIND_BUDGET_MS);
    const reading = readPrice(prices, terms, { askedAt, staleAfterMs: this.staleAfterMs });
    if (reading.kind === "unlisted") throw new UnknownPairError(pair.symbol, this.name);
    const observation = reading.kind === "price" ? this.#observe(pair.symbol, reading) : null;
    return { sourceId: id, pair, ...(name === undefined ? {} : { coinName: name }), observation };
  }

  /** It is asked for nothing: the big coins are known by heart, others once somebody has searched for them. */
  traded(): Promise<readonly TradedPair[]> {
    return Promise.resolve([...this.#seen.values(), ...BIG_COINS]);
  }

  #see({ id, symbol, name, market_cap_rank: rank = null }: FoundCoin): void {
    const base = nameCapitals(symbol);
    if (COINS.get(base) === id || this.#seen.size >= MOST_SEEN) return;
    const named = name === undefined ? {} : { name };
    this.#seen.set(id, { symbol: `${base}USD`, base, quote: "USD", coin: id, ...named, rank });
  }

  async quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes> {
    const listed = pairs.map((pair) => ({ symbol: pair.symbol, terms: coinTerms(pair) }));
    const askedAt = this.now();
    const asked = toAsk(listed.flatMap(({ terms }) => terms ?? []));
    const { prices, failure } = await this.#askInParts(asked, signal);
    const clock = { askedAt, staleAfterMs: this.staleAfterMs };
    return quotesOf(listed.map(({ symbol, terms }) => {
      const reading = terms === null ? unlisted(symbol) : readPrice(prices, terms, clock);
      if (reading.kind === "price") return [symbol, this.#observe(symbol, reading)];
      if (reading.kind === "unlisted" && failure) return [symbol, failure.message];
      if (reading.kind !== "old") this.#empty.missed(symbol, reading.problem);
      return [symbol, reading.problem];
    }));
  }

  async candles(
    pair: ListedPair,
    range: CandlesRange,
    signal: AbortSignal,
  ): Promise<SourceCandles> {
    const terms = coinTerms(pair);
    if (terms === null) throw new UnknownPairError(pair.symbol, this.name);
    try {
      return await coinGeckoCandles(this, terms, range, signal);
    } catch (error) {
      throw isCoinUnknown(error) ? new UnknownPairError(pair.symbol, this.name) : error;
    }
  }

  protected weightOf(pairs: number): number {
    return Math.ceil(pairs / REQUEST_LIMIT.count);
  }

  health(pairs: readonly KnownPair[], _signal: AbortSignal): Promise<PairTroubles> {
    const troubles = new Map<string, PairTrouble>();
    for (const pair of pairs) {
      const trouble = this.#empty.trouble(pair);
      if (trouble !== null) troubles.set(pair.symbol, trouble);
    }
    return Promise.resolve(troubles);
  }

  #observe(
    symbol: string,
    { price, at, isDated }: { price: number; at: number; isDated: boolean },
  ): Observation {
    this.#empty.priced(symbol);
    const stamped = this.#stamps.stamp(symbol, price, at);
    return { price, at: stamped, ...(isDated ? { tradedAt: stamped } : {}) };
  }

  /** Asks for everything; a failure is thrown only when not one part was answered. */
  async #askInParts(
    { ids, currencies }: Asked,
    signal: AbortSignal,
  ): Promise<{ prices: SimplePrices; failure: SourceError | null }> {
    const { answers, failure } = await askInParts(
      chunks(ids, REQUEST_LIMIT, (id) => encodeURIComponent(`${id},`).length),
      (part) => this.#ask({ ids: part, currencies }, signal),
    );
    if (failure !== null && answers.length === 0) throw failure;
    return { prices: Object.assign({}, ...answers), failure };
  }

  async #ask(
    { ids, currencies }: Asked,
    signal: AbortSignal,
    budgetMs?: number,
  ): Promise<SimplePrices> {
    const params = {
      ids: ids.join(","),
      vs_currencies: currencies.join(","),
      include_last_updated_at: "true",
      precision: "full",
    };
    const call = budgetMs === undefined ? {} : { budgetMs };
    const answer = await this.http.getJson("/simple/price", params, signal, call);
    return readAnswer(this.name, SimplePrices, answer, "prices");
  }
}

/** A wrong address is answered with 404 too. */
function isCoinUnknown(error: unknown): boolean {
  return error instanceof AnsweredError && error.status === 404 &&
    error.message.includes("coin not found");
}

function unlisted(symbol: string): { kind: "unusable"; problem: string } {
  return { kind: "unusable", problem: `CoinGecko does not list ${symbol}` };
}

/**
 * Times for prices of a source whose clock has one-second grain: another price of the same second is stamped a
 * millisecond after the one before it, so that it counts as newer.
 */
class SecondStamps {
  readonly #last = new Map<string, { sourceAt: number; price: number; at: number }>();

  /** The moment (ms since the epoch) to give this price of the symbol, which its source dates `sourceAt`. */
  stamp(symbol: string, price: number, sourceAt: number): number {
    const last = this.#last.get(symbol);
    if (last !== undefined && sourceAt < last.sourceAt) return sourceAt;
    const same = last?.sourceAt === sourceAt;
    const at = !same ? sourceAt : price === last.price ? last.at : last.at + 1;
    this.#last.set(symbol, { sourceAt, price, at });
    return at;
  }
}

/** Calls that are allowed. */
export interface CoinGeckoLimits {
  readonly minute?: number;
  readonly month?: number;
}

/** For the paid plan those of the smallest one; what is allowed without a key is not told, and was seen to vary. */
const COINGECKO_LIMITS: Readonly<Record<CoinGeckoPlan, CoinGeckoLimits>> = {
  public: { minute: 15 },
  demo: { minute: 30, month: 10_000 },
  pro: { minute: 250, month: 100_000 },
};

function keyHeader(plan: CoinGeckoPlan, key: string | undefined): Record<string, string> {
  if (plan === "public" || !key) return {};
  return { [plan === "pro" ? "x-cg-pro-api-key" : "x-cg-demo-api-key"]: key };
}

/** What a refusal of CoinGecko's means, by its own number for it, and what to do. */
export function refusalWords(status: number, code: number | null, when: string): string | null {
  switch (code) {
    case 10002:
      return "CoinGecko wants an API key; set COINGECKO_API_KEY and COINGECKO_PLAN";
    case 10005:
      return "CoinGecko's plan of this key does not include what was asked; check COINGECKO_PLAN";
    case 10010:
      return "CoinGecko takes this key at its paid host only; set COINGECKO_PLAN=pro";
    case 10011:
      return "CoinGecko takes this key at its free host only; set COINGECKO_PLAN=demo";
  }
  if (status === 401) {
    return "CoinGecko refused the API key (401); check COINGECKO_API_KEY and COINGECKO_PLAN";
  }
  if (status === 429) {
    return "CoinGecko was asked more often than it allows (429); " +
      `it is asked again ${when}, and an API key of one's own raises the limit`;
  }
  return null;
}

const Count = z.object({ month: z.string(), used: z.number().min(0) });
/** Calls that may go uncounted when the program is killed: the file is written once for so many. */
const WRITE_EVERY = 10;

/**
 * Keeps the calls of a month over restarts. Losing the file costs no more than a count that is too
 * low, so nothing here throws.
 */
export class MonthFile implements MonthKeeper {
  #written = -Infinity;

  readonly #path: string;

  constructor(dataDir: string) {
    this.#path = join(dataDir, "coingecko_month.json");
  }

  load(): MonthCount | null {
    try {
      const count = JSON.parse(Deno.readTextFileSync(this.#path));
      return Count.parse(count);
    } catch {
      return null;
    }
  }

  save(count: MonthCount): void {
    if (count.used >= this.#written && count.used - this.#written < WRITE_EVERY) return;
    try {
      Deno.writeTextFileSync(this.#path, JSON.stringify(count), { mode: 0o600 });
      this.#written = count.used;
    } catch (error) {
      getLogger("sources").warn("The count of this month's calls is not kept: {error}", { error });
      this.#written = Infinity;
    }
  }
}

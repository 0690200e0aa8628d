import { z } from "zod";
import type { Observation } from "@/lib/market/observation.ts";
import type { AskedPair } from "@/lib/market/symbol.ts";
import { defineSource, httpAddress, socketAddress } from "@/lib/sources/adapter.ts";
import { type BudgetUsage, WeightBudget } from "@/lib/sources/budget/weight_budget.ts";
import type { CandlesRange, SourceCandles } from "@/lib/sources/candles.ts";
import { AnsweredError } from "@/lib/sources/http/failure.ts";
import { HttpClient, type HttpTools } from "@/lib/sources/http/http_client.ts";
import {
  type Listing,
  listingOf,
  Listings,
  listingTroubles,
  meantListing,
  notListed,
  notTraded,
  pairName,
} from "@/lib/sources/listings.ts";
import type { MarketSource, SourceCare } from "@/lib/sources/market_source.ts";
import { parseDecimalPrice } from "@/lib/sources/reading.ts";
import {
  type Found,
  type ListedPair,
  type PairTroubles,
  type Quotes,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import { MarketStream } from "@/lib/sources/stream/market_stream.ts";
import type { PriceStream, StreamEvents, StreamTools } from "@/lib/sources/stream/protocol.ts";
import { coinbaseCandles } from "./candles.ts";
import { CoinbaseStream } from "./stream.ts";

interface CoinbaseOptions extends HttpTools {
  /** Default: Coinbase Exchange's public host. */
  readonly apiUrl?: string | undefined;
  /** Default: Coinbase's public stream. */
  readonly streamUrl?: string | undefined;
  readonly stream?: StreamTools;
}

const STREAM_URL = "wss://ws-feed.exchange.coinbase.com";
const REQUESTS_A_SECOND = 10;
const DEFAULT_URL = "https://api.exchange.coinbase.com";
/** Coinbase prices one product a request. */
const AT_ONCE = 5;

type Answer =
  | { readonly observation: Observation }
  | { readonly problem: string; readonly failure?: SourceError };

/** Coinbase Exchange, as the table of sources has it. */
export const COINBASE = defineSource({
  settings: { COINBASE_API_URL: httpAddress(), COINBASE_STREAM_URL: socketAddress() },
  create: (values, { dataDir: _, ...tools }) =>
    new CoinbaseSource({
      ...tools,
      apiUrl: values.COINBASE_API_URL,
      streamUrl: values.COINBASE_STREAM_URL,
    }),
});

/** The last trades' prices on Coinbase Exchange. */
export class CoinbaseSource implements MarketSource<"coinbase">, SourceCare {
  readonly name = "coinbase";
  /** A product may go without a trade for minutes. */
  readonly staleAfterMs = 5 * 60 * 1000;
  /** Minute candles; a tenth of ten requests a second. */
  readonly candleCost = { weight: 1, weightPerMinute: () => 60, apartMs: 60_000 };
  readonly #http: HttpClient;
  readonly #budget: WeightBudget;
  readonly #now: () => number;
  readonly #streamUrl: string;
  readonly #streamTools: StreamTools | undefined;
  readonly #listings: Listings<Listing>;

  constructor({ apiUrl, streamUrl, stream, ...tools }: CoinbaseOptions = {}) {
    this.#streamUrl = (streamUrl || STREAM_URL).replace(/\/{1,20}$/, "");
    this.#streamTools = stream;
    this.#now = tools.now ?? Date.now;
    this.#budget = new WeightBudget({ limits: { second: REQUESTS_A_SECOND }, now: this.#now });
    const own = {
      source: "coinbase" as const,
      baseUrl: apiUrl || DEFAULT_URL,
      budget: this.#budget,
    };
    this.#http = new HttpClient({ ...tools, ...own });
    const load = (signal: AbortSignal) => coinbaseListings(this.#http, signal);
    this.#listings = new Listings({ load, now: this.#now });
  }

  async find(asked: AskedPair, signal: AbortSignal): Promise<Found> {
    const listing = meantListing(await this.#listings.get(signal), asked, this.name);
    if (listing === undefined) throw await this.#unknown(asked, signal);
    const { id: sourceId, symbol, base, quote } = listing;
    const found = { sourceId, pair: { symbol, base, quote } };
    const answer = await this.#ask(listing, signal);
    if ("observation" in answer) return { ...found, observation: answer.observation };
    if (answer.failure) throw answer.failure;
    return { ...found, observation: null };
  }

  async quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes> {
    const observations = new Map<string, Observation>();
    const problems = new Map<string, string>();
    const asked = new Map(pairs.map((pair) => [pair.symbol, pair]));
    if (asked.size === 0) return { observations, problems };
    const listings = await this.#listings.get(signal);
    const answers = await inParallel(
      [...asked.values()],
      AT_ONCE,
      (pair) => this.#answer(pair.symbol, listingOf(listings, pair), signal),
    );
    for (const [index, symbol] of [...asked.keys()].entries()) {
      const answer = answers[index];
      if (answer === undefined) continue;
      if ("observation" in answer) observations.set(symbol, answer.observation);
      else problems.set(symbol, answer.problem);
    }
    throwIfAllFailed(answers);
    return { observations, problems };
  }

  async candles(
    pair: ListedPair,
    range: CandlesRange,
    signal: AbortSignal,
  ): Promise<SourceCandles> {
    const listing = listingOf(await this.#listings.get(signal), pair);
    if (listing === undefined) throw await this.#unknown(pair, signal);
    return await coinbaseCandles({ http: this.#http, now: this.#now }, listing.id, range, signal);
  }

  async health(pairs: readonly ListedPair[], signal: AbortSignal): Promise<PairTroubles> {
    return await listingTroubles(this.name, pairs, this.#listings, signal);
  }

  usage(): BudgetUsage | null {
    return this.#budget.usage();
  }

  planInterval(pairs: number, wantedMs: number): number {
    return this.#budget.plan(pairs, wantedMs);
  }

  stream(events: StreamEvents): PriceStream {
    const idOf = (pair: ListedPair) => listingOf(this.#listings.known ?? new Map(), pair)?.id;
    const protocol = () => new CoinbaseStream(this.#streamUrl, idOf);
    return new MarketStream({ protocol, events, tools: this.#streamTools });
  }

  async #unknown(asked: AskedPair, signal: AbortSignal): Promise<UnknownPairError> {
    return new UnknownPairError(asked.symbol, this.name, await this.#listings.like(asked, signal));
  }

  #answer(symbol: string, listing: Listing | undefined, signal: AbortSignal): Promise<Answer> {
    if (listing?.standing === "traded") return this.#ask(listing, signal);
    const problem = listing ? notTraded(this.name, listing) : notListed(this.name, symbol);
    return Promise.resolve({ problem });
  }

  async #ask({ id, symbol }: Listing, signal: AbortSignal): Promise<Answer> {
    try {
      const path = `/products/${encodeURIComponent(id)}/ticker`;
      const ticker = ProductTicker.safeParse(await this.#http.getJson(path, {}, signal));
      return this.#read(symbol, ticker.data);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const isGone = error instanceof AnsweredError && error.status === 404;
      if (isGone) return { problem: notListed(this.name, symbol) };
      return { problem: error.message, failure: error };
    }
  }

  #read(symbol: string, ticker: z.infer<typeof ProductTicker> | undefined): Answer {
    const price = parseDecimalPrice(ticker?.price);
    const at = typeof ticker?.time === "string" ? Date.parse(ticker.time) : NaN;
    if (price === null || Number.isNaN(at)) {
      return { problem: `Coinbase gave no usable price of ${symbol}` };
    }
    const minutes = Math.floor((this.#now() - at) / 60_000);
    if (this.#now() - at > this.staleAfterMs) {
      return { problem: `Coinbase's last trade of ${symbol} is ${minutes} min old` };
    }
    const trade = ticker?.trade_id;
    return { observation: { price, at, ...(trade === undefined ? {} : { trade }) } };
  }
}

/** Failures are reported as problems unless every request failed. */
function throwIfAllFailed(answers: readonly Answer[]): void {
  const failures = answers.flatMap((answer) => "failure" in answer ? answer.failure ?? [] : []);
  if (failures[0] !== undefined && failures.length === answers.length) throw failures[0];
}

/** Everything that Coinbase lists or has listed. */
async function coinbaseListings(http: HttpClient, signal: AbortSignal): Promise<Listing[]> {
  const parsed = Products.safeParse(await http.getJson("/products", {}, signal));
  if (parsed.success) return parsed.data.map(productListing);
  const message = "Coinbase answered something other than its products";
  throw new SourceError("coinbase", message, "badAnswer");
}

function productListing(product: Product): Listing {
  const { id, base_currency, quote_currency, status } = product;
  return { ...pairName(base_currency, quote_currency), id, standing: standingOf(product), status };
}

function standingOf({ status, trading_disabled }: Product): Listing["standing"] {
  if (status === "delisted") return "delisted";
  return status === "online" && trading_disabled !== true ? "traded" : "halted";
}

const Product = z.object({
  id: z.string().min(1),
  base_currency: z.string().min(1),
  quote_currency: z.string().min(1),
  status: z.string(),
  trading_disabled: z.boolean().optional().catch(undefined),
});
type Product = z.infer<typeof Product>;

/** `/products`; rows that cannot be read are left out. */
const Products = z.array(z.unknown()).transform((rows) =>
  rows.flatMap((row) => {
    const parsed = Product.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  })
);

/** `/products/{id}/ticker`: the last trade; the price is a decimal string, the time ISO 8601. */
const ProductTicker = z.object({
  price: z.unknown().optional(),
  time: z.unknown().optional(),
  trade_id: z.number().int().optional().catch(undefined),
});

/** The results of all items in their order, with at most so many of them under way at once. */
async function inParallel<T, R>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}

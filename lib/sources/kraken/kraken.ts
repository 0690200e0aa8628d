import type { Observation } from "@/lib/market/observation.ts";
import type { AskedPair } from "@/lib/market/symbol.ts";
import { defineSource, httpAddress, socketAddress } from "@/lib/sources/adapter.ts";
import { type BudgetUsage, WeightBudget } from "@/lib/sources/budget/weight_budget.ts";
import type { CandlesRange, SourceCandles } from "@/lib/sources/candles.ts";
import { askInHalves, askInParts, BadSymbols, chunks } from "@/lib/sources/http/batches.ts";
import { AnsweredError } from "@/lib/sources/http/failure.ts";
import { HttpClient, type HttpTools } from "@/lib/sources/http/http_client.ts";
import {
  listingOf,
  Listings,
  listingTroubles,
  meantListing,
  notListed,
  notTraded,
} from "@/lib/sources/listings.ts";
import type { MarketSource, SourceCare } from "@/lib/sources/market_source.ts";
import { parseDecimalPrice } from "@/lib/sources/reading.ts";
import {
  type Found,
  type ListedPair,
  type PairTroubles,
  type Quotes,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import type { SourceClock } from "@/lib/sources/source_clock.ts";
import { MarketStream } from "@/lib/sources/stream/market_stream.ts";
import type { PriceStream, StreamEvents, StreamTools } from "@/lib/sources/stream/protocol.ts";
import { KRAKEN_PAST, krakenCandles } from "./candles.ts";
import {
  type KrakenListing,
  krakenListings,
  krakenResult,
  krakenStatus,
  KrakenTicker,
} from "./listings.ts";
import { KrakenStream } from "./stream.ts";

export interface KrakenOptions extends HttpTools {
  /** Default: Kraken's public host. */
  readonly apiUrl?: string | undefined;
  /** Default: Kraken's public stream. */
  readonly streamUrl?: string | undefined;
  readonly stream?: StreamTools;
}

const STREAM_URL = "wss://ws.kraken.com/v2";
const REQUESTS_A_SECOND = 1;
const DEFAULT_URL = "https://api.kraken.com";
const PREFIX = "/0/public";
const REQUEST_LIMIT = { count: 200, length: 3_600 };

/** Kraken, as the table of sources has it. */
export const KRAKEN = defineSource({
  settings: { KRAKEN_API_URL: httpAddress(), KRAKEN_STREAM_URL: socketAddress() },
  create: (values, { dataDir: _, ...tools }) =>
    new KrakenSource({
      ...tools,
      apiUrl: values.KRAKEN_API_URL,
      streamUrl: values.KRAKEN_STREAM_URL,
    }),
});

/** The last trades' prices on Kraken. */
export class KrakenSource implements MarketSource<"kraken">, SourceCare {
  readonly name = "kraken";
  readonly staleAfterMs = 60 * 1000;
  /** Minute candles; a fifth of one request a second. */
  readonly candleCost = { weight: 1, weightPerMinute: () => 12, apartMs: 60_000 };
  readonly past = KRAKEN_PAST;
  readonly #http: HttpClient;
  readonly #budget: WeightBudget;
  readonly #now: () => number;
  readonly #streamUrl: string;
  readonly #streamTools: StreamTools | undefined;
  readonly #prefix: string;
  readonly #listings: Listings<KrakenListing>;
  readonly #bad: BadSymbols;

  constructor({ apiUrl, streamUrl, stream, ...tools }: KrakenOptions = {}) {
    this.#streamUrl = (streamUrl || STREAM_URL).replace(/\/{1,20}$/, "");
    this.#streamTools = stream;
    const baseUrl = (apiUrl || DEFAULT_URL).replace(/\/{1,20}$/, "");
    this.#now = tools.now ?? Date.now;
    this.#budget = new WeightBudget({ limits: { second: REQUESTS_A_SECOND }, now: this.#now });
    this.#prefix = baseUrl.endsWith(PREFIX) ? "" : PREFIX;
    const own = {
      source: "kraken" as const,
      baseUrl,
      budget: this.#budget,
      statusOf: krakenStatus,
    };
    this.#http = new HttpClient({ ...tools, ...own });
    const asked = { http: this.#http, path: `${this.#prefix}/AssetPairs` };
    const load = (signal: AbortSignal) => krakenListings(asked, signal);
    this.#listings = new Listings({ load, now: this.#now });
    this.#bad = new BadSymbols(this.#now);
  }

  async find(asked: AskedPair, signal: AbortSignal): Promise<Found> {
    const listing = meantListing(await this.#listings.get(signal), asked, this.name);
    if (listing === undefined) throw await this.#unknown(asked, signal);
    const { id: sourceId, symbol, base, quote } = listing;
    this.#bad.clear(listing.id);
    const prices = await this.#ask([listing], signal);
    return { sourceId, pair: { symbol, base, quote }, observation: prices.get(symbol) ?? null };
  }

  async quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes> {
    const problems = new Map<string, string>();
    const wanted = new Map(pairs.map((pair) => [pair.symbol, pair]));
    if (wanted.size === 0) return { observations: new Map(), problems };
    const listings = await this.#listings.get(signal);
    const asked: KrakenListing[] = [];
    for (const [symbol, pair] of wanted) {
      const listing = listingOf(listings, pair);
      if (listing === undefined || this.#bad.has(listing.id)) {
        problems.set(symbol, notListed(this.name, symbol));
      } else if (listing.standing === "traded") asked.push(listing);
      else problems.set(symbol, notTraded(this.name, listing));
    }
    const { observations, failure } = await this.#askInParts(asked, signal);
    for (const { symbol, id } of asked) {
      if (observations.has(symbol)) continue;
      const none = this.#bad.has(id)
        ? notListed(this.name, symbol)
        : `Kraken gave no usable price of ${symbol}`;
      problems.set(symbol, failure?.message ?? none);
    }
    return { observations, problems };
  }

  async candles(
    pair: ListedPair,
    range: CandlesRange,
    signal: AbortSignal,
  ): Promise<SourceCandles> {
    const listing = listingOf(await this.#listings.get(signal), pair);
    if (listing === undefined) throw await this.#unknown(pair, signal);
    const ohlc = { http: this.#http, path: `${this.#prefix}/OHLC`, now: this.#now };
    return await krakenCandles(ohlc, listing, range, signal);
  }

  async health(pairs: readonly ListedPair[], signal: AbortSignal): Promise<PairTroubles> {
    return await listingTroubles(this.name, pairs, this.#listings, signal);
  }

  get sourceClock(): SourceClock {
    return this.#http.clock;
  }

  usage(): BudgetUsage | null {
    return this.#budget.usage();
  }

  planInterval(pairs: number, wantedMs: number): number {
    return this.#budget.plan(Math.ceil(pairs / REQUEST_LIMIT.count), wantedMs);
  }

  stream(events: StreamEvents): PriceStream {
    // By Kraken's clock, as the messages are that name a time.
    const theirNow = () => this.#now() - this.#http.clock.differenceMs;
    const nameOf = (pair: ListedPair) =>
      listingOf(this.#listings.known ?? new Map<string, KrakenListing[]>(), pair)?.streamName;
    const protocol = () => new KrakenStream(this.#streamUrl, theirNow, nameOf);
    return new MarketStream({ protocol, events, tools: this.#streamTools });
  }

  async #unknown(asked: AskedPair, signal: AbortSignal): Promise<UnknownPairError> {
    return new UnknownPairError(asked.symbol, this.name, await this.#listings.like(asked, signal));
  }

  /** Asks for everything; a failure is thrown only when not one part was answered. */
  async #askInParts(listings: readonly KrakenListing[], signal: AbortSignal) {
    const byId = new Map(listings.map((listing) => [listing.id, listing]));
    const { answers, failure } = await askInParts(
      chunks(byId.keys(), REQUEST_LIMIT, (id) => id.length + 3),
      (ids) => this.#askInHalves(ids, byId, signal),
    );
    const observations = new Map(answers.flat());
    if (failure !== null && observations.size === 0) throw failure;
    return { observations, failure };
  }

  /** One pair that Kraken does not know any more spoils the request for all. */
  async #askInHalves(
    ids: readonly string[],
    byId: ReadonlyMap<string, KrakenListing>,
    signal: AbortSignal,
  ): Promise<(readonly [string, Observation])[]> {
    const ask = async (part: readonly string[]) => [
      ...await this.#ask(part.flatMap((id) => byId.get(id) ?? []), signal),
    ];
    const { rows, bad } = await askInHalves(ids, ask, isPairRefused);
    for (const id of bad) this.#bad.add(id);
    return rows;
  }

  async #ask(
    listings: readonly KrakenListing[],
    signal: AbortSignal,
  ): Promise<Map<string, Observation>> {
    const pair = listings.map((listing) => listing.id).join(",");
    const answer = await this.#http.getJson(`${this.#prefix}/Ticker`, { pair }, signal);
    const result = krakenResult(answer, "prices");
    // Kraken names no time: its last price is the price of now.
    const at = this.#now();
    return new Map(listings.flatMap(({ symbol, key, id }) => {
      const ticker = KrakenTicker.safeParse(result[key] ?? result[id]);
      const price = parseDecimalPrice(ticker.data?.c[0]);
      if (price === null) return [];
      // Before the first trade of the day, the price is one of the day before.
      const trade = ticker.data?.t?.[0] || undefined;
      return [[symbol, { price, at, ...(trade === undefined ? {} : { trade }) }] as const];
    }));
  }
}

function isPairRefused(error: unknown): boolean {
  return error instanceof AnsweredError && error.message.includes("Unknown asset pair");
}

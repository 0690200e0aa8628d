import type { Observation } from "@/lib/market/observation.ts";
import type { AskedPair } from "@/lib/market/symbol.ts";
import { defineSource, httpAddress, socketAddress } from "@/lib/sources/adapter.ts";
import { type CandlesRange, quotesOf } from "@/lib/sources/candles.ts";
import { parseDecimalPrice } from "@/lib/market/accept.ts";
import { askInHalves, askInParts, BadSymbols, chunks } from "@/lib/sources/http/batches.ts";
import { AnsweredError } from "@/lib/sources/http/failure.ts";
import { ListedSource, type SourceOptions } from "@/lib/sources/http_source.ts";
import { listingOf, notListed, notTraded } from "@/lib/sources/listings.ts";
import type { Found, ListedPair, Quotes } from "@/lib/sources/source.ts";
import { KRAKEN_PAST, krakenCandles } from "./candles.ts";
import {
  type KrakenListing,
  krakenListings,
  krakenResult,
  krakenStatus,
  KrakenTicker,
} from "./listings.ts";
import { KrakenStream } from "./stream.ts";

const STREAM_URL = "wss://ws.kraken.com/v2";
const API_URL = "https://api.kraken.com";
const REQUESTS_A_SECOND = 1;
const REQUEST_LIMIT = { count: 200, length: 3_600 };

/** Kraken, as the table of sources has it. */
export const adapter = defineSource({
  settings: { KRAKEN_API_URL: httpAddress(), KRAKEN_STREAM_URL: socketAddress() },
  create: ({ KRAKEN_API_URL: apiUrl, KRAKEN_STREAM_URL: streamUrl }, tools) =>
    new KrakenSource({ ...tools, apiUrl, streamUrl }),
});

/** The last trades' prices on Kraken. */
export class KrakenSource extends ListedSource<"kraken", KrakenListing> {
  readonly staleAfterMs = 60 * 1000;
  /** Minute candles; a fifth of one request a second. */
  readonly candleCost = { weight: 1, weightPerMinute: () => 12, apartMs: 60_000 };
  readonly past = KRAKEN_PAST;
  readonly #bad = new BadSymbols(this.now);

  constructor(private readonly options: SourceOptions = {}) {
    const own = { baseUrl: API_URL, prefix: "/0/public", limits: { second: REQUESTS_A_SECOND } };
    super("kraken", options, { ...own, statusOf: krakenStatus });
  }

  async find(asked: AskedPair, signal: AbortSignal): Promise<Found> {
    const listing = await this.meant(asked, signal);
    const { id: sourceId, symbol, base, quote } = listing;
    this.#bad.clear(sourceId);
    const prices = await this.#ask([listing], signal);
    return { sourceId, pair: { symbol, base, quote }, observation: prices.get(symbol) ?? null };
  }

  async quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes> {
    if (pairs.length === 0) return quotesOf([]);
    const listings = await this.listings.get(signal);
    const listed = new Map(pairs.map((pair) => [pair.symbol, listingOf(listings, pair)]));
    const asked = [...listed.values()].flatMap((listing) =>
      listing?.standing === "traded" && !this.#bad.has(listing.id) ? [listing] : []
    );
    const { observations, failure } = await this.#askInParts(asked, signal);
    return quotesOf(Array.from(listed, ([symbol, listing]) => {
      const problem = this.#trouble(symbol, listing) ?? failure?.message;
      return [
        symbol,
        observations.get(symbol) ?? problem ?? `Kraken gave no usable price of ${symbol}`,
      ];
    }));
  }

  #trouble(symbol: string, listing: KrakenListing | undefined): string | null {
    if (listing === undefined || this.#bad.has(listing.id)) return notListed(this.name, symbol);
    return listing.standing === "traded" ? null : notTraded(this.name, listing);
  }

  protected load(signal: AbortSignal): Promise<KrakenListing[]> {
    return krakenListings(this.http, signal);
  }

  protected protocol(): KrakenStream {
    // By Kraken's clock, as the messages are that name a time.
    const theirNow = () => this.now() - this.http.clock.differenceMs;
    const nameOf = (pair: ListedPair) => this.listed(pair)?.streamName;
    return new KrakenStream(this.options.streamUrl || STREAM_URL, theirNow, nameOf);
  }

  protected listingCandles(listing: KrakenListing, range: CandlesRange, signal: AbortSignal) {
    return krakenCandles(this, listing, range, signal);
  }

  protected weightOf(pairs: number): number {
    return Math.ceil(pairs / REQUEST_LIMIT.count);
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
    const result = krakenResult(await this.http.getJson("/Ticker", { pair }, signal), "prices");
    // Kraken names no time: its last price is the price of now.
    const at = this.now();
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

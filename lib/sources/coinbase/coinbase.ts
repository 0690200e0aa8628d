import { z } from "zod";
import { type Observation, parseDecimalPrice } from "@/lib/market/accept.ts";
import { type Candle, candleOf, parseVolume } from "@/lib/market/candle.ts";
import type { AskedPair } from "@/lib/market/symbol.ts";
import type { SourceAdapter } from "@/lib/sources/market_source.ts";
import {
  candleCount,
  candlesAnswer,
  type CandlesRange,
  type Found,
  type ListedPair,
  pages,
  pickStep,
  type Quotes,
  quotesOf,
  readableRows,
  readAnswer,
  readCandles,
  type SourceCandles,
  SourceError,
  type Stretch,
} from "@/lib/sources/source.ts";
import { collectPages } from "@/lib/sources/http/exchange.ts";
import { AnsweredError } from "@/lib/sources/http/failure.ts";
import { type Asker, ListedSource, type SourceOptions } from "@/lib/sources/http_source.ts";
import { type Listing, listingOf, notListed, notTraded, pairName } from "@/lib/sources/listings.ts";
import { type StreamMessage, StreamProtocol } from "@/lib/sources/stream/protocol.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import type { settings } from "./settings.ts";

const STREAM_URL = "wss://ws-feed.exchange.coinbase.com";
const API_URL = "https://api.exchange.coinbase.com";
const REQUESTS_A_SECOND = 10;
/** Coinbase prices one product a request. */
const AT_ONCE = 5;

type Answer =
  | { readonly observation: Observation }
  | { readonly problem: string; readonly failure?: SourceError };

/** Coinbase Exchange, as the table of sources has it. */
export const adapter: SourceAdapter<typeof settings> = {
  create: ({ COINBASE_API_URL: apiUrl, COINBASE_STREAM_URL: streamUrl }, tools) =>
    new CoinbaseSource({ ...tools, apiUrl, streamUrl }),
};

/** The last trades' prices on Coinbase Exchange. */
export class CoinbaseSource extends ListedSource<"coinbase"> {
  /** A product may go without a trade for minutes. */
  readonly staleAfterMs = 5 * 60 * 1000;
  /** Minute candles; a tenth of ten requests a second. */
  readonly candleCost = { weight: 1, weightPerMinute: () => 60, apartMs: 60_000 };

  constructor(private readonly options: SourceOptions = {}) {
    super("coinbase", options, { baseUrl: API_URL, limits: { second: REQUESTS_A_SECOND } });
  }

  async find(asked: AskedPair, signal: AbortSignal): Promise<Found> {
    const listing = await this.meant(asked, signal);
    const { id: sourceId, symbol, base, quote } = listing;
    const answer = await this.#ask(listing, signal);
    if ("failure" in answer) throw answer.failure;
    const observation = "observation" in answer ? answer.observation : null;
    return { sourceId, pair: { symbol, base, quote }, observation };
  }

  async quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes> {
    if (pairs.length === 0) return quotesOf([]);
    const listings = await this.listings.get(signal);
    const listed = new Map(pairs.map((pair) => [pair.symbol, listingOf(listings, pair)]));
    const answers = await inParallel([...listed], AT_ONCE, async ([symbol, listing]) => {
      return { symbol, ...await this.#answer(symbol, listing, signal) };
    });
    throwIfAllFailed(answers);
    const told = (answer: Answer) => "observation" in answer ? answer.observation : answer.problem;
    return quotesOf(answers.map((answer) => [answer.symbol, told(answer)]));
  }

  protected async load(signal: AbortSignal): Promise<Listing[]> {
    const answer = await this.http.getJson("/products", {}, signal);
    return readAnswer(this.name, Products, answer, "its products").map(productListing);
  }

  protected protocol(): CoinbaseStream {
    const { streamUrl } = this.options;
    return new CoinbaseStream(streamUrl || STREAM_URL, (pair) => this.listed(pair)?.id);
  }

  protected listingCandles({ id }: Listing, range: CandlesRange, signal: AbortSignal) {
    return coinbaseCandles(this, id, range, signal);
  }

  protected weightOf(pairs: number): number {
    return pairs;
  }

  #answer(symbol: string, listing: Listing | undefined, signal: AbortSignal): Promise<Answer> {
    if (listing?.standing === "traded") return this.#ask(listing, signal);
    const problem = listing ? notTraded(this.name, listing) : notListed(this.name, symbol);
    return Promise.resolve({ problem });
  }

  async #ask({ id, symbol }: Listing, signal: AbortSignal): Promise<Answer> {
    try {
      const path = `/products/${encodeURIComponent(id)}/ticker`;
      const ticker = ProductTicker.safeParse(await this.http.getJson(path, {}, signal));
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
    const minutes = Math.floor((this.now() - at) / 60_000);
    if (this.now() - at > this.staleAfterMs) {
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
const Products = readableRows(Product);

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

const STEPS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS];
const ROWS_PER_REQUEST = 300;
/** 30 days of minutes, with room. */
const MOST_ROWS = 50_000;

/** The candles of a product. */
async function coinbaseCandles(
  asker: Asker,
  id: string,
  range: CandlesRange,
  signal: AbortSignal,
): Promise<SourceCandles> {
  // Of what happens while they are asked for, the candles may know nothing.
  const now = asker.now();
  const stepMs = pickStep(STEPS, range.stepMs, (step) => candleCount(range, step) <= MOST_ROWS);
  const { candles, answeredTo, problem } = await collectPages(
    pages(range, stepMs, ROWS_PER_REQUEST),
    (page) => askPage(asker, { id, stepMs, page }, signal),
  );
  const reach = { from: range.from, to: answeredTo };
  const known = { now: asker.http.clock.knownUntil(now), reach, problem };
  return candlesAnswer({ candles, stepMs, range, ...known });
}

async function askPage(
  { http }: Asker,
  { id, stepMs, page }: { id: string; stepMs: number; page: Stretch },
  signal: AbortSignal,
): Promise<Candle[]> {
  const params = {
    granularity: String(stepMs / 1000),
    start: new Date(page.from).toISOString(),
    // The candle that starts at `end` is part of the answer.
    end: new Date(page.to - stepMs).toISOString(),
  };
  const path = `/products/${encodeURIComponent(id)}/candles`;
  const answer = await http.getJson(path, params, signal);
  // What is at hand from before the start may be part of the answer, too.
  const asked = { from: page.from - ROWS_PER_REQUEST * stepMs, to: page.to };
  return readCandles(answer, readRow, { source: "coinbase", id, asked });
}

/** A row of `/products/{id}/candles`: time (s since the epoch), low, high, open, close and volume. */
function readRow([seconds, low, high, open, close, volume]: readonly unknown[]): Candle | null {
  const at = typeof seconds === "number" ? seconds * 1000 : null;
  return candleOf(at, [open, high, low, close], undefined, parseVolume(volume));
}

const Ticker = z.object({
  type: z.literal("ticker"),
  product_id: z.string(),
  price: z.unknown(),
  time: z.string(),
  trade_id: z.number().int().optional(),
  last_size: z.unknown().optional(),
});
const Heartbeat = z.object({ type: z.literal("heartbeat") });
const Confirmed = z.object({
  type: z.literal("subscriptions"),
  channels: z.array(z.object({ name: z.string(), product_ids: z.array(z.string()).default([]) })),
});
const Refusal = z.object({
  type: z.literal("error"),
  message: z.string().default(""),
  reason: z.string().optional(),
});

/** Coinbase Exchange's ticker channel, with its heartbeat so that silence means trouble. */
export class CoinbaseStream extends StreamProtocol {
  readonly source = "coinbase";
  readonly pairsPerLine = 200;
  readonly keysPerRequest = 50;

  constructor(
    baseUrl: string,
    /** The product's id as it is listed; undefined where that is not known yet. */
    private readonly idOf: (pair: ListedPair) => string | undefined = () => undefined,
  ) {
    super(baseUrl);
  }

  keyOf(pair: ListedPair): string {
    return pair.sourceId ?? this.idOf(pair) ?? `${pair.base}-${pair.quote}`;
  }

  subscribe(keys: readonly string[]): string {
    return request("subscribe", keys);
  }

  unsubscribe(keys: readonly string[]): string {
    return request("unsubscribe", keys);
  }

  read(message: unknown): StreamMessage {
    const ticker = Ticker.safeParse(message);
    if (ticker.success) return readTicker(ticker.data);
    if (Heartbeat.safeParse(message).success) return { kind: "alive" };
    const confirmed = Confirmed.safeParse(message);
    if (confirmed.success) return { kind: "subscribed", keys: tickersOf(confirmed.data) };
    const refusal = Refusal.safeParse(message);
    if (!refusal.success) return { kind: "wrong" };
    // The reason may name a product, but every product of the request was refused.
    return { kind: "refused", keys: null, reason: refusal.data.reason ?? refusal.data.message };
  }
}

/** A message is told of each trade, with its size. */
function readTicker(
  { product_id, price, time, trade_id, last_size }: z.infer<typeof Ticker>,
): StreamMessage {
  const volume = parseVolume(last_size);
  const tick = {
    ...{ price: parseDecimalPrice(price), at: Date.parse(time) },
    ...(volume === undefined ? {} : { volume }),
  };
  const order = trade_id === undefined ? {} : { order: trade_id, trade: trade_id };
  return { kind: "tick", key: product_id, tick: { ...tick, ...order } };
}

function tickersOf({ channels }: z.infer<typeof Confirmed>): string[] {
  return channels.flatMap(({ name, product_ids }) => name === "ticker" ? product_ids : []);
}

function request(type: "subscribe" | "unsubscribe", product_ids: readonly string[]): string {
  const channels = ["ticker", "heartbeat"].map((name) => ({ name, product_ids }));
  return JSON.stringify({ type, channels });
}

import { z } from "zod";
import { type Observation, parseDecimalPrice } from "@/lib/market/accept.ts";
import { type Candle, candleOf, parseVolume } from "@/lib/market/candle.ts";
import type { AskedPair } from "@/lib/market/symbol.ts";
import type { PastPlan, SourceAdapter } from "@/lib/sources/market_source.ts";
import {
  candleCount,
  candlesAnswer,
  type CandlesRange,
  type Found,
  type ListedPair,
  pickStep,
  type Quotes,
  quotesOf,
  readCandles,
  type SourceCandles,
} from "@/lib/sources/source.ts";
import { askInHalves, askInParts, BadSymbols, chunks } from "@/lib/sources/http/exchange.ts";
import { AnsweredError } from "@/lib/sources/http/failure.ts";
import { type Asker, ListedSource, type SourceOptions } from "@/lib/sources/http_source.ts";
import { listingOf, notListed, notTraded } from "@/lib/sources/listings.ts";
import { type StreamMessage, StreamProtocol } from "@/lib/sources/stream/protocol.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import {
  type KrakenListing,
  krakenListings,
  krakenResult,
  krakenStatus,
  KrakenTicker,
} from "./listings.ts";
import type { settings } from "./settings.ts";

const STREAM_URL = "wss://ws.kraken.com/v2";
const API_URL = "https://api.kraken.com";
const REQUESTS_A_SECOND = 1;
const REQUEST_LIMIT = { count: 200, length: 3_600 };

/** Kraken, as the table of sources has it. */
export const adapter: SourceAdapter<typeof settings> = {
  create: ({ KRAKEN_API_URL: apiUrl, KRAKEN_STREAM_URL: streamUrl }, tools) =>
    new KrakenSource({ ...tools, apiUrl, streamUrl }),
};

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

const SHORT_STEPS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS];
const STEPS = [...SHORT_STEPS, HOUR_MS, 4 * HOUR_MS, DAY_MS];
/** Kraken gives the newest candles only, this many, whatever is asked. */
const NEWEST = 720;

/** Leaves room for the time that the asking takes. */
const SAFE = NEWEST - 10;

/** What is too old for one width of candles is asked for in the next wider one. */
export const KRAKEN_PAST: PastPlan = {
  pauseMs: 5_000,
  stages: [
    ...SHORT_STEPS.map((stepMs) => ({ untilMs: SAFE * stepMs, stepMs, spanMs: Infinity })),
    { untilMs: Infinity, stepMs: HOUR_MS, spanMs: Infinity },
  ],
};

/** The candles of a pair: of the wanted width only as far back as Kraken goes with it. */
async function krakenCandles(
  asker: Asker,
  listing: KrakenListing,
  range: CandlesRange,
  signal: AbortSignal,
): Promise<SourceCandles> {
  const now = asker.now();
  const past = { from: range.from, to: now };
  // One less: the minute may change while Kraken is asked.
  const stepMs = pickStep(STEPS, range.stepMs, (step) => candleCount(past, step) < NEWEST);
  const candles = await ask(asker, { listing, stepMs, from: range.from, now }, signal);
  const oldest = (Math.floor(now / stepMs) - (NEWEST - 2)) * stepMs;
  const reach = { from: Math.max(range.from, oldest), to: Infinity };
  return candlesAnswer({ candles, stepMs, range, now: asker.http.clock.knownUntil(now), reach });
}

async function ask(
  { http }: Asker,
  { listing, stepMs, from, now }: Record<"stepMs" | "from" | "now", number> & {
    listing: KrakenListing;
  },
  signal: AbortSignal,
): Promise<Candle[]> {
  const params = {
    pair: listing.id,
    interval: String(stepMs / MINUTE_MS),
    // The candle that starts at `since` itself is left out.
    since: String(Math.floor(from / stepMs) * stepMs / 1000 - 1),
  };
  const result = krakenResult(await http.getJson("/OHLC", params, signal), "bars");
  const rows = result[listing.key] ?? result[listing.id];
  // All up to now is answered; by its own clock, which may be another one.
  const asked = { from: from - stepMs, to: http.clock.knownUntil(now) + stepMs };
  return readCandles(rows, readRow, { source: "kraken", id: listing.symbol, asked });
}

/** A row of `/OHLC`: time (s since the epoch), open, high, low, close (decimal strings) and, as seventh and eighth, the volume and the number of trades. */
function readRow([seconds, ...row]: readonly unknown[]): Candle | null {
  const at = typeof seconds === "number" ? seconds * 1000 : null;
  return candleOf(at, row.slice(0, 4).map(parseDecimalPrice), row[6], parseVolume(row[5]));
}

const Ticker = z.object({
  channel: z.literal("ticker"),
  type: z.string().optional().catch(undefined),
  data: z.array(z.object({
    symbol: z.string(),
    last: z.number().nullable(),
    timestamp: z.string().optional().catch(undefined),
  })),
});
type TickerData = z.infer<typeof Ticker>["data"][number];
const Channel = z.object({ channel: z.enum(["heartbeat", "status"]) });
const Reply = z.object({
  method: z.string(),
  success: z.boolean(),
  error: z.string().optional(),
  symbol: z.string().optional(),
  result: z.object({ symbol: z.string().optional() }).optional(),
});

/** Kraken's ticker channel (version 2), which names pairs as everybody does and beats once a second. */
export class KrakenStream extends StreamProtocol {
  readonly source = "kraken";
  readonly pairsPerLine = 200;
  readonly keysPerRequest = 100;
  #received = 0;

  constructor(
    baseUrl: string,
    private readonly now: () => number,
    /** The pair's name in the stream as it is listed; undefined where that is not known yet. */
    private readonly nameOf: (pair: ListedPair) => string | undefined = () => undefined,
  ) {
    super(baseUrl);
  }

  keyOf(pair: ListedPair): string {
    return this.nameOf(pair) ?? `${pair.base}/${pair.quote}`;
  }

  subscribe(symbol: readonly string[], req_id: number): string {
    const params = { channel: "ticker", symbol, event_trigger: "trades", snapshot: true };
    return JSON.stringify({ method: "subscribe", params, req_id });
  }

  unsubscribe(symbol: readonly string[], req_id: number): string {
    const params = { channel: "ticker", symbol };
    return JSON.stringify({ method: "unsubscribe", params, req_id });
  }

  read(message: unknown): StreamMessage | StreamMessage[] {
    const ticker = Ticker.safeParse(message);
    if (ticker.success) {
      const isNews = ticker.data.type === "update";
      return ticker.data.data.map((each) => this.#ticker(each, isNews));
    }
    if (Channel.safeParse(message).success) return { kind: "alive" };
    const reply = Reply.safeParse(message);
    return reply.success ? readReply(reply.data) : { kind: "wrong" };
  }

  /**
   * Where Kraken names no time, messages count in the order in which they come. An update is sent for a trade; what
   * a new connection receives first is an older trade.
   */
  #ticker({ symbol, last, timestamp }: TickerData, isNews: boolean): StreamMessage {
    const toldAt = Date.parse(timestamp ?? "");
    const tick = Number.isNaN(toldAt)
      ? { price: last, at: this.now(), order: ++this.#received }
      : { price: last, at: toldAt };
    const traded = isNews ? { tradedAt: tick.at } : {};
    return { kind: "tick", key: symbol, tick: { ...tick, ...traded } };
  }
}

function readReply(reply: z.infer<typeof Reply>): StreamMessage {
  if (reply.method === "unsubscribe") return { kind: "alive" };
  const symbol = reply.result?.symbol ?? reply.symbol;
  if (!reply.success) {
    const reason = reply.error ?? "Kraken gave no reason";
    return { kind: "refused", keys: symbol === undefined ? null : [symbol], reason };
  }
  return symbol === undefined ? { kind: "alive" } : { kind: "subscribed", keys: [symbol] };
}

import { z } from "zod";
import { type Observation, parseDecimalPrice } from "@/lib/market/accept.ts";
import { type Candle, candleOf, parseVolume } from "@/lib/market/candle.ts";
import type { AskedPair, PairName } from "@/lib/market/symbol.ts";
import type { SourceAdapter, TradedPair } from "@/lib/sources/market_source.ts";
import {
  type CandlesRange,
  type Found,
  type ListedPair,
  type PairTroubles,
  type Quotes,
  quotesOf,
  type SourceCandles,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import { BadSymbols } from "@/lib/sources/http/exchange.ts";
import { HttpSource, type SourceOptions } from "@/lib/sources/http_source.ts";
import { notListed } from "@/lib/sources/listings.ts";
import {
  type PriceStream,
  type StreamEvents,
  type StreamMessage,
  StreamProtocol,
  type Tick,
} from "@/lib/sources/stream/protocol.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import { binanceCandles, BinancePrices, isSymbolRefused } from "./prices.ts";
import { API_URL, type settings, STREAM_URL } from "./settings.ts";
import { BinanceSymbols } from "./symbols.ts";

const WEIGHT_A_MINUTE = 6_000;

/** Binance spot, as the table of sources has it. */
export const adapter: SourceAdapter<typeof settings> = {
  create: ({ BINANCE_API_URL: apiUrl, BINANCE_STREAM_URL: streamUrl }, tools) =>
    new BinanceSource({ ...tools, apiUrl, streamUrl }),
};

/** The last trade's prices on Binance spot. */
export class BinanceSource extends HttpSource<"binance"> {
  readonly staleAfterMs = 60 * 1000;
  /** A fifth of what is allowed: 150 pairs in every check of 15 s, a thousand within 100 s. */
  readonly candleCost = { weight: 2, weightPerMinute: () => WEIGHT_A_MINUTE / 5, apartMs: 0 };
  readonly #symbols = new BinanceSymbols(this);
  readonly #bad = new BadSymbols(this.now);
  readonly #prices = new BinancePrices(this, this.#bad);

  constructor(private readonly options: SourceOptions = {}) {
    const own = { baseUrl: API_URL, prefix: "/api/v3", limits: { minute: WEIGHT_A_MINUTE } };
    super("binance", options, { ...own, refusalWords });
  }

  async find(asked: AskedPair, signal: AbortSignal): Promise<Found> {
    const { symbol } = asked;
    const [answer, listed] = await Promise.all([
      this.#prices.one(symbol, signal),
      this.#symbols.listed(asked, signal),
    ]);
    const isMeant = listed !== null && isAsked(listed, asked);
    if (answer === null || !isMeant) {
      const suggestions = await this.#symbols.like(asked, signal);
      const other = answer !== null && listed?.quote ? [`${listed.base}/${listed.quote}`] : [];
      throw new UnknownPairError(symbol, this.name, [...other, ...suggestions]);
    }
    this.#bad.clear(symbol);
    const observation = priceIn({ ...answer, at: this.now() });
    return { sourceId: null, pair: listed, observation };
  }

  async quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes> {
    const symbols = [...new Set(pairs.map((pair) => pair.symbol))];
    const asked = symbols.filter((symbol) => !this.#bad.has(symbol));
    const [{ rows, failure }, standing] = await Promise.all([
      this.#prices.many(asked, signal),
      this.#symbols.standing(symbols, signal),
    ]);
    return quotesOf(symbols.map((symbol) => {
      const row = rows.get(symbol);
      const trouble = standing.get(symbol)?.reason;
      return [symbol, trouble ?? priceIn(row) ?? this.#problem(symbol, row !== undefined, failure)];
    }));
  }

  async candles(
    { symbol }: ListedPair,
    range: CandlesRange,
    signal: AbortSignal,
  ): Promise<SourceCandles> {
    try {
      return await binanceCandles(this, symbol, range, signal);
    } catch (error) {
      throw isSymbolRefused(error) ? new UnknownPairError(symbol, this.name) : error;
    }
  }

  async health(pairs: readonly ListedPair[], signal: AbortSignal): Promise<PairTroubles> {
    const symbols = [...new Set(pairs.map((pair) => pair.symbol))];
    return await this.#symbols.standing(symbols, signal, { soon: true });
  }

  traded(signal: AbortSignal): Promise<readonly TradedPair[]> {
    return this.#symbols.traded(signal);
  }

  stream(events: StreamEvents): PriceStream {
    const { streamUrl } = this.options;
    return this.connect(events, () => new BinanceStream(streamUrl || STREAM_URL));
  }

  protected weightOf(pairs: number): number {
    return BinancePrices.weightOf(pairs);
  }

  #problem(symbol: string, answered: boolean, failure: SourceError | null): string {
    if (answered) return `Binance gave no usable price of ${symbol}`;
    if (this.#bad.has(symbol)) return notListed(this.name, symbol);
    return failure?.message ?? `Binance gave nothing for ${symbol}`;
  }
}

function priceIn(row: { price?: unknown; at: number } | undefined): Observation | null {
  const price = parseDecimalPrice(row?.price);
  return row === undefined || price === null ? null : { price, at: row.at };
}

/** What a refusal of Binance's own means, and what to do. */
function refusalWords(status: number): string | null {
  if (status === 451) {
    return "Binance refuses requests from this region (451); " +
      "set PRICE_SOURCE=coingecko or another BINANCE_API_URL";
  }
  if (status === 418) {
    return "Binance has banned this network address for a while for being asked too often (418)";
  }
  return null;
}

/** Letters alone may be cut as Binance cuts them; a separator, or a coin that was chosen, says more. */
function isAsked(listed: PairName, { base, quote, others, coin }: AskedPair): boolean {
  if (listed.quote === "") return false;
  if (coin !== undefined && ![listed.symbol, listed.base].includes(coin)) return false;
  return others !== undefined || (listed.base === base && listed.quote === quote);
}

const whole = z.number().int();

const KlineEvent = z.object({
  e: z.literal("kline"),
  E: whole,
  s: z.string(),
  k: z.object({
    ...{ t: whole, T: whole, i: z.literal("1s"), x: z.boolean() },
    ...{ f: whole.default(-1), L: whole.default(-1), n: whole.optional() },
    ...{
      o: z.unknown(),
      c: z.unknown(),
      h: z.unknown(),
      l: z.unknown(),
      v: z.unknown().optional(),
    },
  }),
});
type KlineEvent = z.infer<typeof KlineEvent>;

const Envelope = z.object({ stream: z.string(), data: z.unknown() });
const Shutdown = z.object({ e: z.literal("serverShutdown") });
const Reply = z.object({ id: whole, result: z.array(z.string()).nullable() });
const Refusal = z.object({ error: z.object({ msg: z.string().default("no reason given") }) });

/**
 * Binance's combined stream of one-second klines: one message a second and pair, with the second's high and low, so
 * that no wick is lost and a busy pair is no burden.
 */
export class BinanceStream extends StreamProtocol {
  readonly source = "binance";
  readonly pairsPerLine = 1_024;
  readonly keysPerRequest = 200;
  /** Five are allowed, and the client's pongs count. */
  override readonly messagesPerSecond = 4;
  override readonly silenceMs = 10_000;
  /** A name that Binance does not know is silence, not an error. */
  override readonly quietMs = 60_000;
  override readonly cutAfterMs = DAY_MS;
  readonly #klines = new SecondKlines();

  override url(keys: readonly string[]): string {
    // A connection needs one stream to begin with, best a name that no proxy stumbles over; the others are subscribed to.
    const first = keys.find((key) => /^[a-z0-9@_]+$/.test(key)) ?? keys[0] ?? "";
    return `${this.baseUrl}/stream?streams=${encodeURIComponent(first)}`;
  }

  keyOf(pair: ListedPair): string {
    return `${pair.symbol.toLowerCase()}@kline_1s`;
  }

  subscribe(keys: readonly string[], id: number): string {
    return JSON.stringify({ method: "SUBSCRIBE", params: keys, id });
  }

  unsubscribe(keys: readonly string[], id: number): string {
    return JSON.stringify({ method: "UNSUBSCRIBE", params: keys, id });
  }

  override probe(id: number): string {
    return JSON.stringify({ method: "LIST_SUBSCRIPTIONS", id });
  }

  override reset(): void {
    this.#klines.reset();
  }

  read(message: unknown): StreamMessage {
    const envelope = Envelope.safeParse(message);
    const payload = envelope.success ? envelope.data.data : message;
    const kline = KlineEvent.safeParse(payload);
    if (kline.success) return this.#kline(kline.data, envelope.data?.stream);
    if (Shutdown.safeParse(payload).success) return { kind: "leaving" };
    const reply = Reply.safeParse(message);
    if (reply.success) return readReply(reply.data);
    const refusal = Refusal.safeParse(message);
    if (!refusal.success) return { kind: "wrong" };
    return { kind: "refused", keys: null, reason: refusal.data.error.msg };
  }

  #kline(event: KlineEvent, stream: string | undefined): StreamMessage {
    const key = `${event.s.toLowerCase()}@kline_1s`;
    const kline = klineOf(event);
    if (kline === null || (stream !== undefined && !isNameOf(stream, key))) {
      return { kind: "wrong" };
    }
    const tick = this.#klines.read(key, kline);
    return typeof tick === "string" ? { kind: tick } : { kind: "tick", key, tick };
  }
}

/** A stream that was named in the address may be told as it stood there. */
function isNameOf(stream: string, key: string): boolean {
  return stream === key || stream === encodeURIComponent(key) || stream === encodeURI(key);
}

function klineOf({ E: sentAt, k }: KlineEvent): SecondKline | null {
  const told = [k.o, k.h, k.l, k.c].map(parseDecimalPrice);
  const candle = candleOf(k.t, told, k.n, parseVolume(k.v));
  if (candle === null || k.T < k.t) return null;
  const { at: from, ...prices } = candle;
  const numbers = { firstTrade: k.f, lastTrade: k.L };
  return { from, to: k.T, isClosed: k.x, ...prices, ...numbers, sentAt };
}

function readReply({ id, result }: z.infer<typeof Reply>): StreamMessage {
  return result === null ? { kind: "done", id } : { kind: "listed", keys: result };
}

/** One second of trades, as far as it has gone; `trades` where that is told. */
interface SecondKline extends Omit<Candle, "at"> {
  readonly from: number;
  /** Its last millisecond. */
  readonly to: number;
  readonly isClosed: boolean;
  /** Numbers of the first and last trade; -1 in a second without trades. */
  readonly firstTrade: number;
  readonly lastTrade: number;
  /** When the message was made at the source. */
  readonly sentAt: number;
}

interface Known extends SecondKline {
  /** Last trade of this second or of an earlier one; -1 when none is known. */
  readonly newestTrade: number;
}

/** Turns messages about seconds, of which the newest is told again and again until it ends, into ticks. */
export class SecondKlines {
  readonly #known = new Map<string, Known>();

  /** The connection is new: what lies before it is no gap in it. */
  reset(): void {
    this.#known.clear();
  }

  read(key: string, kline: SecondKline): Tick | "late" | "repeated" {
    const known = this.#known.get(key);
    if (known && kline.from < known.from) return "late";
    const same = known?.from === kline.from;
    if (same && known.isClosed) return "repeated";
    if (same && !kline.isClosed && kline.sentAt <= known.sentAt) {
      return kline.sentAt === known.sentAt ? "repeated" : "late";
    }
    const newestTrade = Math.max(kline.lastTrade, known?.newestTrade ?? -1);
    this.#known.set(key, { ...kline, newestTrade });
    const missed = known && isMissing(known, kline)
      ? { from: known.isClosed ? known.to + 1 : known.from, to: kline.from }
      : null;
    return { ...tickOf(kline, same ? known : null), ...(missed ? { missed } : {}) };
  }
}

/**
 * Trade numbers are consecutive: a jump means that trades were missed. A second without trades has no number; where the
 * source tells such seconds, too, one that does not follow the last one means the same.
 */
function isMissing(known: Known, kline: SecondKline): boolean {
  if (kline.from <= known.from) return false;
  const canCompare = kline.firstTrade !== -1 && known.newestTrade !== -1;
  if (canCompare) return kline.firstTrade > known.newestTrade + 1;
  const isNext = known.isClosed && kline.from === known.to + 1;
  return kline.trades !== undefined && !isNext;
}

/** High and low are those since the previous message: older extremes of the same second were sent already. */
function tickOf(kline: SecondKline, before: Known | null): Tick {
  const { from, to, isClosed, open, high, low, close, sentAt } = kline;
  const at = isClosed ? to : Math.min(Math.max(sentAt, from), to - 1);
  const told = { price: close, at, ...tradesOf(kline), ...volumeSince(before, kline) };
  if (before === null) return { ...told, since: from, first: open, low, high };
  return {
    ...told,
    low: low < before.low ? low : Math.min(close, before.close),
    high: high > before.high ? high : Math.max(close, before.close),
  };
}

/** A message tells what was traded in the second so far; what the message before told of it has been counted. */
function volumeSince(before: Known | null, { volume }: SecondKline): { volume?: number } {
  if (volume === undefined) return {};
  return { volume: Math.max(0, volume - (before?.volume ?? 0)) };
}

/** Trade facts of the second: without trades, its price only repeats an older one. */
function tradesOf({ open, firstTrade, lastTrade, trades }: SecondKline) {
  if (lastTrade === -1) return trades === 0 ? { open, trades } : { open };
  return { open, trade: lastTrade, trades: trades ?? lastTrade - firstTrade + 1 };
}

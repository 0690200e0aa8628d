import { z } from "zod";
import { parseDecimalPrice } from "@/lib/market/accept.ts";
import { type Candle, candleOf, parseVolume } from "@/lib/market/candle.ts";
import {
  candleCount,
  candlesAnswer,
  type CandlesRange,
  CLOCK_SKEW_MS,
  pages,
  pickStep,
  readableRows,
  readAnswer,
  readCandles,
  type SourceCandles,
  SourceError,
  type Stretch,
} from "@/lib/sources/source.ts";
import {
  askInHalves,
  askInParts,
  type BadSymbols,
  chunks,
  collectPages,
} from "@/lib/sources/http/exchange.ts";
import { AnsweredError } from "@/lib/sources/http/failure.ts";
import type { CallOptions } from "@/lib/sources/http/http_client.ts";
import type { Asker } from "@/lib/sources/http_source.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/time/durations.ts";

/** A price as Binance sent it, not yet checked. */
interface PriceRow {
  readonly symbol: string;
  readonly price?: unknown;
  /** When it came, in milliseconds since the epoch: Binance names no time. */
  readonly at: number;
}

/** A person waits for a search. */
const FIND_BUDGET_MS = 6_000;
const WEIGHT = { one: 2, many: 4 };

/** Last prices from `/ticker/price`. */
export class BinancePrices {
  /** `bad` takes the symbols that spoil a request. */
  constructor(private readonly asker: Asker, private readonly bad: BadSymbols) {}

  /** What a round over so many pairs weighs. */
  static weightOf(pairs: number): number {
    return Math.ceil(pairs / 300) * WEIGHT.many;
  }

  /** Null when Binance does not know the symbol. */
  async one(symbol: string, signal: AbortSignal): Promise<{ price?: unknown } | null> {
    try {
      const call = { weight: WEIGHT.one, budgetMs: FIND_BUDGET_MS };
      const parsed = TickerPrice.safeParse(await this.#ask({ symbol }, signal, call));
      if (parsed.success && parsed.data.symbol === symbol) return parsed.data;
    } catch (error) {
      if (isSymbolRefused(error)) return null;
      throw error;
    }
    const message = `Binance answered something other than the price of ${symbol}`;
    throw new SourceError("binance", message, "badAnswer");
  }

  /** Asks for everything; a failure is thrown only when not one part was answered. */
  async many(symbols: readonly string[], signal: AbortSignal) {
    const { answers, failure } = await askInParts(
      binanceParts(symbols),
      (part) => this.#part(part, signal),
    );
    const rows = new Map(answers.flat().map((row) => [row.symbol, row]));
    if (failure !== null && rows.size === 0) throw failure;
    return { rows, failure };
  }

  async #part(symbols: readonly string[], signal: AbortSignal): Promise<PriceRow[]> {
    const ask = (part: readonly string[]) => this.#rows(part, signal);
    const { rows, bad } = await askInHalves(symbols, ask, isSymbolRefused);
    for (const symbol of bad) this.bad.add(symbol);
    return rows;
  }

  async #rows(symbols: readonly string[], signal: AbortSignal): Promise<PriceRow[]> {
    const params = { symbols: JSON.stringify(symbols) };
    const answer = await this.#ask(params, signal, { weight: WEIGHT.many });
    const at = this.asker.now();
    return readAnswer("binance", TickerPrices, answer, "prices").map((row) => ({ ...row, at }));
  }

  #ask(params: Record<string, string>, signal: AbortSignal, call: CallOptions): Promise<unknown> {
    return this.asker.http.getJson("/ticker/price", params, signal, call);
  }
}

const LIMIT = { count: 300, length: 6_000 };

/** Symbols in parts that each fit in one request. */
export function binanceParts(symbols: readonly string[]): string[][] {
  return chunks(symbols, LIMIT, lengthInUrl);
}

/** With its quotation marks and comma, as they are in a URL. */
function lengthInUrl(symbol: string): number {
  return encodeURIComponent(`"${symbol}",`).length;
}

/** Invalid symbol, and illegal characters in one. */
const SYMBOL_REFUSED = new Set([-1121, -1100]);

/** Whether Binance refused a request for a symbol in it. */
export function isSymbolRefused(error: unknown): boolean {
  return error instanceof AnsweredError && error.code !== null && SYMBOL_REFUSED.has(error.code);
}

/** One row of `/ticker/price`; the price is a decimal string. */
const TickerPrice = z.object({ symbol: z.string(), price: z.unknown().optional() });
const TickerPrices = readableRows(TickerPrice);

/** `/exchangeInfo`, as far as it is used. */
export const ExchangeInfo = z.object({
  symbols: z.array(z.object({
    symbol: z.string(),
    status: z.string().optional(),
    baseAsset: z.string().min(1).optional().catch(undefined),
    quoteAsset: z.string().min(1).optional().catch(undefined),
  })),
});
export type SymbolRow = z.infer<typeof ExchangeInfo>["symbols"][number];

/** `/ticker/24hr`, as far as it is used: in the base's units. */
export const DayVolumes = readableRows(
  z.object({ symbol: z.string(), volume: z.unknown().optional() }),
);

const INTERVALS: ReadonlyMap<number, string> = new Map([
  [SECOND_MS, "1s"],
  [MINUTE_MS, "1m"],
  [5 * MINUTE_MS, "5m"],
  [15 * MINUTE_MS, "15m"],
  [HOUR_MS, "1h"],
  [4 * HOUR_MS, "4h"],
  [DAY_MS, "1d"],
]);
const STEPS = [...INTERVALS.keys()];
const ROWS_PER_REQUEST = 1_000;
const CANDLES_WEIGHT = 2;
/** Candles that are left out so short a time after they ended are asked for again, in milliseconds. */
const MISSING_MS = 10 * MINUTE_MS;
/** 30 days of minutes, with room; seconds are for short gaps only, so one request has to hold them. */
const MOST_ROWS = 50_000;

/** The klines of a symbol. */
export async function binanceCandles(
  asker: Asker,
  symbol: string,
  range: CandlesRange,
  signal: AbortSignal,
): Promise<SourceCandles> {
  // Of what happens while they are asked for, the candles may know nothing.
  const now = asker.now();
  const isEnough = (step: number) => candleCount(range, step) <= mostRows(step);
  const stepMs = pickStep(STEPS, range.stepMs, isEnough);
  const collected = await collectPages(
    pages(range, stepMs, ROWS_PER_REQUEST),
    (page) => askPage(asker, { symbol, stepMs, page }, signal),
  );
  const { candles, answeredTo } = collected;
  const gaps = gapsIn(candles, stepMs);
  const missing = gaps.find(({ to }) => now - to < MISSING_MS);
  const to = Math.min(
    answeredTo,
    missing?.from ?? Infinity,
    answeredUpTo(candles, stepMs, range, now),
  );
  // What is missing for good stays unwatched, with what was before it.
  const from = missing === undefined ? gaps.at(-1)?.to ?? range.from : range.from;
  return candlesAnswer({
    candles: missing === undefined ? candles : candles.filter(({ at }) => at < missing.from),
    stepMs,
    range,
    now: asker.http.clock.knownUntil(now),
    reach: { from: Math.max(from, toldFrom(candles, stepMs, range)), to },
    problem: collected.problem ?? (missing === undefined ? null : missingWords(symbol, missing)),
  });
}

/** Binance has a candle of every span, also of one without trades: one that is left out between others was not told. */
function gapsIn(candles: readonly Candle[], stepMs: number): Stretch[] {
  const starts = candles.map(({ at }) => at).sort((a, b) => a - b);
  return starts.slice(1).flatMap((at, nth) => {
    const end = (starts[nth] ?? at) + stepMs;
    return at > end ? [{ from: end, to: at }] : [];
  });
}

function missingWords(symbol: string, { from, to }: Stretch): string {
  const [begin, end] = [new Date(from).toISOString(), new Date(to).toISOString()];
  return `Binance left out the candles of ${symbol} from ${begin} to ${end}`;
}

/** Binance has a candle of every span, also of one without trades: where the candles end too early, it is behind. */
function answeredUpTo(
  candles: readonly Candle[],
  stepMs: number,
  range: CandlesRange,
  now: number,
): number {
  const end = candles.reduce((newest, { at }) => Math.max(newest, at), -Infinity) + stepMs;
  return end + CLOCK_SKEW_MS < Math.min(range.to, now) ? end : Infinity;
}

/** Where the candles begin too late, it does not keep them so long. */
function toldFrom(candles: readonly Candle[], stepMs: number, { from }: CandlesRange): number {
  const first = candles.reduce((oldest, { at }) => Math.min(oldest, at), Infinity);
  return first < Infinity && first > from + stepMs ? first : from;
}

function mostRows(stepMs: number): number {
  return stepMs === SECOND_MS ? ROWS_PER_REQUEST : MOST_ROWS;
}

async function askPage(
  { http }: Asker,
  { symbol, stepMs, page }: { symbol: string; stepMs: number; page: Stretch },
  signal: AbortSignal,
): Promise<Candle[]> {
  const params = {
    symbol,
    interval: INTERVALS.get(stepMs) ?? "1m",
    startTime: String(page.from),
    endTime: String(page.to - 1),
    limit: String(ROWS_PER_REQUEST),
  };
  const answer = await http.getJson("/klines", params, signal, { weight: CANDLES_WEIGHT });
  return readCandles(answer, readRow, { source: "binance", id: symbol, asked: page });
}

/** A row of `/klines`: open time (ms), open, high, low, close, volume (decimal strings) and, as ninth, the number of trades. */
function readRow([at, ...row]: readonly unknown[]): Candle | null {
  return candleOf(at, row.slice(0, 4).map(parseDecimalPrice), row[7], parseVolume(row[4]));
}

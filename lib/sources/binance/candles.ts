import { type Candle, candleOf, parseVolume } from "@/lib/market/candle.ts";
import {
  candleCount,
  candlesAnswer,
  type CandlesRange,
  pages,
  pickStep,
  readCandles,
  type SourceCandles,
  type Stretch,
} from "@/lib/sources/candles.ts";
import { parseDecimalPrice } from "@/lib/market/accept.ts";
import { collectPages } from "@/lib/sources/http/exchange.ts";
import type { Asker } from "@/lib/sources/http_source.ts";
import { CLOCK_SKEW_MS } from "@/lib/sources/source_clock.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/time/durations.ts";

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
const WEIGHT = 2;
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
  const answer = await http.getJson("/klines", params, signal, { weight: WEIGHT });
  return readCandles(answer, readRow, { source: "binance", id: symbol, asked: page });
}

/** A row of `/klines`: open time (ms), open, high, low, close, volume (decimal strings) and, as ninth, the number of trades. */
function readRow([at, ...row]: readonly unknown[]): Candle | null {
  return candleOf(at, row.slice(0, 4).map(parseDecimalPrice), row[7], parseVolume(row[4]));
}

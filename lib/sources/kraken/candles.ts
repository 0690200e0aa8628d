import type { Candle } from "@/lib/market/candle.ts";
import {
  candleCount,
  candleOf,
  candlesAnswer,
  type CandlesRange,
  pickStep,
  type SourceCandles,
} from "@/lib/sources/candles.ts";
import type { HttpClient } from "@/lib/sources/http/http_client.ts";
import type { PastPlan } from "@/lib/sources/market_source.ts";
import { parseDecimalPrice, readCandles } from "@/lib/sources/reading.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { type KrakenListing, krakenResult } from "./listings.ts";

const STEPS = [
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  4 * HOUR_MS,
  DAY_MS,
];
/** Kraken gives the newest candles only, this many, whatever is asked. */
const NEWEST = 720;

/** Leaves room for the time that the asking takes. */
const SAFE = NEWEST - 10;
const PAST_STEPS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS];

/** What is too old for one width of candles is asked for in the next wider one. */
export const KRAKEN_PAST: PastPlan = {
  pauseMs: 5_000,
  stages: [
    ...PAST_STEPS.map((stepMs) => ({ untilMs: SAFE * stepMs, stepMs, spanMs: Infinity })),
    { untilMs: Infinity, stepMs: HOUR_MS, spanMs: Infinity },
  ],
};

export interface KrakenOhlc {
  readonly http: HttpClient;
  readonly path: string;
  readonly now: () => number;
}

/** The candles of a pair: of the wanted width only as far back as Kraken goes with it. */
export async function krakenCandles(
  ohlc: KrakenOhlc,
  listing: KrakenListing,
  range: CandlesRange,
  signal: AbortSignal,
): Promise<SourceCandles> {
  const now = ohlc.now();
  const past = { from: range.from, to: now };
  // One less: the minute may change while Kraken is asked.
  const stepMs = pickStep(STEPS, range.stepMs, (step) => candleCount(past, step) < NEWEST);
  const candles = await ask(ohlc, { listing, stepMs, from: range.from, now }, signal);
  const oldest = (Math.floor(now / stepMs) - (NEWEST - 2)) * stepMs;
  const reach = { from: Math.max(range.from, oldest), to: Infinity };
  return candlesAnswer({ candles, stepMs, range, now: ohlc.http.clock.knownUntil(now), reach });
}

async function ask(
  { http, path }: KrakenOhlc,
  { listing, stepMs, from, now }: {
    listing: KrakenListing;
    stepMs: number;
    from: number;
    now: number;
  },
  signal: AbortSignal,
): Promise<Candle[]> {
  const params = {
    pair: listing.id,
    interval: String(stepMs / MINUTE_MS),
    // The candle that starts at `since` itself is left out.
    since: String(Math.floor(from / stepMs) * stepMs / 1000 - 1),
  };
  const result = krakenResult(await http.getJson(path, params, signal), "bars");
  const rows = result[listing.key] ?? result[listing.id];
  // All up to now is answered; by its own clock, which may be another one.
  const asked = { from: from - stepMs, to: http.clock.knownUntil(now) + stepMs };
  return readCandles(rows, readRow, { source: "kraken", id: listing.symbol, asked });
}

/** A row of `/OHLC`: time (s since the epoch), open, high, low, close (decimal strings) and, as eighth, the number of trades. */
function readRow(row: readonly unknown[]): Candle | null {
  const [seconds, open, high, low, close] = row;
  return candleOf({
    at: typeof seconds === "number" ? seconds * 1000 : null,
    open: parseDecimalPrice(open),
    high: parseDecimalPrice(high),
    low: parseDecimalPrice(low),
    close: parseDecimalPrice(close),
  }, row[7]);
}

import { type Candle, candleOf, parseVolume } from "@/lib/market/candle.ts";
import {
  candleCount,
  candlesAnswer,
  type CandlesRange,
  pickStep,
  readCandles,
  type SourceCandles,
} from "@/lib/sources/candles.ts";
import { parseDecimalPrice } from "@/lib/market/accept.ts";
import type { Asker } from "@/lib/sources/http_source.ts";
import type { PastPlan } from "@/lib/sources/market_source.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { type KrakenListing, krakenResult } from "./listings.ts";

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
export async function krakenCandles(
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

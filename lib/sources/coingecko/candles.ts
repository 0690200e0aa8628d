import { z } from "zod";
import type { Candle } from "@/lib/market/candle.ts";
import { isPrice } from "@/lib/market/accept.ts";
import {
  type CandlesRange,
  overlap,
  pickStep,
  refuseOtherTimes,
  type SourceCandles,
} from "@/lib/sources/candles.ts";
import type { Asker } from "@/lib/sources/http_source.ts";
import type { PastPlan } from "@/lib/sources/market_source.ts";
import { SourceError } from "@/lib/sources/source.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import type { CoinTerms } from "./prices.ts";

/** Distance of the points → how many days back CoinGecko gives them; free plans see the past 365 days. */
const REACHES: ReadonlyMap<number, number> = new Map([
  [5 * MINUTE_MS, 1],
  [HOUR_MS, 90],
  [DAY_MS, 365],
]);
const STEPS = [...REACHES.keys()];

/** `/coins/{id}/market_chart`: points of time (ms since the epoch) and price; values are checked where they are read. */
const MarketChart = z.object({ prices: z.array(z.array(z.unknown())) });
/** Who asks for the last day should not miss the five-minute points for the time the asking takes. */
const TOLERANCE_MS = 5 * MINUTE_MS;

const PAST_STAGES = [
  { untilMs: DAY_MS, stepMs: 5 * MINUTE_MS, spanMs: DAY_MS },
  { untilMs: 90 * DAY_MS, stepMs: HOUR_MS, spanMs: Infinity },
  { untilMs: Infinity, stepMs: DAY_MS, spanMs: Infinity },
];
/** Of the calls of a minute, one in so many is for the past while that is loaded. */
const SHARE_OF_PAST = 5;
const SHORTEST_PAUSE_MS = MINUTE_MS / 2;

/** Calls are scarce: one for the last day, one for everything before it in hourly points. */
export function coinGeckoPast(callsPerMinute = Infinity): PastPlan {
  const pauseMs = Math.max(SHORTEST_PAUSE_MS, SHARE_OF_PAST * MINUTE_MS / callsPerMinute);
  return { pauseMs, stages: PAST_STAGES };
}

interface Point {
  readonly at: number;
  readonly price: number;
}

/** The points of CoinGecko's chart; a ratio to another coin comes from both charts. */
export async function coinGeckoCandles(
  asker: Asker,
  { baseId, quote }: CoinTerms,
  range: CandlesRange,
  signal: AbortSignal,
): Promise<SourceCandles> {
  const now = asker.now();
  const { stepMs, days } = choose(range, now);
  const currency = quote.kind === "coin" ? "usd" : quote.currency;
  const ask = (id: string) => askChart(asker, { id, currency, days, now }, signal);
  const base = await ask(baseId);
  const points = quote.kind === "coin" ? ratios(base, await ask(quote.id), stepMs) : base;
  return answer(points, range, { stepMs, now });
}

function choose(range: CandlesRange, now: number): { stepMs: number; days: number } {
  const ageMs = now - range.from;
  const reaches = (step: number) => ageMs <= (REACHES.get(step) ?? 0) * DAY_MS + TOLERANCE_MS;
  const stepMs = pickStep(STEPS, range.stepMs, reaches);
  const most = REACHES.get(stepMs) ?? 1;
  // Two days at least for hourly points, more than 90 for daily ones.
  const least = most === 1 ? 1 : most === 90 ? 2 : 91;
  return { stepMs, days: Math.min(most, Math.max(least, Math.ceil(ageMs / DAY_MS))) };
}

async function askChart(
  { http }: Asker,
  { id, currency, days, now }: { id: string; currency: string; days: number; now: number },
  signal: AbortSignal,
): Promise<Point[]> {
  const path = `/coins/${encodeURIComponent(id)}/market_chart`;
  const params = { vs_currency: currency, days: String(days), precision: "full" };
  const parsed = MarketChart.safeParse(await http.getJson(path, params, signal));
  const points = parsed.success ? parsed.data.prices.flatMap(readPoint) : null;
  if (points === null || (points.length === 0 && parsed.data?.prices.length)) {
    throw new SourceError("coingecko", `CoinGecko gave no usable chart of ${id}`, "badAnswer");
  }
  // One day more than asked for may be told, and the newest point is of now.
  const to = Math.max(now, http.clock.knownUntil(now)) + 5 * MINUTE_MS;
  const asked = { from: Math.min(now, to) - (days + 2) * DAY_MS, to };
  refuseOtherTimes(points, { source: "coingecko", id, asked });
  return points.sort((a, b) => a.at - b.at);
}

function readPoint([at, price]: readonly unknown[]): Point[] {
  return isPrice(at) && isPrice(price) ? [{ at: Math.round(at), price }] : [];
}

/** Each point of the base with the newest point of the quote that is no younger and at most a step older. */
function ratios(base: readonly Point[], quote: readonly Point[], stepMs: number): Point[] {
  let index = -1;
  return base.flatMap(({ at, price }) => {
    while ((quote[index + 1]?.at ?? Infinity) <= at) index++;
    const other = quote[index];
    if (other === undefined || at - other.at > stepMs) return [];
    const ratio = price / other.price;
    return isPrice(ratio) ? [{ at, price: ratio }] : [];
  });
}

function answer(
  points: readonly Point[],
  range: CandlesRange,
  { stepMs, now }: { stepMs: number; now: number },
): SourceCandles {
  const [first] = points;
  const last = points.at(-1);
  // A source whose clock is ahead of ours knows nothing of what is still to come either.
  const to = Math.min(range.to, now);
  const reach = first && last && { from: first.at, to: Math.min(last.at + 1, to) };
  const inside = points.filter(({ at }) => at >= range.from && at < to);
  return {
    candles: inside.map(candleOfPoint).filter((candle, index, all) =>
      candle.at !== all[index - 1]?.at
    ),
    stepMs,
    shape: "points",
    covered: reach ? overlap(range, reach) : null,
    newestOpen: false,
    problem: null,
  };
}

function candleOfPoint({ at, price }: Point): Candle {
  return { at, open: price, high: price, low: price, close: price };
}

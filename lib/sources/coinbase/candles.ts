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
import { collectPages } from "@/lib/sources/http/batches.ts";
import type { Asker } from "@/lib/sources/http_source.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";

const STEPS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS];
const ROWS_PER_REQUEST = 300;
/** 30 days of minutes, with room. */
const MOST_ROWS = 50_000;

/** The candles of a product. */
export async function coinbaseCandles(
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

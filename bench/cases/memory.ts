import { PriceHistory } from "@/lib/market/history/history.ts";
import { CHECK_MS, START } from "../market.ts";
import { idle } from "../measure.ts";
import type { Row } from "../row.ts";

const PAIRS = 50;
/** A day more than is kept, so that the oldest prices have been dropped already. */
const SPAN_MS = 31 * 86_400_000;

/** What a pair's past takes in memory: 24 hours as observed, 30 days by the minute. */
export async function memory(): Promise<Row[]> {
  const before = await used();
  const histories = Array.from({ length: PAIRS }, filled);
  const grown = (await used() - before) / PAIRS;
  const counted = histories.reduce((sum, { bytes }) => sum + bytes, 0) / PAIRS;
  const untimed = { times: [], blocks: [] };
  return [
    { name: "memory: one pair, 24 h and 30 days, its arrays", ...untimed, bytes: counted },
    { name: "memory: the same, as the process grew", ...untimed, bytes: grown },
  ];
}

function filled(): PriceHistory {
  const history = new PriceHistory();
  for (let at = START - SPAN_MS; at < START; at += CHECK_MS) {
    history.append(at, 100, { low: 99, high: 101 });
  }
  return history;
}

/** Bytes in use, without garbage where the collector can be asked for (`--expose-gc`). */
async function used(): Promise<number> {
  await idle(200);
  (globalThis as { gc?: () => void }).gc?.();
  await idle(200);
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

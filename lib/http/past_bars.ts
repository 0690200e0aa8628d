import type { Bar } from "@/lib/market/bar.ts";
import type { PriceHistory } from "@/lib/market/history.ts";
import type { Turns } from "@/lib/turns.ts";

/** Width of the bars in which the past is looked at, in milliseconds. */
export const STEP_MS = 60_000;
const HOUR_MS = 60 * STEP_MS;
/** So many bars are worked on before the event loop is asked for. */
const BARS_AT_ONCE = 250;

type History = Pick<PriceHistory, "oldestAt" | "bars">;

/** A pair's minute bars from a moment to another (ms), read in turns. */
export async function pastBars(
  history: History | undefined,
  { from, to }: { readonly from: number; readonly to: number },
  turns: Turns,
): Promise<Bar[]> {
  const bars: Bar[] = [];
  const oldestAt = history?.oldestAt ?? null;
  if (history === undefined || oldestAt === null) return bars;
  const start = Math.floor(Math.max(from, oldestAt) / HOUR_MS) * HOUR_MS;
  for (let hour = start; hour <= to; hour += HOUR_MS) {
    const end = Math.min(to, hour + HOUR_MS - 1);
    for (const bar of history.bars(Math.max(from, hour), end, STEP_MS)) bars.push(bar);
    if (!await turns.next()) break;
  }
  return bars;
}

/** Hands bars on in turns, oldest first. */
export async function inTurns(
  bars: readonly Bar[],
  take: (bars: readonly Bar[]) => void,
  turns: Turns,
): Promise<void> {
  for (let from = 0; from < bars.length; from += BARS_AT_ONCE) {
    take(bars.slice(from, from + BARS_AT_ONCE));
    if (!await turns.next()) return;
  }
}

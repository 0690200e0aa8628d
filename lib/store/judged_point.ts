import type { Pair, PricePoint } from "./state.ts";

/** The last price that alarms were judged by; null before the first one. */
export function judgedPoint(
  { judged, currentPrice, lastUpdate }: Pick<Pair, "judged" | "currentPrice" | "lastUpdate">,
): PricePoint | null {
  if (judged !== undefined) return judged;
  if (currentPrice === null || lastUpdate === null) return null;
  return { price: currentPrice, timestamp: lastUpdate };
}

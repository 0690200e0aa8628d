import type { Pair } from "@/lib/store/state.ts";

type Priced = Pick<Pair, "symbol" | "source" | "addedAt" | "lastUpdate" | "trouble">;

/**
 * Symbol → the moment of its last price, of the pairs that have had none for longer than their source
 * explains (ms). By the source's own time where it tells one: the same old price again is no news. A pair
 * that its source has given up is told as such.
 */
export function noDataSince(
  pairs: Iterable<Priced>,
  now: number,
  newsWithinMs: (pair: Priced) => number,
): Readonly<Record<string, string>> {
  const since: Record<string, string> = {};
  for (const pair of pairs) {
    const at = pair.lastUpdate ?? pair.addedAt;
    const isLate = now - Date.parse(at) > newsWithinMs(pair);
    if (pair.trouble === null && isLate) since[pair.symbol] = at;
  }
  return since;
}

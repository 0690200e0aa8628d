import type { SourceName } from "@/lib/sources/source.ts";
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
  newsWithinMs: (source: SourceName) => number,
): Readonly<Record<string, string>> {
  const since: Record<string, string> = {};
  for (const { symbol, source, addedAt, lastUpdate, trouble } of pairs) {
    const at = lastUpdate ?? addedAt;
    if (trouble === null && now - Date.parse(at) > newsWithinMs(source)) since[symbol] = at;
  }
  return since;
}

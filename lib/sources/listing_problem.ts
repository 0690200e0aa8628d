import { SOURCE_LABELS } from "./labels.ts";
import type { Listing } from "./listings.ts";
import type { SourceName } from "@/lib/market/source_name.ts";

/** That a source does not have a pair, in words for a person. */
export function notListed(source: SourceName, symbol: string): string {
  return `${SOURCE_LABELS[source]} does not list ${symbol}; remove the pair`;
}

/** That the price of a pair stands still, in words for a person. */
export function notTraded(source: SourceName, { symbol, standing, status }: Listing): string {
  const how = standing === "delisted" ? "no longer" : "not now";
  return `${SOURCE_LABELS[source]} trades ${symbol} ${how} (${status})`;
}

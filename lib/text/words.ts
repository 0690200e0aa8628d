import type { Pair } from "@/lib/alarms/pair.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { SOURCE_TITLES, SOURCES } from "@/lib/market/source_name.ts";
import type { SourceBudget } from "@/lib/protocol/frames.ts";
import { durationWords, textWords } from "./times.ts";

type Named = Pick<Pair, "base" | "quote" | "source" | "sourceId" | "coinName">;

/** What the source calls the coin of a pair, or its id for it; null where it tells no more than the symbol. */
export function coinName({ base, source, sourceId, coinName }: Named): string | null {
  const name = coinName ?? (SOURCES[source].hasCoinIds ? sourceId : null);
  return name === base ? null : name;
}

/** Which coin a pair is of: `Gatechain (gatechain-token) in USD, from CoinGecko`. */
export function coinWords(pair: Named): string {
  const { base, quote, source, sourceId } = pair;
  const name = coinName(pair) ?? base;
  const id = sourceId === null || sourceId === name ? "" : ` (${sourceId})`;
  return textWords.coin(name + id, quote, SOURCE_TITLES[source]);
}

/** Whole percents of a limit, rounded up: what is used is never shown as nothing. */
export function usedPercent(used: number, limit: number): number {
  return Math.min(100, Math.ceil(used / limit * 100));
}

/** What is used of what a source allows: `1 % of 6,000/min`. */
export function budgetWords({ used, limit, per }: SourceBudget): string {
  return textWords.budget(usedPercent(used, limit), formatPrice(limit), per);
}

/** That a source is asked less often than at every check, and why; null while it is not. */
export function slowedWords({ slowedToMs }: SourceBudget): string | null {
  if (slowedToMs === null) return null;
  return textWords.slowed(durationWords(slowedToMs));
}

const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** How much a file holds, to one decimal: `512 B`, `1.4 MB`. */
export function byteText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${formatPrice(Math.round(size * 10) / 10)} ${UNITS[unit]}`;
}

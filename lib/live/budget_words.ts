import { formatPrice } from "@/lib/market/format_price.ts";
import { durationWords } from "./duration_words.ts";
import type { SourceBudget } from "./protocol.ts";

const SPANS = { second: "s", minute: "min", month: "month" } as const;

/** Whole percents of a limit, rounded up: what is used is never shown as nothing. */
export function usedPercent(used: number, limit: number): number {
  return Math.min(100, Math.ceil(used / limit * 100));
}

/** What is used of what a source allows: `1 % of 6,000/min`. */
export function budgetWords({ used, limit, per }: SourceBudget): string {
  return `${usedPercent(used, limit)} % of ${formatPrice(limit)}/${SPANS[per]}`;
}

/** That a source is asked less often than at every check, and why; null while it is not. */
export function slowedWords({ slowedToMs }: SourceBudget): string | null {
  if (slowedToMs === null) return null;
  return `asked every ${durationWords(slowedToMs)}: the plan's calls would run out`;
}

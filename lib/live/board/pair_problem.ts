import type { PairView } from "../protocol.ts";

/** Why a pair's price is not to be trusted. */
export interface PairProblem {
  /** In a word or two, for a line that has no room. */
  readonly title: string;
  /** Since when; null where that is not known. */
  readonly since: string | null;
  /** In a sentence. */
  readonly reason: string;
  /** The pair to watch instead of one whose coin has another name now; null for none. */
  readonly successor: string | null;
}

const TITLES = { delisted: "Delisted", halted: "Halted", renamed: "Renamed" } as const;

/**
 * What is wrong with a pair, `staleReason` being why its price is not live and `noDataSince` the moment of
 * the last one where that is long ago; null while all is well.
 */
export function pairProblem(
  { trouble, quote }: Pick<PairView, "trouble" | "quote">,
  staleReason: string | null,
  noDataSince: string | null = null,
): PairProblem | null {
  if (trouble !== null) {
    const { kind, since, reason, renamedTo } = trouble;
    const successor = renamedTo === undefined ? null : `${renamedTo}${quote}`;
    return { title: TITLES[kind], since, reason, successor };
  }
  if (noDataSince !== null) {
    const reason = staleReason ?? "The source has no newer price";
    return { title: "No data", since: noDataSince, reason, successor: null };
  }
  if (staleReason === null) return null;
  return { title: "Not live", since: null, reason: staleReason, successor: null };
}

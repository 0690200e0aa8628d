import type { PairView } from "../protocol.ts";

/** Why a pair's price is not to be trusted. */
export interface PairProblem {
  /** In a word or two, for a line that has no room. */
  readonly title: string;
  /** In a sentence. */
  readonly reason: string;
}

const TITLES = { delisted: "Delisted", halted: "Halted", renamed: "Renamed" } as const;

/** What is wrong with a pair, `staleReason` being why its price is not live; null while all is well. */
export function pairProblem(
  { trouble }: Pick<PairView, "trouble">,
  staleReason: string | null,
): PairProblem | null {
  if (trouble !== null) return { title: TITLES[trouble.kind], reason: trouble.reason };
  return staleReason === null ? null : { title: "Not live", reason: staleReason };
}

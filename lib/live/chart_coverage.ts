/** How closely a stretch of time was watched; `nothing` is not at all. */
export type CoverageGrain = "tick" | "second" | "minute" | "hour" | "day" | "point" | "nothing";

/** A stretch of time, as ISO 8601 in UTC, that was watched in one way. */
export interface CoverageInterval {
  readonly from: string;
  readonly to: string;
  readonly grain: CoverageGrain;
}

/** Which stretches of a pair's past were watched; null when the server does not say. */
export async function fetchCoverage(symbol: string): Promise<readonly CoverageInterval[] | null> {
  try {
    const response = await fetch(`/api/pairs/${symbol}/coverage`);
    if (!response.ok) return null;
    const { intervals }: { readonly intervals: readonly CoverageInterval[] } = await response
      .json();
    return intervals;
  } catch {
    return null;
  }
}

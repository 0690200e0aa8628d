import type { Watched } from "@/lib/market/coverage.ts";

/** Which stretches of a pair's last 30 days were watched, and how; null when the server does not say. */
export async function fetchCoverage(symbol: string): Promise<readonly Watched[] | null> {
  try {
    const response = await fetch(`/api/pairs/${symbol}/coverage`);
    if (!response.ok) return null;
    const { intervals }: { readonly intervals: readonly Watched[] } = await response.json();
    return intervals;
  } catch {
    return null;
  }
}

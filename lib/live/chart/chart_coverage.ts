import type { Watched } from "@/lib/market/coverage.ts";
import { askQuietly } from "../ask_server.ts";

/** Which stretches of a pair's last 30 days were watched, and how; null when the server does not say. */
export async function fetchCoverage(symbol: string): Promise<readonly Watched[] | null> {
  const answer = await askQuietly<{ readonly intervals: readonly Watched[] }>(
    `/api/pairs/${encodeURIComponent(symbol)}/coverage`,
  );
  return answer?.intervals ?? null;
}

import type { Bar } from "@/lib/market/bar.ts";
import { askQuietly } from "../ask_server.ts";

/** A stretch of a pair's past, in milliseconds. */
export interface BarsWanted {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** Asks for bars; null when the server cannot be asked or refuses. */
export type FetchBars = (wanted: BarsWanted) => Promise<readonly Bar[] | null>;

interface HistoryAnswer {
  readonly bars: readonly (Omit<Bar, "at"> & { readonly timestamp: string })[];
}

/** Bars of a pair over the history API. */
export async function fetchBars(
  symbol: string,
  { from, to, stepMs }: BarsWanted,
): Promise<readonly Bar[] | null> {
  const query = new URLSearchParams({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    step: String(stepMs / 1000),
  });
  const answer = await askQuietly<HistoryAnswer>(
    `/api/pairs/${encodeURIComponent(symbol)}/history?${query}`,
  );
  const bars = answer?.bars ?? null;
  return bars?.map(({ timestamp, ...prices }) => ({ at: Date.parse(timestamp), ...prices })) ??
    null;
}

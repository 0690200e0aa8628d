import type { Bar } from "@/lib/market/bar.ts";
import { askServer } from "../ask_server.ts";

/** A stretch of a pair's past, in milliseconds. */
export interface BarsWanted {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** Asks for bars; null, or a rejection that says why, when they are not told. */
export type FetchBars = (wanted: BarsWanted) => Promise<readonly Bar[] | null>;

interface HistoryAnswer {
  readonly bars: readonly (Omit<Bar, "at"> & { readonly timestamp: string })[];
}

/** Bars of a pair over the history API. @throws {RequestError} */
export async function fetchBars(
  symbol: string,
  { from, to, stepMs }: BarsWanted,
): Promise<readonly Bar[]> {
  const query = new URLSearchParams({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    step: String(stepMs / 1000),
  });
  const { bars } = await askServer<HistoryAnswer>(`/api/pairs/${symbol}/history?${query}`);
  return bars.map(({ timestamp, ...prices }) => ({ at: Date.parse(timestamp), ...prices }));
}

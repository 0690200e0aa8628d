import type { Span } from "@/lib/market/coverage.ts";
import type { ChartMark } from "./chart_drawings.ts";
import type { ChartBand, ChartLevel } from "./chart_levels.ts";

/** What is drawn beside the prices. */
export interface ChartContent {
  /** The price now; null before the first one. */
  readonly price: number | null;
  readonly levels: readonly ChartLevel[];
  /** The alarm whose line is held. */
  readonly held: string | null;
  readonly bands: readonly ChartBand[];
  readonly marks: readonly ChartMark[];
  /** Unwatched. */
  readonly stretches: readonly Span[];
}

/** A chart with nothing but prices. */
export const NO_CONTENT: ChartContent = {
  ...{ price: null, levels: [], held: null, bands: [], marks: [], stretches: [] },
};

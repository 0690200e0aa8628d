import { type ReadonlySignal, useComputed, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { numberFormats } from "@/lib/market/number_formats.ts";
import type { Chart } from "./chart.ts";
import type { ChartChoice } from "./chart_range.ts";
import type { PairView } from "../protocol.ts";
import type { Viewer } from "../viewer.ts";

export interface ChartInput {
  readonly holder: RefObject<HTMLElement>;
  readonly pair: ReadonlySignal<PairView | undefined>;
  readonly choice: ReadonlySignal<ChartChoice>;
  /** Whether the server is heard. */
  readonly isLive: ReadonlySignal<boolean>;
  readonly viewer: Viewer;
}

/** Draws the chart into its holder, and keeps it at what is chosen and heard. */
export function useChart(chart: Chart, { holder, pair, choice, isLive, viewer }: ChartInput): void {
  const locale = useComputed(() => numberFormats().locale);
  useSignalEffect(() => {
    const element = holder.current;
    // Another zone or way to write numbers needs other axes, and so another chart.
    const zone = viewer.zone.value;
    locale.value;
    return element === null ? undefined : chart.mount(element, zone);
  });
  useSignalEffect(() => {
    if (chart.view.value !== null) chart.open(choice.value, () => viewer.now.peek());
  });
  useSignalEffect(() => {
    if (pair.value !== undefined) chart.hear();
  });
  useSignalEffect(() => {
    if (isLive.value) chart.catchUp();
  });
  useEffect(() => keepInAddress(choice), []);
}

/** The address says what is chosen, so that a reload or a friend sees the same. */
function keepInAddress(choice: ReadonlySignal<ChartChoice>): () => void {
  return choice.subscribe(({ range, kind }) => {
    const url = new URL(location.href);
    url.searchParams.set("range", range);
    url.searchParams.set("kind", kind);
    history.replaceState(history.state, "", url);
  });
}

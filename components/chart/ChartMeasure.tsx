import type { ReadonlySignal } from "@preact/signals";
import type { Chart } from "@/lib/client/chart/chart.ts";
import { fittingPrice, formatChange, percentChange } from "@/lib/market/format_price.ts";
import { durationWords } from "@/lib/text/times.ts";
import { chartWords as words } from "./texts.tsx";
import type { Measured } from "./use_level_drag.ts";

interface ChartMeasureProps {
  chart: Chart;
  measured: ReadonlySignal<Measured | null>;
}

/** What lies between two places: difference, percent, time and candles. */
export function ChartMeasure({ chart, measured }: ChartMeasureProps) {
  chart.drawings.value;
  const stretch = measured.value;
  const pane = chart.view.value?.pane;
  const { stepMs } = chart;
  if (stretch === null || pane === undefined || stepMs === null) return null;
  const { from, to } = stretch;
  const [x1, x2] = [pane.xOf(from.at) ?? 0, pane.xOf(to.at) ?? 0];
  const [y1, y2] = [pane.yOf(from.price) ?? 0, pane.yOf(to.price) ?? 0];
  const style = {
    transform: `translate(${Math.min(x1, x2)}px, ${Math.min(y1, y2)}px)`,
    width: `${Math.abs(x2 - x1)}px`,
    height: `${Math.abs(y2 - y1)}px`,
  };
  const isBelow = Math.min(y1, y2) < 40;
  return (
    <div
      class={`chart-measure chart-measure-${to.price < from.price ? "down" : "up"}`}
      style={style}
    >
      <p class={isBelow ? "chart-measure-below" : undefined} role="status">
        {measureWords(stretch, stepMs)}
      </p>
    </div>
  );
}

/** `+1,200 · +1.9 % · 3 hours 20 minutes · 40 candles`. */
export function measureWords({ from, to }: Measured, stepMs: number): string {
  const difference = to.price - from.price;
  const sign = difference < 0 ? "−" : "+";
  const ms = Math.abs(to.at - from.at);
  const candles = Math.round(ms / stepMs);
  return [
    difference === 0 ? "0" : `${sign}${fittingPrice(Math.abs(difference))}`,
    formatChange(percentChange(to.price, from.price), 2),
    durationWords(candles * stepMs),
    words.candles(candles),
  ].join(" · ");
}

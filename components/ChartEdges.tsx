import type { ReadonlySignal } from "@preact/signals";
import type { Chart } from "@/lib/live/chart/chart.ts";
import type { ChartBand, ChartLevel } from "@/lib/live/chart/chart_levels.ts";
import { type Beyond, sortBySight } from "@/lib/live/chart/chart_sight.ts";
import { formatChange, percentChange } from "@/lib/market/format_price.ts";
import { shortPrice } from "@/lib/market/short_price.ts";

interface ChartEdgesProps {
  chart: Chart;
  /** The price now. */
  price: number | null;
  levels: ReadonlySignal<readonly ChartLevel[]>;
  bands: ReadonlySignal<readonly ChartBand[]>;
}

/** Marks at the upper and lower edge for alarms that act out of sight and have no handle there. */
export function ChartEdges({ chart, price, levels, bands }: ChartEdgesProps) {
  chart.drawings.value;
  const pane = chart.view.value?.pane;
  if (pane === undefined) return null;
  const { above, below } = sortBySight(levels.value, bands.value, { ...pane.prices, price });
  const style = { width: `${pane.size.width}px`, height: `${pane.size.height}px` };
  return (
    <div class="chart-edges" style={style}>
      <Edge arrow="▲" beyond={above} price={price} />
      <Edge arrow="▼" beyond={below} price={price} />
    </div>
  );
}

interface EdgeProps {
  arrow: string;
  beyond: Beyond;
  price: number | null;
}

function Edge({ arrow, beyond: { bands, more }, price }: EdgeProps) {
  return (
    <ul aria-label={arrow === "▲" ? "Alarms above" : "Alarms below"}>
      {bands.map(({ id, title, look, price: edge }) => (
        <li key={id} class={`chart-edge${look === "armed" ? "" : " chart-edge-muted"}`}>
          <span>{arrow} {title}</span>{" "}
          <span>
            {shortPrice(edge)}
            {price !== null && ` · ${formatChange(percentChange(edge, price))}`}
          </span>
        </li>
      ))}
      {more > 0 && <li class="chart-edge chart-edge-muted">{arrow} {more} more</li>}
    </ul>
  );
}

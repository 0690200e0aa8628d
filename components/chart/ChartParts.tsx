import type { ReadonlySignal } from "@preact/signals";
import type { RefObject } from "preact";
import type { Chart } from "@/lib/client/chart/chart.ts";
import { type Beyond, sortBySight } from "@/lib/client/chart/handles.ts";
import type { ChartBand, ChartLevel } from "@/lib/client/chart/levels.ts";
import { formatChange, percentChange, shortPrice } from "@/lib/market/format_price.ts";
import { chartWords as words } from "./texts.tsx";

interface ChartEdgesProps {
  chart: Chart;
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
    <ul aria-label={arrow === "▲" ? words.alarmsAbove : words.alarmsBelow}>
      {bands.map(({ id, title, look, price: edge }) => (
        <li key={id} class={`chart-edge${look === "armed" ? "" : " chart-edge-muted"}`}>
          <span>{arrow} {title}</span>{" "}
          <span>
            {shortPrice(edge)}
            {price !== null && ` · ${formatChange(percentChange(edge, price))}`}
          </span>
        </li>
      ))}
      {more > 0 && <li class="chart-edge chart-edge-muted">{arrow} {words.more(more)}</li>}
    </ul>
  );
}

/** The way back to the newest price, once it is out of sight. */
export function ChartToNow({ chart, holder }: { chart: Chart; holder: RefObject<HTMLElement> }) {
  chart.drawings.value;
  const pane = chart.view.value?.pane;
  if (pane === undefined || pane.isAtNow) return null;
  const show = () => {
    // The button goes with what it was for; who pressed it by a key goes on from the chart.
    holder.current?.focus({ preventScroll: true });
    pane.showNow();
  };
  const style = { transform: `translateX(${pane.size.width}px) translateX(calc(-100% - 0.5rem))` };
  return (
    <button type="button" class="button chart-to-now" style={style} onClick={show}>
      {words.toNow} <span aria-hidden="true">→</span>
    </button>
  );
}

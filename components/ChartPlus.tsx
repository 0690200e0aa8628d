import type { Chart } from "@/lib/live/chart/chart.ts";
import type { LevelDrag } from "@/lib/live/chart/chart_level_drag.ts";
import { roundToStep } from "@/lib/live/chart/chart_tick.ts";
import { shortPrice } from "@/lib/market/short_price.ts";

interface ChartPlusProps {
  chart: Chart;
  drag: LevelDrag;
}

/** At which price a click would set an alarm; beside the price axis, while a mouse is over the chart. */
export function ChartPlus({ chart, drag }: ChartPlusProps) {
  const y = chart.pointedY.value;
  const view = chart.view.value;
  if (y === null || view === null || drag.held.value !== null) return null;
  const price = view.pane.priceAt(y);
  // A click on a line takes it.
  if (price === null || price <= 0 || view.levelAt(y) !== null) return null;
  const { width } = view.pane.size;
  const transform = `translate(${width}px, ${y}px) translate(-100%, -50%)`;
  return (
    <span class="chart-plus" aria-hidden="true" style={{ transform }}>
      + {shortPrice(roundToStep(price, chart.step))}
    </span>
  );
}

import type { RefObject } from "preact";
import type { Chart } from "@/lib/live/chart/chart.ts";

interface ChartToNowProps {
  chart: Chart;
  holder: RefObject<HTMLElement>;
}

/** The way back to the newest price, once it is out of sight. */
export function ChartToNow({ chart, holder }: ChartToNowProps) {
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
      To now <span aria-hidden="true">→</span>
    </button>
  );
}

import { describeAlarm } from "@/lib/alarms/describe.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Chart } from "@/lib/live/chart/chart.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import type { Bar } from "@/lib/market/bar.ts";
import { fittingPrice } from "@/lib/market/short_price.ts";
import { Icon } from "./Icon.tsx";
import { Moment } from "./Moment.tsx";

interface ChartLegendProps {
  chart: Chart;
  fires: readonly Fire[];
  viewer: Viewer;
}

/** What a pointer is over: the prices of that time, and what went off in it. The log says the same to everybody. */
export function ChartLegend({ chart, fires, viewer }: ChartLegendProps) {
  const bar = chart.pointed.value;
  const { stepMs } = chart;
  if (bar === null || stepMs === null) return null;
  const fired = fires.filter(({ timestamp }) => {
    const at = Date.parse(timestamp);
    return at >= bar.at && at < bar.at + stepMs;
  });
  return (
    <div class="chart-legend" aria-hidden="true">
      <Prices bar={bar} />
      {fired.map((fire) => (
        <p key={fire.id}>
          <Icon name="bell" />
          {describeAlarm(fire.alarm, fire.pair)}, <Moment at={fire.timestamp} viewer={viewer} />
        </p>
      ))}
    </div>
  );
}

function Prices({ bar: { open, high, low, close } }: { bar: Bar }) {
  const prices = [["Open", open], ["High", high], ["Low", low], ["Close", close]] as const;
  return (
    <p>
      {prices.map(([name, price]) => (
        <span key={name} class="chart-legend-price">
          {name} <strong>{fittingPrice(price)}</strong>
        </span>
      ))}
    </p>
  );
}

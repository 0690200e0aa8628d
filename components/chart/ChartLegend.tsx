import { pairTitle } from "@/lib/client/pair_titles.ts";
import type { ReadonlySignal } from "@preact/signals";
import { Icon } from "@/components/kit/Icon.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import type { Fire } from "@/lib/alarms/fire.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { Chart } from "@/lib/client/chart/chart.ts";
import type { IndicatorReading } from "@/lib/client/chart/indicator_lines.ts";
import { signedPrice } from "@/lib/client/chart/price_unit.ts";
import type { Candle } from "@/lib/market/candle.ts";
import {
  fittingPrice,
  formatChange,
  numberFormats,
  percentChange,
} from "@/lib/market/format_price.ts";
import { chartWords as words } from "./texts.tsx";

interface ChartLegendProps {
  chart: Chart;
  fires: ReadonlySignal<readonly Fire[]>;
}

/**
 * What a pointer is over: the prices of that time, what indicators say and what went off in it. Indicators are named
 * without a pointer too, so that each line can be told by its colour. The log says the same to everybody.
 */
export function ChartLegend({ chart, fires }: ChartLegendProps) {
  chart.changes.value;
  const candle = chart.pointed.value;
  const { readings } = chart;
  if (candle === null && readings.length === 0) return null;
  return (
    <div class="chart-legend" aria-hidden="true">
      {candle !== null && <Prices candle={candle} />}
      {readings.length > 0 && (
        <p>{readings.map((reading) => <Reading key={reading.name} {...reading} />)}</p>
      )}
      {candle !== null && <Fired {...{ chart, candle, fires: fires.value }} />}
    </div>
  );
}

function Prices({ candle: { open, high, low, close, volume } }: { candle: Candle }) {
  const names = words.candle;
  const prices = [
    [names.open, open],
    [names.high, high],
    [names.low, low],
    [names.close, close],
  ] as const;
  return (
    <p>
      {prices.map(([name, price]) => (
        <span key={name} class="chart-legend-price">
          {name} <strong>{fittingPrice(price)}</strong>
        </span>
      ))}
      <span class={`chart-legend-price change-${close < open ? "down" : "up"}`}>
        {formatChange(percentChange(close, open), 2)}
      </span>
      {volume !== undefined && (
        <span class="chart-legend-price">
          {names.volume} <strong>{volumeText(volume)}</strong>
        </span>
      )}
    </p>
  );
}

/** How much was traded, in little room: `12.3`, `4.567M`. */
export function volumeText(volume: number): string {
  const options = { notation: "compact", maximumSignificantDigits: 4 } as const;
  return new Intl.NumberFormat(numberFormats().locale, options).format(volume);
}

function Reading({ name, values, colors, isPrice }: IndicatorReading) {
  const text = (value: number) => isPrice ? signedPrice(value) : value.toFixed(1);
  return (
    <span class="chart-legend-price">
      <svg class="chart-legend-key" viewBox="0 0 10 10">
        <path d="M0 5H10" style={{ stroke: colors[0] }} />
      </svg>
      {name} <strong>{values === null ? "–" : values.map(text).join(" · ")}</strong>
    </span>
  );
}

interface FiredProps {
  chart: Pick<Chart, "stepMs">;
  candle: Candle;
  fires: readonly Fire[];
}

function Fired({ chart: { stepMs }, candle, fires }: FiredProps) {
  const end = candle.at + (stepMs ?? 0);
  const fired = fires.filter(({ timestamp }) => {
    const at = Date.parse(timestamp);
    return at >= candle.at && at < end;
  });
  return (
    <>
      {fired.map((fire) => (
        <p key={fire.id}>
          <Icon name="bell" />
          {describeAlarm(fire.alarm, pairTitle(fire.pair))}, <Moment at={fire.timestamp} />
        </p>
      ))}
    </>
  );
}

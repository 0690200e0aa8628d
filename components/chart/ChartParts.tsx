import type { ReadonlySignal } from "@preact/signals";
import type { RefObject } from "preact";
import type { Chart } from "@/lib/client/chart/chart.ts";
import { type Beyond, sortBySight } from "@/lib/client/chart/handles.ts";
import type { ChartBand, ChartLevel } from "@/lib/client/chart/levels.ts";
import {
  fittingPrice,
  formatChange,
  numberFormats,
  percentChange,
  shortPrice,
} from "@/lib/market/format_price.ts";
import { chartWords as words } from "./texts.tsx";
import { durationWords } from "@/lib/text/times.ts";
import type { Measured } from "./use_level_drag.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { Icon } from "@/components/kit/Icon.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import type { Fire } from "@/lib/alarms/fire.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { IndicatorReading } from "@/lib/client/chart/indicator_lines.ts";
import { signedPrice } from "@/lib/client/chart/axes.ts";
import type { Candle } from "@/lib/market/candle.ts";

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

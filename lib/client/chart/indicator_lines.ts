import {
  HistogramSeries,
  type IChartApiBase,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  PriceScaleMode,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import type { Candle } from "@/lib/market/candle.ts";
import { indicatorName, INDICATORS, type IndicatorSpec } from "@/lib/market/indicator_spec.ts";
import type { Indicator, IndicatorPoint } from "@/lib/market/indicators.ts";
import { type ChartColors, faded } from "./style.ts";
import { PriceUnit, signedPrice } from "./axes.ts";
import { type ChartSeries, placesOf } from "./feed.ts";

type MakeIndicator = (spec: IndicatorSpec) => Indicator;

type Line = ISeriesApi<"Line", Time> | ISeriesApi<"Histogram", Time>;

/** The prices that indicators are worked out from, and what they are drawn in. */
interface IndicatorGround {
  readonly shown: ChartSeries;
  readonly unit: PriceUnit;
}

/** The names of an indicator's lines, in the order of its values. */
const LINES = {
  ...{ sma: [""], ema: [""], rsi: [""] },
  bollinger: ["upper", "middle", "lower"],
  macd: ["MACD", "signal", "histogram"],
} as const;

/** Colours of what is drawn over prices, in the order in which indicators were added. */
const OVERLAYS = ["first", "second", "third", "fourth"] as const;

/** Heights of the panes: that of prices, and of each indicator with a scale of its own. */
const PRICE_STRETCH = 3;
const PANE_SCALE = {
  ...{ mode: PriceScaleMode.Normal, autoScale: true, scaleMargins: { top: 0.1, bottom: 0.1 } },
};

/** What indicators a chart has, and their lines on it; panes of their own for those with a scale of their own. */
export class IndicatorLines {
  #shown: Drawn[] = [];

  /** Indicators are made by what is handed in: their library is loaded when somebody wants the first one. */
  constructor(
    private readonly chart: IChartApiBase<Time>,
    private colors: ChartColors,
    private readonly make: MakeIndicator,
  ) {}

  /** Shows these and no others. */
  show(specs: readonly IndicatorSpec[], ground: IndicatorGround | null): void {
    for (const { lines } of this.#shown) for (const line of lines) this.chart.removeSeries(line);
    let pane = 0;
    this.#shown = specs.map((spec) => {
      const { hasPane } = INDICATORS[spec.kind];
      return new Drawn(this.make(spec), this.#addLines(spec, hasPane ? ++pane : 0));
    });
    const panes = this.chart.panes();
    panes.forEach((each, index) => each.setStretchFactor(index === 0 ? PRICE_STRETCH : 1));
    // A new pane takes its scale over from the prices; its values may be below zero, and are on even steps.
    for (let index = 1; index <= pane; index++) {
      this.chart.priceScale("right", index).applyOptions(PANE_SCALE);
    }
    this.setColors(this.colors);
    if (ground !== null) this.draw(ground, -Infinity);
  }

  /** Takes over candles that differ from those before from `changedFrom` (ms) on. */
  draw(ground: IndicatorGround, changedFrom: number): void {
    for (const each of this.#shown) each.draw(ground, changedFrom);
  }

  setColors(colors: ChartColors): void {
    this.colors = colors;
    let overlays = 0;
    for (const { spec, lines } of this.#shown) {
      const nth = INDICATORS[spec.kind].hasPane ? 0 : overlays++;
      const color = colorsOf(spec, nth, colors);
      lines.forEach((line, index) => line.applyOptions({ color: color[index] ?? colors.accent }));
    }
  }

  /** The values at a moment (ms), or the newest ones; with the colour of each line. */
  at(moment: number | null): IndicatorReading[] {
    let overlays = 0;
    return this.#shown.map(({ spec, points }) => {
      const nth = INDICATORS[spec.kind].hasPane ? 0 : overlays++;
      const at = moment ?? [...points.keys()].at(-1) ?? NaN;
      const values = points.get(at) ?? null;
      const colors = colorsOf(spec, nth, this.colors);
      return { name: indicatorName(spec), isPrice: spec.kind !== "rsi", values, colors };
    });
  }

  #addLines(spec: IndicatorSpec, pane: number): Line[] {
    const usual = {
      ...{ priceLineVisible: false, lastValueVisible: pane > 0, crosshairMarkerVisible: false },
      lineWidth: 1,
    } as const;
    return LINES[spec.kind].map((name): Line => {
      if (name === "histogram") return this.chart.addSeries(HistogramSeries, usual, pane);
      const lineStyle = name === "middle" ? LineStyle.Dotted : LineStyle.Solid;
      return this.chart.addSeries(LineSeries, { ...usual, lineStyle }, pane);
    });
  }
}

/** What a legend tells of an indicator. */
export interface IndicatorReading {
  readonly name: string;
  /** Its values are prices, or differences of prices. */
  readonly isPrice: boolean;
  readonly values: IndicatorPoint;
  readonly colors: readonly string[];
}

function colorsOf(spec: IndicatorSpec, nth: number, colors: ChartColors): string[] {
  if (spec.kind === "rsi") return [colors.second];
  if (spec.kind === "macd") return [colors.first, colors.second, faded(colors.inkSoft, 0.5)];
  const color = colors[OVERLAYS[nth % OVERLAYS.length] ?? "first"];
  return spec.kind === "bollinger" ? [color, color, color] : [color];
}

/** One indicator on the chart. */
class Drawn {
  /** Its values by the beginning of their candle (ms), oldest first. */
  readonly points = new Map<number, IndicatorPoint>();
  #size = NaN;

  constructor(private readonly indicator: Indicator, readonly lines: readonly Line[]) {}

  get spec(): IndicatorSpec {
    return this.indicator.spec;
  }

  draw({ shown, unit }: IndicatorGround, changedFrom: number): void {
    const { candles } = shown;
    const taken = this.indicator.count;
    const last = candles[taken - 1];
    const isTail = unit.size === this.#size && last !== undefined && changedFrom >= last.at &&
      this.points.size === taken && this.points.has(last.at);
    if (!isTail) return this.#drawAll(shown, unit);
    const close = unit.toChart(last.close);
    this.points.set(last.at, this.indicator.replaceLast(close));
    for (const { at, close } of candles.slice(taken)) {
      this.points.set(at, this.indicator.add(unit.toChart(close)));
    }
    for (const { at } of candles.slice(taken - 1)) {
      this.lines.forEach((line, nth) => line.update(this.#item(at, nth)));
    }
  }

  #drawAll(shown: ChartSeries, unit: PriceUnit): void {
    const { candles } = shown;
    if (unit.size !== this.#size) this.#setFormat(unit);
    this.#size = unit.size;
    this.points.clear();
    const values = this.indicator.restart(candles.map(({ close }) => unit.toChart(close)));
    candles.forEach(({ at }, index) => this.points.set(at, values[index] ?? null));
    const places = placesOf(shown);
    this.lines.forEach((line, nth) => line.setData(places.map(({ at }) => this.#item(at, nth))));
  }

  #setFormat(unit: PriceUnit): void {
    const isPrice = this.spec.kind !== "rsi";
    const formatter = (value: number) =>
      isPrice ? signedPrice(unit.fromChart(value)) : value.toFixed(1);
    const priceFormat = { type: "custom", formatter, minMove: isPrice ? 1e-8 : 0.1 } as const;
    for (const line of this.lines) line.applyOptions({ priceFormat });
  }

  #item(at: number, nth: number) {
    const time = at / 1000 as UTCTimestamp;
    const value = this.points.get(at)?.[nth];
    return value === undefined ? { time } : { time, value };
  }
}

const SCALE = "volume";
/** Pale, because prices and alarms are drawn over them. */
const STRENGTH = 0.3;

/** What was traded in each candle, as bars in the lower fifth of the prices' pane; none where it is not known. */
export class VolumeBars {
  readonly #series: ISeriesApi<"Histogram", Time>;
  #shown: ChartSeries | null = null;
  #unit = PriceUnit.ONE;

  /** To be made before the series of prices: what comes later lies above. */
  constructor(chart: IChartApiBase<Time>, private colors: ChartColors) {
    this.#series = chart.addSeries(HistogramSeries, {
      ...{ priceScaleId: SCALE, priceLineVisible: false, lastValueVisible: false },
    });
    chart.priceScale(SCALE).applyOptions({ scaleMargins: { top: 0.8, bottom: 0 } });
  }

  /** Takes over candles that differ from those before from `changedFrom` (ms) on. */
  draw(shown: ChartSeries, changedFrom: number): void {
    const isTail = this.#shown !== null && changedFrom > -Infinity;
    this.#shown = shown;
    if (!isTail) return this.#drawAll(shown.candles);
    for (const bar of this.#barsOf(candlesFrom(shown.candles, changedFrom))) {
      this.#series.update(bar);
    }
  }

  setColors(colors: ChartColors): void {
    this.colors = colors;
    if (this.#shown !== null) this.#drawAll(this.#shown.candles);
  }

  #drawAll(candles: readonly Candle[]): void {
    // As prices, volumes may be larger than the library takes: of some coins 1e14 are traded in a day.
    this.#unit = PriceUnit.of(candles.reduce((most, { volume = 0 }) => Math.max(most, volume), 0));
    this.#series.setData(this.#barsOf(candles));
  }

  #barsOf(candles: readonly Candle[]) {
    return candles.flatMap(({ at, open, close, volume }) => {
      if (volume === undefined) return [];
      const color = faded(close < open ? this.colors.down : this.colors.up, STRENGTH);
      return [{ time: at / 1000 as UTCTimestamp, value: this.#unit.toChart(volume), color }];
    });
  }
}

/** Those from a moment (ms) on, looked for from the end: it is about the newest. */
function candlesFrom(candles: readonly Candle[], from: number): readonly Candle[] {
  return candles.slice(candles.findLastIndex(({ at }) => at < from) + 1);
}

import type {
  IChartApiBase,
  ITimeScaleApi,
  Logical,
  LogicalRange,
  Time,
  UTCTimestamp,
} from "lightweight-charts";
import type { Candle, Span } from "@/lib/market/candle.ts";
import type { ChartKind } from "@/lib/protocol/charts.ts";
import type { ChartContent } from "./drawings.ts";
import { axisPrice } from "./levels.ts";
import { msOf, PriceUnit } from "./axes.ts";
import { type ChartPlace, type ChartSeries, placesOf } from "./feed.ts";
import { addSeries, type PriceSeries } from "./style.ts";

/** Free places after the newest candle, so that it does not stick to the axis. */
const RIGHT_GAP = 4;
/** No fewer places are shown at first, or when somebody zooms in by key. */
const LEAST_PLACES = 10;

interface PaneOptions {
  /** Called for a series that is new on the chart, before it has any candle. */
  readonly prepare: (series: PriceSeries, kind: ChartKind) => void;
  /** The candles differ from those before from a moment (ms) on. */
  readonly onCandles: (shown: ChartSeries, changedFrom: number) => void;
}

/** How closely prices are told apart, and how high they are. */
interface PriceScale {
  readonly tick: number;
  readonly highest: number;
}

/** The part of a chart in which prices are drawn, and where moments and prices lie on it. */
export class PricePane {
  /** Null before anything was shown. */
  series: PriceSeries | null = null;
  kind: ChartKind = "line";
  /** What the series has its prices in. */
  unit = PriceUnit.ONE;
  #shown: ChartSeries | null = null;
  readonly #range: PlaceRange;

  constructor(private readonly chart: IChartApiBase<Time>, private readonly options: PaneOptions) {
    this.#range = new PlaceRange(chart.timeScale());
  }

  /** In pixels, without the axes. */
  get size(): { readonly width: number; readonly height: number } {
    return this.chart.paneSize();
  }

  /** Shows other candles, in this way, from `from` (ms) to the newest. */
  start(kind: ChartKind, shown: ChartSeries, { tick, highest }: PriceScale, from: number): void {
    const unit = PriceUnit.of(highest);
    const isNew = this.series === null || kind !== this.kind || unit.size !== this.unit.size;
    this.unit = unit;
    if (isNew) this.#replaceSeries(kind);
    this.#shown = null;
    const format = axisPrice(tick);
    const formatter = (value: number) => format(unit.fromChart(value));
    const priceFormat = { type: "custom", formatter, minMove: unit.minMove(tick) } as const;
    this.series?.applyOptions({ priceFormat });
    this.chart.applyOptions({ timeScale: { secondsVisible: shown.stepMs < 60_000 } });
    this.setCandles(shown, -Infinity);
    const first = (from - shown.from) / shown.stepMs - 0.5;
    const last = this.#lastPlace + RIGHT_GAP;
    // A candle or two would be as wide as the chart.
    if (last > first) this.#range.show(Math.min(first, last - LEAST_PLACES), last);
    this.chart.priceScale("right").applyOptions({ autoScale: true });
  }

  /** Takes over the candles, which differ from the shown ones from `changedFrom` (ms) on. */
  setCandles(series: ChartSeries, changedFrom: number): void {
    const former = this.#shown;
    const last = former?.candles.at(-1);
    const isTail = last !== undefined && changedFrom >= last.at;
    const lastPlace = this.#lastPlace;
    this.#shown = series;
    if (former !== null) {
      const before = (former.from - series.from) / series.stepMs;
      this.#range.grew(before, this.#lastPlace - before - lastPlace, lastPlace);
    }
    if (!isTail) this.series?.setData(placesOf(series).map((place) => this.#item(place)));
    else for (const place of placesOf(series, changedFrom)) this.series?.update(this.#item(place));
    this.options.onCandles(series, isTail ? changedFrom : -Infinity);
  }

  /** The candles as they are shown; null before there are any. */
  get shown(): ChartSeries | null {
    return this.#shown;
  }

  /** To be called when the chart has been drawn. */
  drawn(): void {
    this.#range.drawn();
  }

  candleAt(time: Time | undefined): Candle | null {
    if (time === undefined) return null;
    const at = msOf(time);
    return this.#shown?.candles.find((candle) => candle.at === at) ?? null;
  }

  /** What a width in pixels stands for, from the left edge on; null before there is any candle. */
  spanOf(width: number): Span | null {
    const range = this.#range.current;
    if (range === null || this.#shown === null) return null;
    const { from, stepMs } = this.#shown;
    const start = from + range.from * stepMs;
    return { from: start, to: start + (range.to - range.from) * stepMs * width / this.size.width };
  }

  /** Where the candle of a moment (ms) lies, perhaps out of sight; null before there is any. */
  xOf(at: number): number | null {
    if (this.#shown === null) return null;
    const { from, stepMs } = this.#shown;
    const place = Math.floor((at - from) / stepMs) as Logical;
    return this.chart.timeScale().logicalToCoordinate(place);
  }

  /** Whether the newest candle is in sight; so it is before there is any. */
  get isAtNow(): boolean {
    const range = this.#range.current;
    const newest = this.#shown?.candles.at(-1);
    if (range === null || newest === undefined) return true;
    const y = this.yOf(newest.close) ?? 0;
    return range.to > this.#lastPlace - 0.5 && y >= 0 && y <= this.size.height;
  }

  /** Brings the newest candle into sight, as wide as candles are now. */
  showNow(): void {
    const range = this.#range.current;
    const last = this.#lastPlace + RIGHT_GAP;
    if (range !== null) this.#range.show(last - (range.to - range.from), last);
    this.chart.priceScale("right").applyOptions({ autoScale: true });
  }

  /** Brings the oldest loaded candle into sight, as wide as candles are now. */
  showOldest(): void {
    const range = this.#range.current;
    if (range !== null) this.#range.show(0, range.to - range.from);
  }

  /** Moves on by a share of what is in sight, back by a negative one; no further than there are candles. */
  pan(share: number): void {
    const range = this.#range.current;
    if (range === null) return;
    const width = range.to - range.from;
    const last = this.#lastPlace + RIGHT_GAP - width;
    const from = Math.max(0, Math.min(last, range.from + share * width));
    this.#range.show(from, from + width);
  }

  /** Shows so many times the time: up to now where now is in sight, else around the middle. */
  zoom(factor: number): void {
    const range = this.#range.current;
    if (range === null) return;
    const width = range.to - range.from;
    const wanted = Math.max(LEAST_PLACES, Math.min(this.#lastPlace + RIGHT_GAP, width * factor));
    const fixed = this.isAtNow ? 1 : 0.5;
    const from = range.from + fixed * (width - wanted);
    this.#range.show(from, from + wanted);
  }

  /** The time in sight for which there are prices; null before there is any. */
  get sight(): Span | null {
    const span = this.spanOf(this.size.width);
    if (span === null || this.#shown === null) return null;
    const { from, stepMs } = this.#shown;
    const last = from + this.#lastPlace * stepMs;
    return { from: Math.max(from, span.from), to: Math.min(last, span.to) };
  }

  /** The lowest and the highest price in sight; null where there is none. */
  get reach(): PriceReach | null {
    const span = this.spanOf(this.size.width);
    const candles = span === null ? [] : this.#shown?.candles.filter(({ at }) => {
      return at >= span.from && at <= span.to;
    }) ?? [];
    if (candles.length === 0) return null;
    return {
      minValue: Math.min(...candles.map(({ low }) => low)),
      maxValue: Math.max(...candles.map(({ high }) => high)),
    };
  }

  get #lastPlace(): number {
    if (this.#shown === null) return 0;
    const { from, stepMs, candles } = this.#shown;
    return ((candles.at(-1)?.at ?? from) - from) / stepMs;
  }

  /** The moment (ms) at a place from the left, perhaps between two candles; null before there is any. */
  timeAt(x: number): number | null {
    const range = this.#range.current;
    if (range === null || this.#shown === null) return null;
    const place = range.from + (range.to - range.from) * x / this.size.width;
    return this.#shown.from + place * this.#shown.stepMs;
  }

  /** The height of a price in pixels, perhaps out of sight; null before there is any candle. */
  yOf(price: number): number | null {
    return this.series?.priceToCoordinate(this.unit.toChart(price)) ?? null;
  }

  /** The price at a height in pixels; null before there is any candle. */
  priceAt(y: number): number | null {
    const value = this.series?.coordinateToPrice(y) ?? null;
    return value === null ? null : this.unit.fromChart(value);
  }

  /** The prices at the edges; the same before there is any candle. */
  get prices(): { readonly lowest: number; readonly highest: number } {
    return { lowest: this.priceAt(this.size.height) ?? 0, highest: this.priceAt(0) ?? 0 };
  }

  get pricePerPixel(): number {
    const { lowest, highest } = this.prices;
    return Math.abs(highest - lowest) / this.size.height;
  }

  #replaceSeries(kind: ChartKind): void {
    const former = this.series;
    // The new one first: a pane without any series would go, and those below it would move up.
    this.series = addSeries(this.chart, kind);
    if (former !== null) this.chart.removeSeries(former);
    this.kind = kind;
    this.options.prepare(this.series, kind);
  }

  #item({ at, candle }: ChartPlace) {
    const time = at / 1000 as UTCTimestamp;
    if (candle === null) return { time };
    const inUnit = (price: number) => this.unit.toChart(price);
    if (this.kind === "line") return { time, value: inUnit(candle.close) };
    const { open, high, low, close } = candle;
    return {
      ...{ time, open: inUnit(open), high: inUnit(high) },
      ...{ low: inUnit(low), close: inUnit(close) },
    };
  }
}

/**
 * Which places of a chart are in sight, counted from the oldest loaded one. The chart takes a range over only when
 * it is drawn next, and a tab out of sight is not drawn: prices that arrive before that move what was meant.
 */
export class PlaceRange {
  #wanted: LogicalRange | null = null;

  constructor(private readonly scale: ITimeScaleApi<Time>) {}

  /** Null before there is any place. */
  get current(): LogicalRange | null {
    return this.#wanted ?? this.scale.getVisibleLogicalRange();
  }

  show(from: number, to: number): void {
    this.#wanted = { from, to } as LogicalRange;
    this.scale.setVisibleLogicalRange(this.#wanted);
  }

  /** So many places came before those that were there and so many after the last, which was `last`. */
  grew(before: number, after: number, last: number): void {
    if (this.#wanted === null) return;
    const { from, to } = this.#wanted;
    const places = before + (to >= last ? after : 0);
    if (places !== 0) this.show(from + places, to + places);
  }

  /** The chart has drawn what was wanted; from now on hands may have moved it. */
  drawn(): void {
    this.#wanted = null;
  }
}

/** The lowest and the highest price in view. */
export interface PriceReach {
  readonly minValue: number;
  readonly maxValue: number;
}

/** The view with the alarms that are not too far away: half as much again leaves the prices readable. */
export function withNearPrices(
  { minValue, maxValue }: PriceReach,
  { levels, bands }: Pick<ChartContent, "levels" | "bands">,
): PriceReach {
  const reach = (maxValue - minValue) / 2;
  const prices = [...levels, ...bands.flatMap(({ edges }) => edges)].map(({ price }) => price);
  const near = prices.filter((price) => price > minValue - reach && price < maxValue + reach);
  return { minValue: Math.min(minValue, ...near), maxValue: Math.max(maxValue, ...near) };
}

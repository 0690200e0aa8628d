import {
  type AutoscaleInfo,
  createChartEx,
  type IChartApiBase,
  type Logical,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import type { Bar } from "@/lib/market/bar.ts";
import type { Span } from "@/lib/market/coverage.ts";
import type { ChartColors } from "./chart_colors.ts";
import {
  type ChartMark,
  drawBands,
  drawBandTitles,
  drawMarks,
  drawStretches,
} from "./chart_drawings.ts";
import { ChartLayer } from "./chart_layer.ts";
import type { ChartBand, ChartLevel } from "./chart_levels.ts";
import type { ChartKind } from "./chart_range.ts";
import { type ChartPlace, type ChartSeries, placesOf } from "./chart_series.ts";
import {
  addSeries,
  CHART_BEHAVIOUR,
  chartStyle,
  levelStyle,
  type PriceSeries,
  seriesStyle,
} from "./chart_style.ts";
import { msOf, zonedAxis } from "./chart_time_axis.ts";
import { axisPrice } from "./chart_tick.ts";
import { momentText, type Zone } from "./time_text.ts";

/** What is drawn beside the prices. */
export interface ChartContent {
  readonly levels: readonly ChartLevel[];
  /** The alarm whose line is held. */
  readonly held: string | null;
  readonly bands: readonly ChartBand[];
  readonly marks: readonly ChartMark[];
  /** Unwatched. */
  readonly stretches: readonly Span[];
}

export interface ChartViewOptions {
  readonly holder: HTMLElement;
  readonly zone: Zone;
  readonly colors: ChartColors;
  /** Called whenever the chart was drawn anew: what stands beside it may have to move. */
  readonly onDraw: () => void;
  /** Somebody came near the loaded beginning. */
  readonly onNearStart: () => void;
  /** Somebody points at a bar, or at none any more. */
  readonly onPoint: (bar: Bar | null) => void;
}

const NOTHING: ChartContent = { levels: [], held: null, bands: [], marks: [], stretches: [] };
/** Older bars are asked for when fewer than this are left before the first visible one. */
const NEAR_START = 40;
/** Free places after the newest bar, so that it does not stick to the axis. */
const RIGHT_GAP = 4;
/** A pointer this near a line is on it, in pixels. */
const GRAB_PX = 6;

/** A chart on the screen: lightweight-charts with our axis, lines and drawings. */
export class ChartView {
  readonly #chart: IChartApiBase<Time>;
  readonly #layers: readonly ChartLayer[];
  #series: PriceSeries | null = null;
  #kind: ChartKind = "line";
  #shown: ChartSeries | null = null;
  #content: ChartContent = NOTHING;
  #colors: ChartColors;
  #isScaleHeld = false;
  #place = "";

  constructor(private readonly options: ChartViewOptions) {
    const { holder, zone, colors } = options;
    const timeFormatter = (time: Time) => momentText(new Date(msOf(time)).toISOString(), zone);
    this.#colors = colors;
    this.#chart = createChartEx<Time, ReturnType<typeof zonedAxis>>(holder, zonedAxis(zone), {
      ...CHART_BEHAVIOUR,
      localization: { timeFormatter },
    });
    this.#chart.applyOptions(chartStyle(colors));
    this.#layers = this.#makeLayers();
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null && range.from < NEAR_START) options.onNearStart();
    });
    this.#chart.subscribeCrosshairMove(({ time }) => options.onPoint(this.#barAt(time)));
  }

  /** Size of the part in which prices are drawn, in pixels. */
  get plotSize(): { readonly width: number; readonly height: number } {
    return this.#chart.paneSize();
  }

  /** What the whole width of the chart, axis included, stands for in milliseconds; null before there is any bar. */
  get visibleSpan(): Span | null {
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    if (range === null || this.#shown === null) return null;
    const { from, stepMs } = this.#shown;
    const start = from + range.from * stepMs;
    const plotMs = (range.to - range.from) * stepMs;
    const { width } = this.plotSize;
    return { from: start, to: start + plotMs * this.options.holder.clientWidth / width };
  }

  /** Shows other bars, in this way, from `from` (ms) to the newest. */
  start(kind: ChartKind, shown: ChartSeries, tick: number, from: number): void {
    if (this.#series === null || kind !== this.#kind) this.#replaceSeries(kind);
    this.#shown = null;
    const priceFormat = { type: "custom", formatter: axisPrice(tick), minMove: tick } as const;
    this.#series?.applyOptions({ priceFormat });
    this.#chart.applyOptions({ timeScale: { secondsVisible: shown.stepMs < 60_000 } });
    this.setBars(shown, -Infinity);
    const first = (from - shown.from) / shown.stepMs - 0.5;
    const last = placesOf(shown).length - 1 + RIGHT_GAP;
    if (last > first) this.#chart.timeScale().setVisibleLogicalRange({ from: first, to: last });
    this.#chart.priceScale("right").applyOptions({ autoScale: true });
  }

  /** Takes over the bars, which differ from the shown ones from `changedFrom` (ms) on. */
  setBars(series: ChartSeries, changedFrom: number): void {
    const last = this.#shown?.bars.at(-1);
    const isTail = last !== undefined && changedFrom >= last.at;
    this.#shown = series;
    if (!isTail) return this.#series?.setData(placesOf(series).map((place) => this.#item(place)));
    for (const place of placesOf(series, changedFrom)) this.#series?.update(this.#item(place));
  }

  /** Draws other alarms, marks and stretches. */
  setContent(content: ChartContent): void {
    const isSame = linesKey(content) === linesKey(this.#content);
    this.#holdScale(content.held !== null);
    this.#content = content;
    if (!isSame) this.#drawLines();
    for (const layer of this.#layers) layer.redraw();
  }

  setColors(colors: ChartColors): void {
    this.#colors = colors;
    this.#chart.applyOptions(chartStyle(colors));
    this.#series?.applyOptions(seriesStyle(this.#kind, colors));
    this.#drawLines();
  }

  /** The price at a height in pixels; null before there is any bar. */
  priceAt(y: number): number | null {
    return this.#series?.coordinateToPrice(y) ?? null;
  }

  /** How much the price differs from one pixel to the next. */
  get pricePerPixel(): number {
    const { height } = this.plotSize;
    return Math.abs((this.priceAt(0) ?? 0) - (this.priceAt(height) ?? 0)) / height;
  }

  /** The height of a price in pixels, perhaps out of sight; null before there is any bar. */
  yOf(price: number): number | null {
    return this.#series?.priceToCoordinate(price) ?? null;
  }

  /** The alarm whose line is at this height. */
  levelAt(y: number): ChartLevel | null {
    const distance = ({ price }: ChartLevel) => Math.abs((this.yOf(price) ?? Infinity) - y);
    const [nearest] = this.#content.levels.toSorted((a, b) => distance(a) - distance(b));
    return nearest !== undefined && distance(nearest) <= GRAB_PX ? nearest : null;
  }

  /** Holds still while a line is dragged. */
  setStill(isStill: boolean): void {
    const { handleScroll } = CHART_BEHAVIOUR;
    this.#chart.applyOptions({
      handleScroll: isStill
        ? false
        : { ...handleScroll, pressedMouseMove: true, horzTouchDrag: true, mouseWheel: true },
      handleScale: !isStill,
    });
  }

  remove(): void {
    this.#chart.remove();
  }

  #makeLayers(): ChartLayer[] {
    const xOf = (at: number) => this.#xOf(at);
    return [
      new ChartLayer({
        ...{ zOrder: "bottom", xOf },
        draw: (plot) => {
          drawStretches(plot, this.#content.stretches, this.#colors);
          drawBands(plot, this.#content.bands, this.#colors);
        },
      }),
      new ChartLayer({
        ...{ zOrder: "top", xOf, onDraw: () => this.#drawn() },
        draw: (plot) => {
          drawBandTitles(plot, this.#content.bands, this.#colors);
          drawMarks(plot, this.#content.marks, this.#colors);
        },
        hitTest: (y) => this.#hovered(y),
      }),
    ];
  }

  /** Tells of a drawing that moved anything; most only move the crosshair. */
  #drawn(): void {
    const { width, height } = this.plotSize;
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    const place = [width, height, range?.from, range?.to, this.priceAt(0), this.priceAt(height)]
      .join();
    if (place === this.#place) return;
    this.#place = place;
    this.options.onDraw();
  }

  #hovered(y: number) {
    const level = this.levelAt(y);
    if (level === null) return null;
    return { externalId: level.alarm.id, cursorStyle: "ns-resize", zOrder: "top" } as const;
  }

  #replaceSeries(kind: ChartKind): void {
    if (this.#series !== null) this.#chart.removeSeries(this.#series);
    const series = addSeries(this.#chart, kind);
    series.applyOptions({
      ...seriesStyle(kind, this.#colors),
      autoscaleInfoProvider: (base: () => AutoscaleInfo | null) => this.#withNearLevels(base()),
    });
    for (const layer of this.#layers) series.attachPrimitive(layer);
    this.#series = series;
    this.#kind = kind;
    this.#drawLines();
  }

  /** While a line is held, prices stay where they are under the hand. */
  #holdScale(isHeld: boolean): void {
    const scale = this.#chart.priceScale("right");
    const { autoScale } = scale.options();
    if (isHeld && autoScale) {
      scale.applyOptions({ autoScale: false });
      this.#isScaleHeld = true;
    } else if (!isHeld && this.#isScaleHeld) {
      scale.applyOptions({ autoScale: true });
      this.#isScaleHeld = false;
    }
  }

  #drawLines(): void {
    const series = this.#series;
    if (series === null) return;
    for (const line of series.priceLines()) series.removePriceLine(line);
    for (const { alarm, price, look } of this.#content.levels) {
      const style = levelStyle(look === "armed", alarm.id === this.#content.held, this.#colors);
      series.createPriceLine({ price, title: "", ...style });
    }
  }

  /** Lines that are not too far away are brought into view; half as much again leaves the prices readable. */
  #withNearLevels(info: AutoscaleInfo | null): AutoscaleInfo | null {
    const range = info?.priceRange;
    if (info === null || range === null || range === undefined) return info;
    const { minValue, maxValue } = range;
    const reach = (maxValue - minValue) / 2;
    const bands = this.#content.bands.flatMap(({ edges }) => edges);
    const near = [...this.#content.levels, ...bands].map(({ price }) => price)
      .filter((price) => price > minValue - reach && price < maxValue + reach);
    const [least, most] = [Math.min(minValue, ...near), Math.max(maxValue, ...near)];
    return { ...info, priceRange: { minValue: least, maxValue: most } };
  }

  #barAt(time: Time | undefined): Bar | null {
    if (time === undefined) return null;
    const at = msOf(time);
    return this.#shown?.bars.find((bar) => bar.at === at) ?? null;
  }

  #xOf(at: number): number | null {
    if (this.#shown === null) return null;
    const { from, stepMs } = this.#shown;
    const place = Math.floor((at - from) / stepMs) as Logical;
    return this.#chart.timeScale().logicalToCoordinate(place);
  }

  #item({ at, bar }: ChartPlace) {
    const time = at / 1000 as UTCTimestamp;
    if (bar === null) return { time };
    if (this.#kind === "line") return { time, value: bar.close };
    const { open, high, low, close } = bar;
    return { time, open, high, low, close };
  }
}

/** Same text, same lines: prices move often, alarms seldom. */
function linesKey({ levels, held }: ChartContent): string {
  const lines = levels.map(({ alarm, price, look }) => `${alarm.id} ${price} ${look}`);
  return [...lines, held].join();
}

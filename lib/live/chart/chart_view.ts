import {
  type AutoscaleInfo,
  createChartEx,
  type IChartApiBase,
  type Time,
} from "lightweight-charts";
import type { Bar } from "@/lib/market/bar.ts";
import type { Span } from "@/lib/market/coverage.ts";
import { momentText, type Zone } from "../time_text.ts";
import type { ChartColors } from "./chart_colors.ts";
import { type ChartContent, NO_CONTENT } from "./chart_content.ts";
import { drawBands, drawBandTitles, drawMarks, drawStretches } from "./chart_drawings.ts";
import { ChartLayer } from "./chart_layer.ts";
import type { ChartLevel } from "./chart_levels.ts";
import type { ChartKind } from "./chart_range.ts";
import { CHART_BEHAVIOUR, chartStyle, type PriceSeries, seriesStyle } from "./chart_style.ts";
import { msOf, zonedAxis } from "./chart_time_axis.ts";
import { withNearPrices } from "./near_prices.ts";
import { PriceLines } from "./price_lines.ts";
import { PricePane } from "./price_pane.ts";

export interface ChartViewOptions {
  readonly holder: HTMLElement;
  readonly zone: Zone;
  readonly colors: ChartColors;
  /** Called whenever something lies elsewhere: what stands on the chart has to move. */
  readonly onDraw: () => void;
  /** Somebody came near the loaded beginning. */
  readonly onNearStart: () => void;
  /** Somebody points at a bar, at this height, or at none any more. */
  readonly onPoint: (bar: Bar | null, y: number | null) => void;
}

/** Older bars are asked for when fewer than this are left before the first visible one. */
const NEAR_START = 40;
/** A pointer this near a line is on it, in pixels. */
const GRAB_PX = 6;

/** A chart on the screen: lightweight-charts with our axis, and with alarms, marks and stretches drawn on it. */
export class ChartView {
  readonly pane: PricePane;
  readonly #chart: IChartApiBase<Time>;
  readonly #layers: readonly ChartLayer[];
  readonly #lines = new PriceLines();
  #content = NO_CONTENT;
  #colors: ChartColors;
  #isScaleHeld = false;
  #place = "";

  constructor(private readonly options: ChartViewOptions) {
    const { holder, zone, colors, onNearStart, onPoint } = options;
    this.#colors = colors;
    this.#chart = createChart(holder, zone);
    this.#chart.applyOptions(chartStyle(colors));
    this.pane = new PricePane(this.#chart, (series, kind) => this.#prepare(series, kind));
    this.#layers = [this.#underlay(), this.#overlay()];
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null && range.from < NEAR_START) onNearStart();
    });
    this.#chart.subscribeCrosshairMove(({ time, point }) =>
      onPoint(this.pane.barAt(time), point?.y ?? null)
    );
  }

  /** What the whole width of the chart, axis included, stands for; null before there is any bar. */
  get visibleSpan(): Span | null {
    return this.pane.spanOf(this.options.holder.clientWidth);
  }

  /** Draws other alarms, marks and stretches. */
  setContent(content: ChartContent): void {
    this.#holdScale(content.held !== null);
    this.#content = content;
    this.#lines.update(this.pane, content, this.#colors);
    for (const layer of this.#layers) layer.redraw();
  }

  setColors(colors: ChartColors): void {
    this.#colors = colors;
    this.#chart.applyOptions(chartStyle(colors));
    const { series, kind } = this.pane;
    series?.applyOptions(seriesStyle(kind, colors));
    this.#lines.draw(this.pane, this.#content, colors);
  }

  /** The alarm whose line is at this height. */
  levelAt(y: number): ChartLevel | null {
    const distance = ({ price }: ChartLevel) => Math.abs((this.pane.yOf(price) ?? Infinity) - y);
    const [nearest] = this.#content.levels.toSorted((a, b) => distance(a) - distance(b));
    return nearest !== undefined && distance(nearest) <= GRAB_PX ? nearest : null;
  }

  /** Neither scrolls nor zooms while a line is dragged. */
  setStill(isStill: boolean): void {
    const { handleScroll } = CHART_BEHAVIOUR;
    this.#chart.applyOptions({
      handleScroll: isStill ? false : handleScroll,
      handleScale: !isStill,
    });
  }

  remove(): void {
    this.#chart.remove();
  }

  #underlay(): ChartLayer {
    return new ChartLayer({
      zOrder: "bottom",
      xOf: (at) => this.pane.xOf(at),
      yOf: (price) => this.pane.yOf(price),
      draw: (plot) => {
        drawStretches(plot, this.#content.stretches, this.#colors);
        drawBands(plot, this.#content.bands, this.#colors);
      },
    });
  }

  #overlay(): ChartLayer {
    return new ChartLayer({
      zOrder: "top",
      xOf: (at) => this.pane.xOf(at),
      yOf: (price) => this.pane.yOf(price),
      draw: (plot) => {
        this.pane.drawn();
        drawBandTitles(plot, this.#content.bands, this.#colors);
        drawMarks(plot, this.#content.marks, this.#colors);
      },
      onDraw: () => this.#drawn(),
      hitTest: (y) => {
        const id = this.levelAt(y)?.alarm.id;
        return id === undefined
          ? null
          : { externalId: id, cursorStyle: "ns-resize", zOrder: "top" };
      },
    });
  }

  /** Tells of a drawing that moved anything; most only move the crosshair. */
  #drawn(): void {
    const { width, height } = this.pane.size;
    const range = this.#chart.timeScale().getVisibleLogicalRange();
    const prices = [this.pane.priceAt(0), this.pane.priceAt(height)];
    const place = [width, height, range?.from, range?.to, ...prices].join();
    if (place === this.#place) return;
    this.#place = place;
    this.options.onDraw();
  }

  #prepare(series: PriceSeries, kind: ChartKind): void {
    series.applyOptions({
      ...seriesStyle(kind, this.#colors),
      autoscaleInfoProvider: (base: () => AutoscaleInfo | null) => {
        const info = base();
        if (!info?.priceRange) return info;
        const { unit } = this.pane;
        const { minValue, maxValue } = withNearPrices({
          minValue: unit.fromChart(info.priceRange.minValue),
          maxValue: unit.fromChart(info.priceRange.maxValue),
        }, this.#content);
        const priceRange = {
          minValue: unit.toChart(minValue),
          maxValue: unit.toChart(maxValue),
        };
        return { ...info, priceRange };
      },
    });
    for (const layer of this.#layers) series.attachPrimitive(layer);
    this.#lines.draw(this.pane, this.#content, this.#colors);
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
}

function createChart(holder: HTMLElement, zone: Zone): IChartApiBase<Time> {
  let chart: IChartApiBase<Time> | null = null;
  const axis = zonedAxis(zone, (time) => {
    const scale = chart?.timeScale();
    const x = scale?.timeToCoordinate(time) ?? null;
    return scale === undefined || x === null ? 0 : Math.min(x, scale.width() - x);
  });
  const timeFormatter = (time: Time) => momentText(new Date(msOf(time)).toISOString(), zone);
  chart = createChartEx<Time, typeof axis>(holder, axis, {
    ...CHART_BEHAVIOUR,
    localization: { timeFormatter },
  });
  return chart;
}

import {
  type AutoscaleInfo,
  createChartEx,
  type IChartApiBase,
  type IPriceLine,
  PriceScaleMode,
  type Time,
} from "lightweight-charts";
import type { Candle, Span } from "@/lib/market/candle.ts";
import type { IndicatorSpec } from "@/lib/market/indicator_spec.ts";
import type { ChartKind } from "@/lib/protocol/charts.ts";
import { momentText, type Zone } from "@/lib/text/times.ts";
import {
  type ChartContent,
  ChartLayer,
  drawBands,
  drawExtremes,
  drawMarks,
  drawNames,
  drawStretches,
  NO_CONTENT,
} from "./drawings.ts";
import {
  CHART_BEHAVIOUR,
  type ChartColors,
  chartStyle,
  levelStyle,
  nowStyle,
  type PriceSeries,
  seriesStyle,
} from "./style.ts";
import { IndicatorLines, VolumeBars } from "./indicator_lines.ts";
import type { ChartLevel } from "./levels.ts";
import type { ChartScale } from "./looks.ts";
import { PricePane, withNearPrices } from "./price_pane.ts";
import { msOf, zonedAxis } from "./axes.ts";

interface ChartViewOptions {
  readonly holder: HTMLElement;
  readonly zone: Zone;
  readonly colors: ChartColors;
  /** Called whenever something lies elsewhere: what stands on the chart has to move. */
  readonly onDraw: () => void;
  /** Prices changed, and with them what indicators say. */
  readonly onCandles: () => void;
  /** Somebody came near the loaded beginning. */
  readonly onNearStart: () => void;
  /** Somebody points at a candle, at this height, or at none any more. */
  readonly onPoint: (candle: Candle | null, y: number | null) => void;
}

/** Older candles are asked for when fewer than this are left before the first visible one. */
const NEAR_START = 40;
const SCALE_MODES = {
  ...{ linear: PriceScaleMode.Normal, log: PriceScaleMode.Logarithmic },
  percent: PriceScaleMode.Percentage,
} as const satisfies Readonly<Record<ChartScale, PriceScaleMode>>;
/** A pointer this near a line is on it, in pixels. */
const GRAB_PX = 6;

/** A chart on the screen: lightweight-charts with our axis, and with alarms, marks and stretches drawn on it. */
export class ChartView {
  readonly pane: PricePane;
  /** Null until somebody wants one: their code comes only then. */
  indicators: IndicatorLines | null = null;
  readonly #chart: IChartApiBase<Time>;
  readonly #layers: readonly ChartLayer[];
  readonly #lines = new PriceLines();
  readonly #volumes: VolumeBars;
  #content = NO_CONTENT;
  #colors: ChartColors;
  #isScaleHeld = false;
  #isRemoved = false;
  #wanted: readonly IndicatorSpec[] = [];
  #place = "";

  constructor(private readonly options: ChartViewOptions) {
    const { holder, zone, colors, onNearStart, onPoint } = options;
    this.#colors = colors;
    this.#chart = createChart(holder, zone);
    this.#chart.applyOptions(chartStyle(colors));
    this.#volumes = new VolumeBars(this.#chart, colors);
    this.pane = new PricePane(this.#chart, {
      prepare: (series, kind) => this.#prepare(series, kind),
      onCandles: (shown, from) => {
        this.#volumes.draw(shown, from);
        this.indicators?.draw({ shown, unit: this.pane.unit }, from);
        this.options.onCandles();
      },
    });
    this.#layers = this.#layersOf();
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null && range.from < NEAR_START) onNearStart();
    });
    this.#chart.subscribeCrosshairMove(({ time, point, paneIndex = 0 }) =>
      // In a pane below the prices there is no price under the pointer.
      onPoint(this.pane.candleAt(time), paneIndex === 0 ? point?.y ?? null : null)
    );
  }

  /** What the whole width of the chart, axis included, stands for; null before there is any candle. */
  get visibleSpan(): Span | null {
    return this.pane.spanOf(this.options.holder.clientWidth);
  }

  /** How prices are laid out: on even steps, on even factors, or as changes since the first one in sight. */
  setScale(scale: ChartScale): void {
    this.#chart.priceScale("right").applyOptions({ mode: SCALE_MODES[scale] });
  }

  /** Shows these indicators and no others; loads their code with the first one. */
  async showIndicators(specs: readonly IndicatorSpec[]): Promise<void> {
    this.#wanted = specs;
    if (this.indicators === null) {
      if (specs.length === 0) return;
      const { Indicator } = await import("@/lib/market/indicators.ts");
      const make = (spec: IndicatorSpec) => new Indicator(spec);
      this.indicators ??= new IndicatorLines(this.#chart, this.#colors, make);
    }
    // Meanwhile others may have been chosen, or the chart is gone.
    if (this.#isRemoved || this.#wanted !== specs) return;
    const { shown, unit } = this.pane;
    this.indicators.show(specs, shown && { shown, unit });
  }

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
    this.#volumes.setColors(colors);
    this.indicators?.setColors(colors);
  }

  /** The alarm whose line is at this height. */
  levelAt(y: number): ChartLevel | null {
    const distance = ({ price }: ChartLevel) => Math.abs((this.pane.yOf(price) ?? Infinity) - y);
    const [nearest] = this.#content.levels.toSorted((a, b) => distance(a) - distance(b));
    return nearest !== undefined && distance(nearest) <= GRAB_PX ? nearest : null;
  }

  setStill(isStill: boolean): void {
    const { handleScroll } = CHART_BEHAVIOUR;
    this.#chart.applyOptions({
      handleScroll: isStill ? false : handleScroll,
      handleScale: !isStill,
    });
  }

  remove(): void {
    this.#isRemoved = true;
    this.#chart.remove();
  }

  #layersOf(): readonly ChartLayer[] {
    const places = {
      xOf: (at: number) => this.pane.xOf(at),
      yOf: (price: number) => this.pane.yOf(price),
    };
    const underlay = new ChartLayer({
      ...{ zOrder: "bottom", ...places },
      draw: (plot) => {
        drawStretches(plot, this.#content.stretches, this.#colors);
        drawBands(plot, this.#content.bands, this.#colors);
      },
    });
    const overlay = new ChartLayer({
      ...{ zOrder: "top", ...places },
      draw: (plot) => {
        this.pane.drawn();
        drawExtremes(plot, this.#content.extremes, this.#colors);
        drawNames(plot, this.#content, this.#colors);
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
    return [underlay, overlay];
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

/** More levels than this would fill the axis; their handles tell their prices too. */
const MOST_LABELS = 8;

/** What lines are drawn on; no series before anything was shown. */
type DrawnOn = Pick<PricePane, "series" | "unit">;

/** The lines that go across a chart, with their prices on the axis: one for the price now, one for each alarm's level. */
class PriceLines {
  #now: IPriceLine | null = null;
  #drawn = "";

  /** Draws them anew, on a series that has none or in other colours. */
  draw({ series, unit }: DrawnOn, content: ChartContent, colors: ChartColors): void {
    if (series === null) return;
    for (const line of series.priceLines()) series.removePriceLine(line);
    const { levels, held, price: now } = content;
    for (const { alarm, price, look } of levels) {
      const isHeld = alarm.id === held;
      const axisLabelVisible = isHeld || levels.length <= MOST_LABELS;
      const style = levelStyle(look === "armed", isHeld, colors);
      series.createPriceLine({
        ...{ price: unit.toChart(price), title: "", axisLabelVisible },
        ...style,
      });
    }
    // The library's own label tells the last price in sight, which is an old one once somebody scrolled back.
    this.#now = now === null
      ? null
      : series.createPriceLine({ price: unit.toChart(now), title: "", ...nowStyle(colors) });
    this.#drawn = linesKey(content);
  }

  /** Draws what changed: prices move often, alarms seldom. */
  update(on: DrawnOn, content: ChartContent, colors: ChartColors): void {
    if (linesKey(content) !== this.#drawn) return this.draw(on, content, colors);
    if (content.price === null) return;
    const price = on.unit.toChart(content.price);
    if (price !== this.#now?.options().price) this.#now?.applyOptions({ price });
  }
}

/** Same text, same lines, but for the place of the price now. */
function linesKey({ levels, held, price }: ChartContent): string {
  const lines = levels.map(({ alarm, price, look }) => `${alarm.id} ${price} ${look}`);
  return [...lines, held, price !== null].join();
}

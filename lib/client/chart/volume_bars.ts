import {
  HistogramSeries,
  type IChartApiBase,
  type ISeriesApi,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import type { Candle } from "@/lib/market/candle.ts";
import { type ChartColors, faded } from "./colors.ts";
import { PriceUnit } from "./price_unit.ts";
import type { ChartSeries } from "./series.ts";

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

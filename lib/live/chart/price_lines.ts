import type { IPriceLine } from "lightweight-charts";
import type { ChartColors } from "./chart_colors.ts";
import type { ChartContent } from "./chart_content.ts";
import { levelStyle, nowStyle, type PriceSeries } from "./chart_style.ts";

/** More levels than this would fill the axis; their handles tell their prices too. */
const MOST_LABELS = 8;

/** The lines that go across a chart, with their prices on the axis: one for the price now, one for each alarm's level. */
export class PriceLines {
  #now: IPriceLine | null = null;
  #drawn = "";

  /** Draws them anew, on a series that has none or in other colours. */
  draw(series: PriceSeries, content: ChartContent, colors: ChartColors): void {
    for (const line of series.priceLines()) series.removePriceLine(line);
    const { levels, held, price: now } = content;
    for (const { alarm, price, look } of levels) {
      const isHeld = alarm.id === held;
      const axisLabelVisible = isHeld || levels.length <= MOST_LABELS;
      const style = levelStyle(look === "armed", isHeld, colors);
      series.createPriceLine({ price, title: "", ...style, axisLabelVisible });
    }
    // The library's own label tells the last price in sight, which is an old one once somebody scrolled back.
    this.#now = now === null
      ? null
      : series.createPriceLine({ price: now, title: "", ...nowStyle(colors) });
    this.#drawn = linesKey(content);
  }

  /** Draws what changed: prices move often, alarms seldom. */
  update(series: PriceSeries, content: ChartContent, colors: ChartColors): void {
    if (linesKey(content) !== this.#drawn) return this.draw(series, content, colors);
    const { price } = content;
    if (price !== null && price !== this.#now?.options().price) this.#now?.applyOptions({ price });
  }
}

/** Same text, same lines, but for the place of the price now. */
function linesKey({ levels, held, price }: ChartContent): string {
  const lines = levels.map(({ alarm, price, look }) => `${alarm.id} ${price} ${look}`);
  return [...lines, held, price !== null].join();
}

import type { IPriceLine } from "lightweight-charts";
import type { ChartColors } from "./chart_colors.ts";
import type { ChartContent } from "./chart_content.ts";
import { levelStyle, nowStyle } from "./chart_style.ts";
import type { PricePane } from "./price_pane.ts";

/** More levels than this would fill the axis; their handles tell their prices too. */
const MOST_LABELS = 8;

/** What lines are drawn on; no series before anything was shown. */
type DrawnOn = Pick<PricePane, "series" | "unit">;

/** The lines that go across a chart, with their prices on the axis: one for the price now, one for each alarm's level. */
export class PriceLines {
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

import { texts } from "@/lib/language/texts.ts";

/** A price to be reached. */
export const targetWords = texts("target", {
  title: "Price",
  figure: "price",
  priceIn: (quote: string) => `Price in ${quote}`,
  now: (price: string) => `Now at ${price}`,
  ringsWhen: "Rings when the price",
  crossings: { any: "Crosses", fromBelow: "Crosses above ↑", fromAbove: "Crosses below ↓" },
  crosses: {
    any: (price: string) => `crosses ${price}`,
    fromBelow: (price: string) => `crosses above ${price}`,
    fromAbove: (price: string) => `crosses below ${price}`,
  },
  chart: (arrow: string) => `Target ${arrow}`,
  fired: {
    up: (symbol: string, price: string, target: string) =>
      `${symbol} rose to ${price}, reaching your target of ${target} from below`,
    down: (symbol: string, price: string, target: string) =>
      `${symbol} fell to ${price}, reaching your target of ${target} from above`,
  },
  wanted: "the price to wait for",
  between: (typed: string, low: string, high: string) =>
    `An alarm has one price; instead of “${typed}” set two: “${low}” and “${high}”`,
});

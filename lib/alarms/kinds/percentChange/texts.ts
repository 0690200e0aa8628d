import { texts } from "@/lib/language/texts.ts";

/** A move away from the highest or lowest price. */
export const percentChangeWords = texts("percentChange", {
  title: "% from high/low",
  from: "From the high or low since the pair was added",
  extremes: { downFromMax: "% down from high ↓", upFromMin: "% up from low ↑" },
  falls: (size: string) => `falls ${size} from high`,
  rises: (size: string) => `rises ${size} from low`,
  chartDown: (size: string) => `\u2212${size} max`,
  chartUp: (size: string) => `+${size} min`,
  fired: {
    up: (symbol: string, size: string, reference: string, asked: string) =>
      `${symbol} is ${size} above its minimum of ${reference} (asked: ${asked})`,
    down: (symbol: string, size: string, reference: string, asked: string) =>
      `${symbol} is ${size} below its maximum of ${reference} (asked: ${asked})`,
  },
  onlyFalls: "from its high a price can only fall; write -10% from high",
  onlyRises: "from its low a price can only rise; write +8% from low",
});

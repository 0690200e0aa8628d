import { texts } from "@/lib/language/texts.ts";

/** What several kinds say. */
export const kindWords = texts("kinds", {
  percent: "At least this many percent",
  percentage: "a percentage, such as 5",
  percentFigure: "percentage",
  below100: "must be below 100, because a price cannot fall by all of itself",
});

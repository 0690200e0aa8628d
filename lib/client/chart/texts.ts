import { texts } from "@/lib/language/texts.ts";

/** What is written into a chart itself. */
export const chartMarkWords = texts("chartMarks", {
  high: (price: string) => `Max since added ${price}`,
  low: (price: string) => `Min since added ${price}`,
});

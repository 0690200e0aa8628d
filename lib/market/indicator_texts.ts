import { texts } from "@/lib/language/texts.ts";

/** The numbers that indicators are set by. */
export const indicatorWords = texts("indicators", {
  fields: {
    length: "Length",
    deviations: "Deviations",
    fast: "Fast",
    slow: "Slow",
    signal: "Signal",
  },
  outside: (label: string, least: number, most: number) =>
    `${label} must be from ${least} to ${most}`,
  notWhole: (label: string) => `${label} must be a whole number`,
  notFaster: "Fast must be below Slow",
});

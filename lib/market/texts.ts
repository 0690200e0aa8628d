import { texts } from "@/lib/language/texts.ts";

/** What is wrong with a number as it was typed. */
export const numberWords = texts("numbers", {
  missing: (what: string) => `Type ${what}`,
  unreadable: (typed: string) => `“${typed}” is not a number`,
  notPositive: "It must be more than 0",
  unclear: (typed: string, one: string, other: string) =>
    `“${typed}” may be ${one} or ${other}: type one of these`,
});

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

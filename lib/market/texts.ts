import { texts } from "@/lib/language/texts.ts";

/** What is wrong with a number as it was typed. */
export const numberWords = texts("numbers", {
  missing: (what: string) => `Type ${what}`,
  unreadable: (typed: string) => `“${typed}” is not a number`,
  notPositive: "It must be more than 0",
  unclear: (typed: string, one: string, other: string) =>
    `“${typed}” may be ${one} or ${other}: type one of these`,
});

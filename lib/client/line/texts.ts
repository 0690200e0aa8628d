import { texts } from "@/lib/language/texts.ts";

/**
 * What is wrong with a typed line. What is typed, and may be typed, stands in English in all languages: quoted,
 * or as an example.
 */
export const typedLineWords = texts("typedLine", {
  sayHowFar: "Say how far, such as 5%",
  notClear: (typed: string, number: string) =>
    `“${typed}” is not clear: for a price write “to ${number}”, for a move a percentage`,
  percentage: "a percentage, such as 5",
  noPercentage: (typed: string, why: string) => `“${typed}” is not a percentage: ${why}`,
  both: (price: string, percent: string) =>
    `“${price}” and “${percent}”: an alarm has a price or a percentage; keep one`,
  sayAgainstWhat: (references: readonly string[]) =>
    `Say against what: ${oneOf(references.map((each) => `“${each}”`), "or")}`,
  isPrice: (price: string, reference: string) =>
    `“${price}” is a price here; write ${price}% for a move, or leave out “${reference}”`,
  sayWhat: "Say what to wait for: a price such as 70k, or a move such as 5%",

  sound: "sound",
  priority: "priority",
  told: "word for whom it tells",
  noPolicy: (typed: string) => `“${typed}” is no id of a policy, such as policy_01J…`,
  isNone: (typed: string, what: string, known: string) =>
    `“${typed}” is no ${what}; there are ${known}`,
  tooLong: (typed: string) => `“${typed}” is too long: an alarm rests at most 30 days`,
  sayWhen: "Say when it expires; write for example tomorrow, friday 18:00, 2026-01-31 or in 3d",
  noMoment: (typed: string) =>
    `“${typed}” is not a moment; write for example tomorrow, friday 18:00, 2026-01-31 or in 3d`,
  passed: (typed: string) => `“${typed}” has passed already; name a moment in the future`,

  longNote: (length: number) => `The note has ${length} characters; at most 500 are kept`,
  tooManyTags: (tags: string, most: number, length: number) =>
    `“${tags}”: an alarm has at most ${most} tags of ${length} characters`,
  notUnderstood: (typed: string, examples: string) =>
    `“${typed}” is not understood; write for example ${examples}`,
  notUnderstoodBehind: (typed: string) =>
    `“${typed}” is not understood; after the condition there may be once, repeat 10m, expires tomorrow, note: …`,
  isMarket: (typed: string, market: string) =>
    `“${typed}” is a market; name a pair behind it, such as ${market} btcusd`,
  noPair: (typed: string) => `“${typed}” is not a pair; begin with a pair, such as btc or eth/btc`,
});

/** `a, b or c`. */
export function oneOf(all: readonly string[], or: string): string {
  return `${all.slice(0, -1).join(", ")} ${or} ${all.at(-1)}`;
}

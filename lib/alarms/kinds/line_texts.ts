import { texts } from "@/lib/language/texts.ts";

/** What is wrong with a line of text; its own words are the same in all languages. */
export const lineWords = texts("lines", {
  pieces: {
    way: "the direction",
    touch: "how it is reached",
    price: "the price",
    percent: "the percentage",
    reference: "what it is measured against",
    mode: "how often it rings",
    cooldownSeconds: "how long it rests",
    expiresAt: "when it expires",
    sound: "what it rings with",
    priority: "how much it matters",
    policy: "how it escalates",
    tell: "who is told",
  },
  contradict: (one: string, other: string, piece: string) =>
    `“${one}” and “${other}” contradict each other about ${piece}; keep one`,
  wrong: (typed: string, rule: string) => `“${typed}” ${rule}`,
  wrongPiece: (typed: string, why: string) => `“${typed}”: ${why}`,
  sayHowLong: (example: string) => `Say how long, such as ${example}`,
  noSpan: (typed: string, example: string) =>
    `“${typed}” is not a length of time; write for example ${example} (s, m, h, d or w)`,
  span: "a length of time",
  price: "a price, such as 70000 or 70k",
  notNegative: (typed: string) =>
    `“${typed}”: a price is above 0; for a move write a percentage, such as ${typed}%`,
  noPrice: (typed: string) => `“${typed}” is not a price; write for example 70000, 70k or 0.05`,
});

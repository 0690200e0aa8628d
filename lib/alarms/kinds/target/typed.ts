import { texts } from "@/lib/language/texts.ts";
import { decimalText, numberText } from "@/lib/market/format_price.ts";
import { readTypedPrice } from "@/lib/market/typed_number.ts";
import { type KindForm, typicalPrice } from "../kind.ts";
import {
  type KindLine,
  type LineDraft,
  lineNumber,
  type LinePair,
  LineProblem,
  type LineWords,
  startsNumber,
} from "../line.ts";
import { sideOf } from "./rules.ts";
import type { TargetCondition } from "./schema.ts";

const SIGNS = { fromBelow: ">", fromAbove: "<", any: "any" } as const;
const TOUCHES = /^(?:reach(?:es)?|hits?|touch(?:es)?)$/;

/** `> 70k`, `below 0.05`, `reaches 70000`. */
export const targetLine: KindLine<TargetCondition> = {
  write: ({ targetPrice, direction }) => `${SIGNS[direction]} ${lineNumber(targetPrice)}`,
  readPiece(words, draft, pair) {
    const text = words.peek()?.text ?? "";
    if (text === "between") throw between(words, pair);
    if (!TOUCHES.test(text)) return false;
    draft.set("touch", true, words.take().typed);
    return true;
  },
  atPrice: (targetPrice, draft, pair) => ({
    type: "target",
    targetPrice,
    direction: crossing(targetPrice, draft, pair),
  }),
  example: ({ currentPrice }) => `> ${currentPrice === null ? "70k" : roundPrice(currentPrice, 1)}`,
  conditions: ({ currentPrice }) =>
    currentPrice === null ? [] : [
      { text: `> ${roundPrice(currentPrice, 1)}`, rank: 1 },
      { text: `< ${roundPrice(currentPrice, -1)}`, rank: 5 },
    ],
  references: () => [],
};

/** Without a word about it, the side on which the price is now tells from where the target is reached. */
function crossing(target: number, draft: LineDraft, { currentPrice }: LinePair) {
  const way = draft.get("way")?.value;
  if (way === "up") return "fromBelow";
  if (way === "down") return "fromAbove";
  if (way === "any" || draft.get("touch") !== undefined) return "any";
  if (currentPrice === null || currentPrice === target) return "any";
  return target > currentPrice ? "fromBelow" : "fromAbove";
}

/** `sol between 160 and 170`: each of the two prices needs an alarm of its own. */
function between(words: LineWords, { base, quote }: LinePair): LineProblem {
  const { typed } = words.take();
  const numbers = [words.peek(), words.peek(2)].map((word) => word?.typed ?? "");
  const [low, high] = numbers.every(startsNumber) ? numbers : ["160", "170"];
  const name = `${base}/${quote}`.toLowerCase();
  const message = targetFormWords.between(typed, `${name} any ${low}`, `${name} any ${high}`);
  return new LineProblem(typed, message);
}

/** A round price somewhat above (`1`) or below (`-1`) another, as a person would type it: `70k`, `0.055`. */
export function roundPrice(price: number, side: 1 | -1): string {
  const step = stepOf(price);
  const steps = side === 1
    ? Math.floor(price * 1.01 / step) + 1
    : Math.ceil(price * 0.99 / step) - 1;
  const round = Number((Math.max(steps, 1) * step).toPrecision(6));
  return round >= 10_000 && round % 1000 === 0 ? `${round / 1000}k` : decimalText(round);
}

/** From a twentieth to a tenth of the price. */
function stepOf(price: number): number {
  const power = 10 ** Math.floor(Math.log10(price));
  const lead = price / power;
  if (lead < 2) return power / 10;
  return lead < 5 ? power / 5 : power / 2;
}

/** The fields of a target, as typed. */
export interface TargetDraft {
  readonly targetPrice: string;
  readonly crossing: TargetCondition["direction"];
}

export const targetForm: KindForm<TargetCondition, TargetDraft> = {
  title: () => targetFormWords.title,
  empty: { targetPrice: "", crossing: "any" },
  shownFields: ["targetPrice"],
  read: (draft, reader) => ({
    type: "target",
    targetPrice: reader.price("targetPrice", draft.targetPrice, targetFormWords.wanted),
    direction: draft.crossing,
  }),
  write: ({ targetPrice, direction }) => ({
    targetPrice: numberText(targetPrice),
    crossing: direction,
  }),
  figure: {
    field: "targetPrice",
    read: (text, reader) => reader.price("targetPrice", text, targetFormWords.wanted),
  },
  /** It keeps its distance in percent from the current price. */
  copied({ type, targetPrice, direction }, { from, to }) {
    if (from === null || to === null) return null;
    return { type, targetPrice: typicalPrice(to * (targetPrice / from)), direction };
  },
};

/** The fields for a price that was picked: it is reached from the side on which the price is now. */
export function targetAt(text: string, currentPrice: number | null): TargetDraft {
  const read = readTypedPrice(text, targetFormWords.wanted, currentPrice);
  const isKnown = read.ok && currentPrice !== null;
  return { targetPrice: text, crossing: isKnown ? sideOf(read.value, currentPrice) : "any" };
}

/** What the form and the line of text say of it. */
export const targetFormWords = texts("targetForm", {
  title: "Price",
  priceIn: (quote: string) => `Price in ${quote}`,
  now: (price: string) => `Now at ${price}`,
  ringsWhen: "Rings when the price",
  crossings: { any: "Crosses", fromBelow: "Crosses above ↑", fromAbove: "Crosses below ↓" },
  wanted: "the price to wait for",
  between: (typed: string, low: string, high: string) =>
    `An alarm has one price; instead of “${typed}” set two: “${low}” and “${high}”`,
});

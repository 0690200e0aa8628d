import { decimalText, numberFormats, numberText } from "./format_price.ts";
import { texts } from "@/lib/language/texts.ts";

/** A number as a person typed it, or why it cannot be told which number is meant. */
export type TypedNumber =
  | { readonly ok: true; readonly value: number }
  | {
    readonly ok: false;
    readonly reason: "missing" | "unreadable" | "unclear" | "notPositive";
    readonly message: string;
  };

const PLAIN = /^\d{0,400}\.?\d{0,400}(?:e[+-]?\d{1,3})?$/i;
const GROUPS = { ",": /^\d{1,3}(?:,\d{3})+$/, ".": /^\d{1,3}(?:\.\d{3})+$/ } as const;
/** Groups of three, or three decimals. */
const EITHER = /^([1-9]\d{0,2})([.,])(\d{3})$/;
const PRICE = /^[$€£]?(.*?)(k|m|mn|mio|b|bn)?[$€£]?$/i;
const POWERS: Readonly<Record<string, number>> = { k: 3, m: 6, mn: 6, mio: 6, b: 9, bn: 9 };
/** A reading that lies within this factor of the current price is meant, whatever format is chosen. */
const CLEARLY_NEAR = 10;

/**
 * Reads `67,000.5`, `67.000,5`, `67 000`, `0,25` and `1e-7` alike. What may group or part (`67,000`)
 * means what it means in the chosen number format; a separator that is none there is refused.
 */
export function readTypedNumber(text: string, what: string): TypedNumber {
  const typed = compacted(text);
  return readDigits(typed, what, { typed, power: 0, near: null });
}

/**
 * Reads a price: a number, `70k`, `1.2m` or `$70,000`. Of the two readings of `67,000` the one near to
 * the current price is meant; where neither is, the chosen format must not speak against the nearer one.
 */
export function readTypedPrice(
  text: string,
  what: string,
  currentPrice: number | null,
): TypedNumber {
  const typed = compacted(text);
  const [, digits = "", suffix = ""] = PRICE.exec(typed) ?? [];
  const power = POWERS[suffix.toLowerCase()] ?? 0;
  return readDigits(digits, what, { typed, power, near: currentPrice });
}

/** What tells how digits are meant. */
interface Meant {
  readonly typed: string;
  /** Of ten, by a suffix. */
  readonly power: number;
  readonly near: number | null;
}

function compacted(text: string): string {
  return text.replace(/[\s'’_\u00a0\u202f]/g, "");
}

function readDigits(digits: string, what: string, meant: Meant): TypedNumber {
  if (digits === "") return refuse("missing", numberWords.missing(what));
  const either = EITHER.exec(digits);
  if (either !== null) return decided(either, meant);
  const plain = toPlain(digits);
  const value = PLAIN.test(plain) && /\d/.test(plain) ? timesPower(plain, meant.power) : NaN;
  if (!Number.isFinite(value)) return refuse("unreadable", numberWords.unreadable(meant.typed));
  return value > 0 ? { ok: true, value } : refuse("notPositive", numberWords.notPositive);
}

function refuse(reason: (TypedNumber & { ok: false })["reason"], message: string): TypedNumber {
  return { ok: false, reason, message };
}

function decided(
  [, whole = "", sign = "", rest = ""]: readonly string[],
  { typed, power, near }: Meant,
): TypedNumber {
  const grouped = timesPower(whole + rest, power);
  const parted = timesPower(`${whole}.${rest}`, power);
  const { group, decimal } = numberFormats();
  const usual = sign === decimal ? parted : sign === group ? grouped : null;
  const value = chosen(grouped, parted, usual, near);
  if (value !== null) return { ok: true, value };
  const message = numberWords.unclear(typed, numberText(grouped), numberText(parted));
  return refuse("unclear", message);
}

function chosen(
  grouped: number,
  parted: number,
  usual: number | null,
  near: number | null,
): number | null {
  if (near === null) return usual;
  const factor = (price: number) => Math.max(price / near, near / price);
  const nearer = factor(grouped) <= factor(parted) ? grouped : parted;
  return nearer === usual || factor(nearer) <= CLEARLY_NEAR ? nearer : null;
}

/** By its decimals, so that `1.005k` is exactly 1005. */
function timesPower(plain: string, power: number): number {
  const value = Number(plain);
  return power === 0 || !Number.isFinite(value) ? value : Number(`${decimalText(value)}e${power}`);
}

/** The text with a point for decimals and no groups. */
function toPlain(text: string): string {
  const comma = text.lastIndexOf(",");
  const point = text.lastIndexOf(".");
  if (comma >= 0 && point >= 0) {
    return point > comma ? ungroup(text, ",") : ungroup(text, ".").replace(",", ".");
  }
  const sign = comma < 0 ? "." : ",";
  const isGrouped = GROUPS[sign].test(text) && text.indexOf(sign) !== text.lastIndexOf(sign);
  return isGrouped ? text.replaceAll(sign, "") : text.replace(",", ".");
}

/** Without the separators of its whole part; text that is not grouped by threes stays unreadable. */
function ungroup(text: string, separator: "," | "."): string {
  const decimal = separator === "," ? "." : ",";
  const [whole = "", ...rest] = text.split(decimal);
  if (!GROUPS[separator].test(whole)) return text;
  return [whole.replaceAll(separator, ""), ...rest].join(decimal);
}

/** What is wrong with a number as it was typed. */
export const numberWords = texts("numbers", {
  missing: (what: string) => `Type ${what}`,
  unreadable: (typed: string) => `“${typed}” is not a number`,
  notPositive: "It must be more than 0",
  unclear: (typed: string, one: string, other: string) =>
    `“${typed}” may be ${one} or ${other}: type one of these`,
});

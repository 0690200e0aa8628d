import { type Language, spokenLanguage } from "@/lib/language/texts.ts";

const MINUS = "\u2212";

/** A market price for reading: `67,187.34`, `1.2345`, `0.00001234`; never "0", never an exponent. */
export function formatPrice(price: number): string {
  const { large, middle, small } = numberFormats();
  if (price >= 1000) return large.format(price);
  return (price >= 1 ? middle : small).format(price);
}

/** A price with every digit it was typed with: `55,000.001`, `0.0000001`. */
export function formatExactPrice(price: number): string {
  const { group, decimal } = numberFormats();
  const [whole = "", fraction] = decimalText(price).split(".");
  const grouped = whole.replace(/\B(?=(\d{3}){1,110}$)/g, group);
  return fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`;
}

/** A number as a person types it, with their decimal sign and no groups; it reads back as the same number. */
export function numberText(value: number): string {
  const text = String(value).replace(".", numberFormats().decimal);
  // `67.125` might be grouped; another digit makes it clear.
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(text) ? `${text}0` : text;
}

/** A percentage as somebody asked for it, with all its digits: `5 %`, `0.001 %`. */
export function formatPercent(percent: number): string {
  return `${formatExactPrice(percent).replace("-", MINUS)} %`;
}

/** The size of a move, without its sign and to two decimals: `5.2 %`; tiny ones keep two digits. */
export function formatSize(percent: number): string {
  const { large, tiny } = numberFormats();
  const size = Math.abs(percent);
  return `${(size > 0 && size < 0.01 ? tiny : large).format(size)} %`;
}

/** A move with its sign: `+5.1 %`, `−0.25 %`, `0 %`; `minimumDigits` 2 keeps columns aligned: `+5.10 %`. */
export function formatChange(percent: number, minimumDigits: 0 | 2 = 0): string {
  const sign = percent > 0 ? "+" : percent < 0 ? MINUS : "";
  if (minimumDigits === 0) return sign + formatSize(percent);
  const digits = numberFormats().column.format(Math.abs(percent));
  return `${/[1-9]/.test(digits) ? sign : ""}${digits} %`;
}

/** How far `price` is from `reference`, in percent of `reference`; for showing, not for deciding. */
export function percentChange(price: number, reference: number): number {
  return ((price - reference) / reference) * 100;
}

/** The change from an earlier price, in percent; null while one of the two is not known. */
export function changeSince(
  before: number | null | undefined,
  price: number | null,
): number | null {
  if (before === null || before === undefined || price === null) return null;
  return percentChange(price, before);
}

/** From so many zeros after the decimal point on, a price is shortened. */
const MANY_ZEROS = /^(0\D)(0{4,})(?=\d)/;

/** A price in little room: of many zeros after the point only their number is told, as in `0.0₅778157`. */
export function shortPrice(price: number): string {
  return formatPrice(price).replace(
    MANY_ZEROS,
    (_, point: string, zeros: string) => `${point}0${subscript(zeros.length)}`,
  );
}

/** One with more characters leaves its place on a phone. */
const LONGEST = 16;

/** A price as it is read, where that is not too long for one place on a screen; else in little room. */
export function fittingPrice(price: number): string {
  const whole = formatPrice(price);
  return whole.length > LONGEST ? shortPrice(price) : whole;
}

const ZERO = "₀".charCodeAt(0);

function subscript(number: number): string {
  return [...String(number)].map((digit) => String.fromCharCode(ZERO + Number(digit))).join("");
}

/** How numbers are written, by the locale that writes them so. */
export const NUMBER_LOCALES = ["en-US", "de-DE", "fr-FR", "de-CH"] as const;
export type NumberLocale = typeof NUMBER_LOCALES[number];

const USUAL: Readonly<Record<Language, NumberLocale>> = { en: "en-US", de: "de-DE" };

/**
 * How numbers are written where nobody has chosen: by the language that is spoken, so that a page and the island that
 * takes it over show the same.
 */
function usualLocale(): NumberLocale {
  return USUAL[spokenLanguage()];
}

/** A way to write numbers. */
type NumberFormat = Pick<Intl.NumberFormat, "format">;

/** The ways in which one locale writes numbers. */
interface NumberFormats {
  readonly locale: NumberLocale;
  readonly large: NumberFormat;
  readonly middle: NumberFormat;
  readonly small: NumberFormat;
  readonly tiny: NumberFormat;
  readonly column: NumberFormat;
  /** What stands between groups of three, and before the decimals. */
  readonly group: string;
  readonly decimal: string;
}

let chosenLocale: () => NumberLocale | null = () => null;

/** From now on numbers are written as `choose` says at the moment they are, null: as usual; a browser's viewer chooses. */
export function formatNumbersBy(choose: () => NumberLocale | null): void {
  chosenLocale = choose;
}

const known = new Map<NumberLocale, NumberFormats>();

/** The formats that count now; making them is slow, so each locale's are made once. */
export function numberFormats(): NumberFormats {
  const locale = chosenLocale() ?? usualLocale();
  let formats = known.get(locale);
  if (formats === undefined) known.set(locale, formats = formatsOf(locale));
  return formats;
}

/** What stands between groups of three and before the decimals, of the locales that pages of the server are written in. */
const BY_HAND: Partial<Record<NumberLocale, readonly [group: string, decimal: string]>> = {
  "en-US": [",", "."],
  "de-DE": [".", ","],
};

/**
 * What the formatters of a locale say, by hand: the first one that a process makes takes as long as a whole page, and
 * the server writes every page.
 */
function writtenIn(locale: NumberLocale, group: string, decimal: string): NumberFormats {
  const written = (digits: Digits) => writtenBy(digits, group, decimal);
  return {
    locale,
    large: written({ most: 2 }),
    middle: written({ most: 4 }),
    small: written({ significant: 6 }),
    tiny: written({ significant: 2 }),
    column: written({ most: 2, least: 2 }),
    group,
    decimal,
  };
}

/** How many decimals, or digits that count. */
interface Digits {
  readonly most?: number;
  readonly least?: number;
  readonly significant?: number;
}

function writtenBy(
  { most = 0, least = 0, significant }: Digits,
  group: string,
  decimal: string,
): NumberFormat {
  return {
    format(value: number | bigint) {
      if (!Number.isFinite(Number(value))) return String(value);
      const [digits, exponent] = shortestDigits(Math.abs(Number(value)));
      const rounded = roundedTo(digits, significant ?? exponent + 1 + most);
      const shift = exponent + (rounded.isLonger ? 1 : 0);
      const whole = shift < 0 ? "0" : rounded.digits.slice(0, shift + 1).padEnd(shift + 1, "0");
      const rest = shift < 0
        ? "0".repeat(-shift - 1) + rounded.digits
        : rounded.digits.slice(shift + 1);
      const decimals = rest.replace(/0{1,400}$/, "").padEnd(least, "0");
      const grouped = whole.replaceAll(/\B(?=(?:\d{3}){1,110}$)/g, group);
      const sign = value < 0 || Object.is(value, -0) ? "-" : "";
      return sign + grouped + (decimals === "" ? "" : decimal + decimals);
    },
  };
}

/** The fewest digits that say a number, and the power of ten of the first: what formatters round, not its binary value. */
function shortestDigits(value: number): [digits: string, exponent: number] {
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  return [digits.replace(".", ""), Number(exponent)];
}

/** The first digits, half rounded up; longer by one where all were nines. */
function roundedTo(digits: string, count: number): { digits: string; isLonger: boolean } {
  if (count < 0) return { digits: "0", isLonger: false };
  if (digits.length <= count) return { digits, isLonger: false };
  const kept = digits.slice(0, count);
  if ((digits[count] ?? "0") < "5") return { digits: kept === "" ? "0" : kept, isLonger: false };
  const next = String(BigInt(`0${kept}`) + 1n).padStart(count, "0");
  return { digits: next, isLonger: next.length > count };
}

function formatsOf(locale: NumberLocale): NumberFormats {
  const byHand = BY_HAND[locale];
  if (byHand !== undefined) return writtenIn(locale, ...byHand);
  const parts = new Intl.NumberFormat(locale).formatToParts(1_234_567.8);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return {
    locale,
    large: new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }),
    middle: new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }),
    small: new Intl.NumberFormat(locale, { maximumSignificantDigits: 6 }),
    tiny: new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }),
    column: new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    group: part("group"),
    decimal: part("decimal"),
  };
}

/** Which way a move in percent goes as it is shown, with two decimals: less than half a hundredth is no move. */
export function shownTrend(percent: number): "up" | "down" | "flat" {
  if (Math.abs(percent) < 0.005) return "flat";
  return percent > 0 ? "up" : "down";
}

/** The number that a double's shortest decimal text names: `coefficient × 10^exponent`, exactly. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** The decimal a person or a source wrote: 0.1 is one tenth here, not the binary number nearest to it. */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) throw new RangeError(`Cannot take ${value} as a decimal`);
  const [mantissa = "", power = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** The exact sum of two decimals. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { coefficient: scaled(a, exponent) + scaled(b, exponent), exponent };
}

/** The exact product of two decimals. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent };
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const left = scaled(a, exponent);
  const right = scaled(b, exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A number written out in full, without an exponent: 1e-7 becomes `0.0000001`. */
export function decimalText(value: number): string {
  const { coefficient, exponent } = decimalOf(value);
  const sign = coefficient < 0n ? "-" : "";
  const digits = String(coefficient < 0n ? -coefficient : coefficient);
  if (exponent >= 0) return sign + digits + "0".repeat(coefficient === 0n ? 0 : exponent);
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

function scaled(value: Decimal, exponent: number): bigint {
  return value.coefficient * 10n ** BigInt(value.exponent - exponent);
}

export type Move = "up" | "down";

const HUNDRED = decimalOf(100);

/** Whether `price` is at least `percentage` % above or below `reference`: exactly that far is far enough. */
export function hasMoved(
  price: number,
  reference: number,
  percentage: number,
  move: Move,
): boolean {
  const wanted = move === "up" ? 100 + percentage : 100 - percentage;
  const left = price * 100;
  const right = reference * wanted;
  const outlier = (left + reference * (100 + percentage)) * 1e-12;
  // Binary rounding decides nothing here: within its reach, and near the ends of the doubles, decimals do.
  const exact = outlier < 1e-250 || !(Math.abs(left - right) > outlier);
  const difference = exact ? compareExactly(price, reference, percentage, move) : left - right;
  return move === "up" ? difference >= 0 : difference <= 0;
}

/** In which of the wanted directions `price` has moved at least that far from `reference`; null for none. */
export function moveOf(
  price: number,
  reference: number,
  percentage: number,
  direction: Move | "any",
): Move | null {
  if (direction !== "down" && hasMoved(price, reference, percentage, "up")) return "up";
  if (direction !== "up" && hasMoved(price, reference, percentage, "down")) return "down";
  return null;
}

function compareExactly(price: number, reference: number, percentage: number, move: Move): number {
  const share = addDecimals(HUNDRED, decimalOf(move === "up" ? percentage : -percentage));
  const threshold = multiplyDecimals(decimalOf(reference), share);
  return compareDecimals(multiplyDecimals(decimalOf(price), HUNDRED), threshold);
}

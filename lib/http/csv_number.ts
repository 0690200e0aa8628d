/**
 * How a file writes decimals. `point`: with a point, and nothing groups. `comma`: with a comma, points
 * group, as in spreadsheets of many languages. The others are sure of less: with `commaFirst` three
 * digits behind a point may be either, with `pointFirst` those behind a comma, with `unknown` both.
 */
export type DecimalSign = "point" | "comma" | "commaFirst" | "pointFirst" | "unknown";

/** A number; `unclear` when what it says depends on the language it was written in; null for none. */
export type CsvNumber = number | "unclear" | null;

/** Groups of three digits, or three decimals. */
const POINT_OF_THREE = /^[+-]?[1-9]\d{0,2}\.\d{3}$/;
const COMMA_OF_THREE = /^[+-]?[1-9]\d{0,2},\d{3}$/;
const WITH_POINT = /^[+-]?\d{0,30}(?:\.\d{0,40})?(?:e[+-]?\d{1,4})?$/i;
const WITH_COMMA = /^[+-]?\d{0,30},\d{0,40}(?:e[+-]?\d{1,4})?$/i;
const GROUPED_BY_POINTS = /^[+-]?\d{1,3}(?:\.\d{3}){1,10}(?:,\d{0,40})?$/;
const GROUPED_BY_COMMAS = /^[+-]?\d{1,3}(?:,\d{3}){1,10}(?:\.\d{0,40})?$/;
/** What also stands between groups. */
const SPACES = /[ \u00a0\u202f'\u2019]/g;

/** The minus as some languages' spreadsheets write it. */
const MINUS = /^\u2212/;

/** Reads the text of a number; where more than one reading is possible, it is never guessed. */
export function readCsvNumber(text: string, sign: DecimalSign): CsvNumber {
  if (text.length > 80) return null;
  if (sign === "point") return numberOf(text, WITH_POINT);
  const bare = text.replaceAll(SPACES, "").replace(MINUS, "-");
  if (POINT_OF_THREE.test(bare)) return ofThree(bare, sign === "pointFirst", sign === "comma");
  if (COMMA_OF_THREE.test(bare)) {
    return ofThree(toPoint(bare), sign === "comma" || sign === "commaFirst", false);
  }
  return numberOf(bare, WITH_POINT) ?? numberOf(bare, WITH_COMMA, toPoint) ??
    numberOf(bare, GROUPED_BY_POINTS, (grouped) => toPoint(grouped.replaceAll(".", ""))) ??
    numberOf(bare, GROUPED_BY_COMMAS, (grouped) => grouped.replaceAll(",", ""));
}

/** The sign before the decimals of a number; null when it has none, or they may be a group. */
export function decimalSignIn(text: string): "point" | "comma" | null {
  const bare = text.slice(0, 80).replaceAll(SPACES, "").replace(MINUS, "-");
  if (POINT_OF_THREE.test(bare) || COMMA_OF_THREE.test(bare) || /^[+-]?\d*$/.test(bare)) {
    return null;
  }
  if (WITH_POINT.test(bare)) return bare.includes(".") ? "point" : null;
  if (WITH_COMMA.test(bare) || GROUPED_BY_POINTS.test(bare)) return "comma";
  return GROUPED_BY_COMMAS.test(bare) ? "point" : null;
}

function ofThree(text: string, isDecimal: boolean, isGroup: boolean): number | "unclear" {
  if (isDecimal) return Number(text);
  return isGroup ? Number(text.replace(".", "")) : "unclear";
}

function toPoint(text: string): string {
  return text.replace(",", ".");
}

function numberOf(text: string, form: RegExp, plain = (text: string) => text): number | null {
  if (!form.test(text) || !/\d/.test(text)) return null;
  return Number(plain(text));
}

/**
 * A number as text that no spreadsheet takes for another one: `70.125` would be seventy thousand where
 * the point groups, `70.1250` is text there and comes back as it was.
 */
export function csvNumber(value: number): string {
  const text = String(value);
  return POINT_OF_THREE.test(text) ? `${text}0` : text;
}

import { numberFormats } from "@/lib/market/number_formats.ts";

/** A number as a person typed it, or why it cannot be told which number is meant. */
export type TypedNumber =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly message: string };

const PLAIN = /^\d*\.?\d*(?:e[+-]?\d{1,3})?$/i;
const GROUPS = { ",": /^\d{1,3}(?:,\d{3})+$/, ".": /^\d{1,3}(?:\.\d{3})+$/ } as const;

/**
 * Reads `67,000.5`, `67.000,5`, `67 000`, `0,25` and `1e-7` alike. A comma that may group or part
 * (`67,000`) is refused: a wrong guess would set an alarm a thousand times off.
 */
export function readTypedNumber(text: string, what: string): TypedNumber {
  const compact = text.replace(/[\s'’_\u00a0\u202f]/g, "");
  if (compact === "") return refuse(`Type ${what}`);
  const plain = toPlain(compact);
  if (plain === null) return refuse(ambiguity(compact));
  const value = PLAIN.test(plain) && /\d/.test(plain) ? Number(plain) : NaN;
  if (!Number.isFinite(value)) return refuse(`“${text.trim()}” is not a number`);
  return value > 0 ? { ok: true, value } : refuse("It must be more than 0");
}

function refuse(message: string): TypedNumber {
  return { ok: false, message };
}

function ambiguity(text: string): string {
  const grouped = text.replace(/[.,]/g, "");
  const { decimal } = numberFormats();
  const parted = text.replace(/[.,]/, decimal);
  // With a comma for decimals, another digit makes it clear.
  const clear = decimal === "." ? parted : `${parted}0`;
  return `“${text}” may be ${grouped} or ${clear}: type one of these`;
}

/** The text with a point for decimals and no groups; null when that cannot be told. */
function toPlain(text: string): string | null {
  const comma = text.lastIndexOf(",");
  if (comma < 0) return withPoints(text);
  const point = text.lastIndexOf(".");
  if (point >= 0) return point > comma ? ungroup(text, ",") : ungroup(text, ".").replace(",", ".");
  if (!GROUPS[","].test(text)) return text.replace(",", ".");
  if (text.indexOf(",") !== comma) return text.replaceAll(",", "");
  return text.startsWith("0") ? text.replace(",", ".") : null;
}

/** Several points group; a single one does not, except for those who write a comma before decimals: then it may. */
function withPoints(text: string): string | null {
  if (!GROUPS["."].test(text)) return text;
  if (dots(text) > 1) return text.replaceAll(".", "");
  const mayGroup = numberFormats().decimal === "," && !text.startsWith("0");
  return mayGroup ? null : text;
}

function dots(text: string): number {
  return text.split(".").length - 1;
}

/** Without the separators of its whole part; text that is not grouped by threes stays unreadable. */
function ungroup(text: string, separator: "," | "."): string {
  const decimal = separator === "," ? "." : ",";
  const [whole = "", ...rest] = text.split(decimal);
  if (!GROUPS[separator].test(whole)) return text;
  return [whole.replaceAll(separator, ""), ...rest].join(decimal);
}

import type { Steps } from "@/lib/time/turns.ts";

/** A row of a CSV and the line of the file on which it begins, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export type ParsedCsv =
  | { readonly ok: true; readonly rows: readonly CsvRow[]; readonly separator: string }
  /** A quoted cell that begins on this line never ends, or there are more rows, or cells in one, than may be. */
  | { readonly ok: false; readonly line: number; readonly tooMany?: "rows" | "cells" };

const SEPARATORS = [",", ";", "\t"] as const;
/** A first line that tells spreadsheets the separator; some fill it up with empty cells. */
const SEPARATOR_LINE = /^"?sep=([^"\r\n])\1{0,999}"?(?:\r\n|\r|\n|$)/i;

/** So many cells and quotes are read before the reader may be interrupted. */
const PASSES_A_STEP = 1000;
/** More cells than this in one row are nobody's columns. */
const MOST_CELLS = 1000;

/**
 * Reads a CSV (RFC 4180) with commas, with the semicolons or tabs that some spreadsheets write, or with
 * the separator that its first line names (`sep=;`). Empty lines are left out; what is longer than `mostRows` is not read to its end.
 */
export function* csvSteps(text: string, mostRows = Infinity): Steps<ParsedCsv> {
  const all = text.replace(/^\ufeff/, "");
  const named = SEPARATOR_LINE.exec(all);
  const separator = named?.[1] ?? separatorOf(all);
  const isInCell = (sign: string | undefined) =>
    sign !== undefined && sign !== separator && sign !== "\n" && sign !== "\r";
  const rows: CsvRow[] = [];
  let line = named === null ? 1 : 2;
  let row = { line, cells: [] as string[] };
  let at = named?.[0].length ?? 0;
  for (let passes = 1; at < all.length; passes++) {
    if (passes % PASSES_A_STEP === 0) yield;
    let cell = "";
    if (all[at] === '"') {
      for (let isOpen = true; isOpen; passes++) {
        if (passes % PASSES_A_STEP === 0) yield;
        const end = all.indexOf('"', ++at);
        if (end < 0) return { ok: false, line: row.line };
        isOpen = all[end + 1] === '"';
        cell += all.slice(at, isOpen ? end + 1 : end);
        at = end + 1;
      }
      line += lineEnds(cell);
    }
    // What stands after a closing quote is taken as it is, as spreadsheets do.
    const from = at;
    while (isInCell(all[at])) at++;
    row.cells.push(cell + all.slice(from, at));
    if (all[at] === separator && at + 1 < all.length) {
      if (row.cells.length > MOST_CELLS) return { ok: false, line: row.line, tooMany: "cells" };
      at++;
      continue;
    }
    // A separator at the very end leaves one more, empty cell.
    if (all[at] === separator) row.cells.push("");
    at += all.startsWith("\r\n", at) ? 2 : 1;
    if (row.cells.length > 1 || row.cells[0] !== "") rows.push(row);
    row = { line: ++line, cells: [] };
    if (rows.length > mostRows) return { ok: false, line, tooMany: "rows" };
  }
  return { ok: true, rows, separator };
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === "\n" || (sign === "\r" && text[at + 1] !== "\n")) count++;
  }
  return count;
}

/** The one that stands most often in the first line that is not empty. */
function separatorOf(text: string): string {
  const [head = ""] = text.replace(/^[\r\n]+/, "").split(/\r|\n/, 1);
  const count = (separator: string) => head.split(separator).length;
  return SEPARATORS.reduce((best, each) => count(each) > count(best) ? each : best);
}

/** Signs of a formula (full-width and small forms count as the plain ones), and a person's own apostrophe. */
const SIGNS = String.raw`'=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b`;
/** Where a spreadsheet may begin to carry text out: at the beginning of a cell, */
const START = new RegExp(`^(?= *[${SIGNS}\\t\\r\\n])`);
/** and behind what one that expects other separators takes for its end. */
const INSIDE = new RegExp(`[;\\t\\r\\n](?= *[${SIGNS}])`, "g");
const GUARDED_START = new RegExp(`^'(?= *[${SIGNS}\\t\\r\\n])`);
const GUARDED_INSIDE = new RegExp(`([;\\t\\r\\n])'(?= *[${SIGNS}])`, "g");

/**
 * A cell of a CSV (RFC 4180). What a spreadsheet would carry out gets an apostrophe before it, which
 * makes it text; what has one already gets another, so that it comes back as it was.
 */
export function csvCell(text: string): string {
  const harmless = text.replace(START, "'").replaceAll(INSIDE, "$&'");
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The text that a cell was made of; a person's own apostrophe stays. */
export function textOfCell(cell: string): string {
  return cell.replace(GUARDED_START, "").replaceAll(GUARDED_INSIDE, "$1");
}

/** The first line of a CSV; spreadsheets take text for UTF-8 only when it says so. */
export function csvHead(names: readonly string[]): string {
  return `\ufeff${csvLine(names)}`;
}

/** Cells as a line of CSV. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/**
 * How a file writes decimals. `point`: with a point, and nothing groups. `comma`: with a comma, points
 * group, as in spreadsheets of many languages. The others are sure of less: with `commaFirst` three
 * digits behind a point may be either, with `pointFirst` those behind a comma, with `unknown` both.
 */
export type DecimalSign = "point" | "comma" | "commaFirst" | "pointFirst" | "unknown";

/** A number; `unclear` when what it says depends on the language it was written in; null for none. */
type CsvNumber = number | "unclear" | null;

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

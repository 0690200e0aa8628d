import { doAtOnce, type Steps } from "@/lib/turns.ts";

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
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
/** More cells than this in one row are nobody's columns. */
const MOST_CELLS = 1000;

/**
 * Reads a CSV (RFC 4180) with commas, with the semicolons or tabs that some spreadsheets write, or with
 * the separator that its first line names (`sep=;`). Empty lines are left out; what is longer than `mostRows` is not read to its end.
 */
export function csvSteps(text: string, mostRows = Infinity): Steps<ParsedCsv> {
  const all = text.replace(/^\ufeff/, "");
  const named = SEPARATOR_LINE.exec(all);
  if (named === null) return new CsvReader(all, separatorOf(all), 1).read(mostRows);
  const [line, separator = ","] = named;
  return new CsvReader(all.slice(line.length), separator, 2).read(mostRows);
}

/** The same, at once. */
export function parseCsv(text: string, mostRows?: number): ParsedCsv {
  return doAtOnce(csvSteps(text, mostRows));
}

class CsvReader {
  readonly #rows: CsvRow[] = [];
  #cells: string[] = [];
  #passes = 0;
  #at = 0;
  #line: number;
  #rowLine: number;

  constructor(
    private readonly text: string,
    private readonly separator: string,
    firstLine: number,
  ) {
    this.#line = this.#rowLine = firstLine;
  }

  *read(mostRows: number): Steps<ParsedCsv> {
    while (this.#at < this.text.length) {
      if (++this.#passes % PASSES_A_STEP === 0) yield;
      if (this.#rows.length > mostRows) return { ok: false, line: this.#rowLine, tooMany: "rows" };
      if (this.#cells.length > MOST_CELLS) {
        return { ok: false, line: this.#rowLine, tooMany: "cells" };
      }
      const cell = this.text[this.#at] === '"' ? yield* this.#quoted() : this.#plain();
      if (cell === null) return { ok: false, line: this.#rowLine };
      this.#cells.push(cell);
      this.#endCell();
    }
    if (this.#cells.length > 0) this.#endRow();
    if (this.#rows.length > mostRows) return { ok: false, line: this.#rowLine, tooMany: "rows" };
    return { ok: true, rows: this.#rows, separator: this.separator };
  }

  /** After a cell: another one of the row, or the next row. */
  #endCell(): void {
    if (this.text[this.#at] === this.separator) {
      this.#at++;
      // A separator at the very end leaves one more, empty cell.
      if (this.#at >= this.text.length) this.#cells.push("");
      return;
    }
    this.#skipLineEnd();
    this.#endRow();
  }

  #endRow(): void {
    const isEmpty = this.#cells.length === 1 && this.#cells[0] === "";
    if (!isEmpty) this.#rows.push({ line: this.#rowLine, cells: this.#cells });
    this.#cells = [];
    this.#rowLine = this.#line;
  }

  #plain(): string {
    const start = this.#at;
    while (this.#at < this.text.length && !this.#isEnd(this.text[this.#at])) this.#at++;
    return this.text.slice(start, this.#at);
  }

  /** Null when the closing quote is missing. */
  *#quoted(): Steps<string | null> {
    let cell = "";
    this.#at++;
    for (;;) {
      if (++this.#passes % PASSES_A_STEP === 0) yield;
      const end = this.text.indexOf('"', this.#at);
      if (end < 0) return null;
      cell += this.#passed(end);
      if (this.text[this.#at] !== '"') break;
      cell += '"';
      this.#at++;
    }
    // What stands after the closing quote is taken as it is, as spreadsheets do.
    return cell + this.#plain();
  }

  /** The text up to a quote; goes on behind it. */
  #passed(end: number): string {
    const passed = this.text.slice(this.#at, end);
    this.#line += lineEnds(passed);
    this.#at = end + 1;
    return passed;
  }

  #isEnd(character: string | undefined): boolean {
    return character === this.separator || character === "\n" || character === "\r";
  }

  #skipLineEnd(): void {
    if (this.text[this.#at] === "\r") this.#at++;
    if (this.text[this.#at] === "\n") this.#at++;
    this.#line++;
  }
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || (code === RETURN && text.charCodeAt(at + 1) !== LINE_FEED)) count++;
  }
  return count;
}

/** The one that stands most often in the first line. */
function separatorOf(text: string): string {
  const [head = ""] = text.split(/\r|\n/, 1);
  const count = (separator: string) => head.split(separator).length;
  return SEPARATORS.reduce((best, each) => count(each) > count(best) ? each : best);
}

/** A row of a CSV and the line of the file on which it begins, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export type ParsedCsv =
  | { readonly ok: true; readonly rows: readonly CsvRow[]; readonly separator: string }
  /** A quoted cell that begins on this line never ends. */
  | { readonly ok: false; readonly line: number };

const SEPARATORS = [",", ";", "\t"] as const;
/** A first line that tells spreadsheets the separator; some fill it up with empty cells. */
const SEPARATOR_LINE = /^"?sep=([^"\r\n])\1{0,999}"?(?:\r\n|\r|\n|$)/i;

/**
 * Reads a CSV (RFC 4180) with commas, with the semicolons or tabs that some spreadsheets write, or with
 * the separator that its first line names (`sep=;`). Empty lines are left out.
 */
export function parseCsv(text: string): ParsedCsv {
  const all = text.replace(/^\ufeff/, "");
  const named = SEPARATOR_LINE.exec(all);
  if (named === null) return new CsvReader(all, separatorOf(all), 1).read();
  const [line, separator = ","] = named;
  return new CsvReader(all.slice(line.length), separator, 2).read();
}

class CsvReader {
  readonly #rows: CsvRow[] = [];
  #cells: string[] = [];
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

  read(): ParsedCsv {
    while (this.#at < this.text.length) {
      const cell = this.text[this.#at] === '"' ? this.#quoted() : this.#plain();
      if (cell === null) return { ok: false, line: this.#rowLine };
      this.#cells.push(cell);
      this.#endCell();
    }
    if (this.#cells.length > 0) this.#endRow();
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
  #quoted(): string | null {
    let cell = "";
    this.#at++;
    for (;;) {
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
    this.#line += passed.match(/\r\n|\r|\n/g)?.length ?? 0;
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

/** The one that stands most often in the first line. */
function separatorOf(text: string): string {
  const [head = ""] = text.split(/\r|\n/, 1);
  const count = (separator: string) => head.split(separator).length;
  return SEPARATORS.reduce((best, each) => count(each) > count(best) ? each : best);
}

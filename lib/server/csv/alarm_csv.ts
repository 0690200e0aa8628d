import type { AlarmRecord } from "@/lib/alarms/alarm_input.ts";
import type { CellKind } from "@/lib/alarms/kinds/fields.ts";
import { CONDITION_COLUMNS } from "@/lib/alarms/alarm.ts";
import { TOLD } from "@/lib/alarms/limits.ts";
import { MAX_RECORDS, tooMany as tooManyRecords } from "@/lib/commands/import/import_alarms.ts";
import { Refusal } from "@/lib/commands/command.ts";
import {
  csvHead,
  csvLine,
  csvNumber,
  type CsvRow,
  csvSteps,
  type DecimalSign,
  decimalSignIn,
  type ParsedCsv,
  readCsvNumber,
  textOfCell,
} from "./parse_csv.ts";
import type { Steps } from "@/lib/time/turns.ts";

/** The columns of alarms as CSV, in their order, and what stands in them. */
const COLUMNS: Readonly<Record<string, CellKind>> = {
  pair: "text",
  id: "text",
  type: "text",
  ...CONDITION_COLUMNS,
  mode: "text",
  cooldownSeconds: "number",
  expiresAt: "text",
  sound: "text",
  priority: "text",
  policy: "text",
  tell: "text",
  tags: "text",
  paused: "boolean",
  note: "text",
  source: "text",
  coin: "text",
  coinName: "text",
};
const NAMES = Object.keys(COLUMNS);
/** A longer list has more in it than an alarm may have; to cut it up takes long. */
const LONGEST_LIST = 20_000;
const ROWS_A_STEP = 20;

/** Yes and no as spreadsheets write them in their languages, in capitals. */
const YES = [
  ...["TRUE", "WAHR", "VRAI", "VERDADERO", "VERO", "VERDADEIRO", "WAAR", "PRAWDA", "SANT", "SAND"],
  ...["SANN", "TOSI", "PRAVDA", "DO\u011eRU", "IGAZ", "CERT", "ADEV\u0102RAT"],
  ...["\u0418\u0421\u0422\u0418\u041d\u0410", "\u0406\u0421\u0422\u0418\u041d\u0410"],
];
const NO = [
  ...["FALSE", "FALSCH", "FAUX", "FALSO", "ONWAAR", "FA\u0141SZ", "FALSKT", "FALSK", "USANN"],
  ...["EP\u00c4TOSI", "NEPRAVDA", "YANLI\u015e", "HAMIS", "FALS"],
  ...["\u041b\u041e\u0416\u042c", "\u0425\u0418\u0411\u041d\u0406\u0421\u0422\u042c"],
];
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...YES.map((word) => [word, true] as const),
  ...NO.map((word) => [word, false] as const),
]);

/** Alarms as CSV, line by line: one a line, the columns that do not go with its type empty. */
export function* alarmCsvParts(records: Iterable<AlarmRecord>): Generator<string> {
  yield csvHead(NAMES);
  for (const record of records) yield csvLine(NAMES.map((name) => cellOf(name, record[name])));
}

function cellOf(name: string, value: unknown): string {
  return name === "tags" && Array.isArray(value) ? tagsCell(value) : cellText(value);
}

/** With semicolons between; where a tag has one itself, each in a line of its own. */
function tagsCell(tags: readonly string[]): string {
  return tags.some((tag) => tag.includes(";")) ? `${tags.join("\n")}\n` : tags.join("; ");
}

function tagsInCell(text: string): string[] {
  return text.split(text.includes("\n") ? /\r?\n/ : ";").map((tag) => tag.trim())
    .filter((tag) => tag !== "");
}

function cellText(value: unknown): string {
  if (typeof value === "number") return csvNumber(value);
  if (Array.isArray(value)) return value.join(" ");
  return value === undefined || value === null ? "" : String(value);
}

/** Reads alarms from CSV; values are checked later. @throws {Refusal} when the file itself is wrong */
export function* alarmCsvSteps(text: string): Steps<{ alarms: AlarmRecord[]; lines: number[] }> {
  // One more row is the head.
  const parsed = yield* csvSteps(text, MAX_RECORDS + 1);
  if (!parsed.ok) throw refusalOf(parsed);
  // Some spreadsheets save rows of nothing but separators before it.
  const begin = parsed.rows.findIndex(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  const [head, ...all] = begin < 0 ? [] : parsed.rows.slice(begin);
  if (head === undefined) {
    throw new Refusal("invalid_request", `The file is empty; its first line is ${NAMES.join(",")}`);
  }
  const filled = yield* filledRows(all);
  const { rows } = filled;
  const columns = columnsOf(head, filled.columns);
  const sign = decimalSignOf(parsed.separator, yield* languageOf(columns, rows));
  const alarms: AlarmRecord[] = [];
  for (const row of rows) {
    refuseBeyond(head, row);
    alarms.push(recordOf(columns, row, sign));
    if (alarms.length % ROWS_A_STEP === 0) yield;
  }
  return { alarms, lines: rows.map(({ line }) => line) };
}

function refusalOf({ line, tooMany }: Extract<ParsedCsv, { ok: false }>): Refusal {
  const field = `line ${line}`;
  switch (tooMany) {
    case "rows":
      return new Refusal("too_large", `The file ${tooManyRecords}`, field);
    case "cells":
      return new Refusal("invalid_request", `line ${line}: it has over 1000 cells`, field);
    default: {
      const message = `line ${line}: a quoted cell has no end; close it with "`;
      return new Refusal("invalid_request", message, field);
    }
  }
}

interface Column {
  readonly name: string;
  readonly at: number;
}

function* filledRows(all: readonly CsvRow[]): Steps<{ rows: CsvRow[]; columns: Set<number> }> {
  const rows: CsvRow[] = [];
  const columns = new Set<number>();
  for (const [nth, row] of all.entries()) {
    let isFilled = false;
    for (const [at, cell] of row.cells.entries()) {
      if (cell.trim() === "") continue;
      isFilled = true;
      columns.add(at);
    }
    if (isFilled) rows.push(row);
    if (nth % ROWS_A_STEP === 0) yield;
  }
  return { rows, columns };
}

/** The columns with a title; those that spreadsheets leave behind, without title and empty, are left out. */
function columnsOf({ cells, line }: CsvRow, filled: ReadonlySet<number>): Column[] {
  const columns = cells.flatMap((cell, at) => {
    const title = cell.trim();
    return title === "" && !filled.has(at) ? [] : [{ name: columnOf(title, line), at }];
  });
  const twice = columns.find(({ name }, at) => columns.findIndex((one) => one.name === name) < at);
  if (twice === undefined) return columns;
  const message = `line ${line}: the column ${twice.name} stands there twice; keep one`;
  throw new Refusal("invalid_request", message, `line ${line}`);
}

/** A decimal comma without quotes makes two cells of one; leaving the second out would change the price. */
function refuseBeyond(head: CsvRow, { cells, line }: CsvRow): void {
  const beyond = cells.slice(head.cells.length).find((cell) => cell.trim() !== "");
  if (beyond === undefined) return;
  const message = `line ${line}: “${beyond.trim().slice(0, 40)}” stands beyond the last column; ` +
    "quote a cell that has the separator in it";
  throw new Refusal("invalid_request", message, `line ${line}`);
}

function columnOf(title: string, line: number): string {
  const name = NAMES.find((known) => known.toLowerCase() === title.toLowerCase());
  if (name !== undefined) return name;
  const known = NAMES.join(", ");
  const message = `line ${line}: there is no column “${title.slice(0, 40)}”; use ${known}`;
  throw new Refusal("invalid_request", message, `line ${line}`);
}

/** What the cells of a file tell of the language that it was written in. */
interface Language {
  /** It writes WAHR or VRAI. */
  readonly isForeign: boolean;
  /** The signs that certainly stand before decimals. */
  readonly signs: ReadonlySet<"point" | "comma">;
}

function* languageOf(columns: readonly Column[], rows: readonly CsvRow[]): Steps<Language> {
  const signs = new Set<"point" | "comma">();
  let isForeign = false;
  for (const [nth, { cells }] of rows.entries()) {
    for (const { name, at } of columns) {
      const text = (cells[at] ?? "").trim();
      if (COLUMNS[name] === "boolean") isForeign ||= isForeignBoolean(text);
      const sign = COLUMNS[name] === "number" ? decimalSignIn(text) : null;
      if (sign !== null) signs.add(sign);
    }
    if (nth % ROWS_A_STEP === 0) yield;
  }
  return { isForeign, signs };
}

/** Spreadsheets that write WAHR or VRAI, or separate by semicolons, write decimals with a comma. */
function decimalSignOf(separator: string, { isForeign, signs }: Language): DecimalSign {
  const isUsual = separator === ";" || isForeign;
  if (separator === "," && !isForeign) return "point";
  const [only] = signs.size === 1 ? signs : [];
  if (only !== undefined) return only === "comma" ? "comma" : "pointFirst";
  return isUsual ? "commaFirst" : "unknown";
}

/** An empty cell says nothing, except of a note and an expiry, which it takes away. */
function recordOf(
  columns: readonly Column[],
  { cells, line }: CsvRow,
  sign: DecimalSign,
): AlarmRecord {
  const fields = columns.flatMap(({ name, at }) => {
    const value = valueOf(name, cells[at] ?? "", { sign, line });
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(fields);
}

const LISTS: ReadonlySet<string> = new Set(["tags", "tell"]);

/** What is known of the file beside a cell. */
interface Around {
  readonly sign: DecimalSign;
  readonly line: number;
}

function valueOf(name: string, cell: string, around: Around): unknown {
  if (name === "note") return textOfCell(cell);
  if (LISTS.has(name) && cell.length > LONGEST_LIST) return cell;
  if (name === "tags" && cell.trim() !== "") return tagsInCell(textOfCell(cell));
  const text = textOfCell(cell.trim());
  if (text === "") return name === "expiresAt" ? null : undefined;
  if (name === "tell") return TOLD.some((word) => word === text) ? text : text.split(/\s+/);
  const kind = COLUMNS[name];
  if (kind === "number") return numberIn(name, text, around);
  if (kind === "boolean") return WORDS.get(text.toUpperCase()) ?? text;
  return text;
}

/** What is no number stays text, and is refused with its field. @throws {Refusal} when it may be two */
function numberIn(name: string, text: string, { sign, line }: Around): number | string {
  const value = readCsvNumber(text, sign);
  if (value !== "unclear") return value ?? text;
  const [whole = "", decimals = ""] = text.split(/[.,]/);
  const message = `line ${line}: ${name} “${text}” may be ${whole}${decimals} or ${whole} and ` +
    `${decimals} thousandths in this file; write ${whole}${decimals} or ${whole}.${decimals}0`;
  throw new Refusal("invalid_request", message, `line ${line}`);
}

/** Whether a cell is a yes or no of a language that writes decimals with a comma: all of them but English. */
function isForeignBoolean(text: string): boolean {
  const word = text.toUpperCase();
  return WORDS.has(word) && word !== "TRUE" && word !== "FALSE";
}

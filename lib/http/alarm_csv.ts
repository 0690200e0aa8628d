import type { AlarmRecord } from "@/lib/alarms/alarm_record.ts";
import { Refusal } from "@/lib/commands/refusal.ts";
import { csvLine, textOfCell } from "./csv_cell.ts";
import { parseCsv } from "./parse_csv.ts";

type Kind = "text" | "number" | "boolean";

/** The columns of alarms as CSV, in their order, and what stands in them. */
const COLUMNS: Readonly<Record<string, Kind>> = {
  pair: "text",
  id: "text",
  type: "text",
  targetPrice: "number",
  direction: "text",
  percentage: "number",
  changeType: "text",
  timeValue: "number",
  timeUnit: "text",
  startPrice: "number",
  mode: "text",
  cooldownSeconds: "number",
  expiresAt: "text",
  sound: "text",
  paused: "boolean",
  note: "text",
};
const NAMES = Object.keys(COLUMNS);

/** Spreadsheets take text for UTF-8 only when it says so. */
const BYTE_ORDER_MARK = "\ufeff";

/** Alarms as CSV: one a line, the columns that do not go with its type empty. */
export function alarmCsv(records: readonly AlarmRecord[]): string {
  const lines = records.map((record) =>
    csvLine(NAMES.map((name) => {
      const value = record[name];
      return value === undefined || value === null ? "" : String(value);
    }))
  );
  return BYTE_ORDER_MARK + csvLine(NAMES) + lines.join("");
}

/** The alarms in a CSV, and the lines of the file they stand in. */
export interface CsvAlarms {
  readonly alarms: readonly AlarmRecord[];
  readonly lines: readonly number[];
}

/** Reads alarms from CSV; values are checked later. @throws {Refusal} when the file itself is wrong */
export function readAlarmCsv(text: string): CsvAlarms {
  const parsed = parseCsv(text);
  if (!parsed.ok) {
    const message = `line ${parsed.line}: a quoted cell has no end; close it with "`;
    throw new Refusal("invalid_request", message, `line ${parsed.line}`);
  }
  const [head, ...rows] = parsed.rows;
  if (head === undefined) {
    throw new Refusal("invalid_request", `The file is empty; its first line is ${NAMES.join(",")}`);
  }
  const names = head.cells.map((cell) => columnOf(cell.trim()));
  return {
    alarms: rows.map(({ cells }) => recordOf(names, cells)),
    lines: rows.map(({ line }) => line),
  };
}

function columnOf(title: string): string {
  const name = NAMES.find((known) => known.toLowerCase() === title.toLowerCase());
  if (name !== undefined) return name;
  const message = `line 1: there is no column “${title.slice(0, 40)}”; use ${NAMES.join(", ")}`;
  throw new Refusal("invalid_request", message, "line 1");
}

/** An empty cell says nothing, except of a note and an expiry, which it takes away. */
function recordOf(names: readonly string[], cells: readonly string[]): AlarmRecord {
  const fields = names.map((name, column) => [name, valueOf(name, cells[column] ?? "")]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

function valueOf(name: string, cell: string): unknown {
  if (name === "note") return textOfCell(cell);
  const text = textOfCell(cell.trim());
  if (text === "") return name === "expiresAt" ? null : undefined;
  const kind = COLUMNS[name];
  if (kind === "number") return /^[\d.e+-]+$/i.test(text) ? Number(text) : text;
  if (kind === "boolean") return asBoolean(text);
  return text;
}

/** Spreadsheets write them in capitals. */
function asBoolean(text: string): unknown {
  const word = text.toLowerCase();
  return word === "true" ? true : word === "false" ? false : text;
}

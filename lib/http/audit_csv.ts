import type { AuditEntry } from "@/lib/audit/audit_entry.ts";
import { auditText } from "@/lib/live/audit_words.ts";
import { csvLine } from "./csv_cell.ts";

const COLUMNS = [
  ...["timestamp", "kind", "pair", "alarm", "price", "what", "by", "address"],
  ...["before", "after", "id"],
];

/** Spreadsheets take text for UTF-8 only when it says so. */
const BYTE_ORDER_MARK = "\ufeff";

/** The first line of the CSV of a log. */
export function csvHead(): string {
  return BYTE_ORDER_MARK + csvLine(COLUMNS);
}

/** An entry as a line of CSV (RFC 4180), in the order of the head. */
export function csvRow(entry: AuditEntry): string {
  const { timestamp, kind, pair, alarmId, by, address, id } = entry;
  const price = "fire" in entry ? String(entry.fire.price) : "";
  const [before, after] = "fire" in entry ? ["", ""] : [jsonOf(entry.before), jsonOf(entry.after)];
  return csvLine([
    ...[timestamp, kind, pair, alarmId ?? "", price, auditText(entry, "UTC"), by, address ?? ""],
    ...[before, after, id],
  ]);
}

function jsonOf(value: unknown): string {
  return value === null ? "" : JSON.stringify(value);
}

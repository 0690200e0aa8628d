import type { FieldChange, ImportReport } from "@/lib/commands/alarm_import/import_report.ts";

const OUTCOMES = ["added", "changed", "unchanged", "refused"] as const;

/** What an import does in all: `3 added, 1 changed, 12 unchanged`. */
export function importWords({ counts }: Pick<ImportReport, "counts">): string {
  const told = OUTCOMES.filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${counts[outcome]} ${outcome}`);
  return told.length === 0 ? "The file holds no alarms" : told.join(", ");
}

/** One field that changes: `targetPrice 900000 → 800000`. */
export function fieldChangeWords({ field, before, after }: FieldChange): string {
  return `${field} ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: unknown): string {
  if (value === null || value === "") return "none";
  return typeof value === "string" ? `“${value}”` : String(value);
}

import { askServer, RequestError } from "@/lib/client/ask_server.ts";
import { texts } from "@/lib/language/texts.ts";
import type { FieldChange, ImportReport } from "@/lib/protocol/import_report.ts";

/** What an import of a file does. */
export const importTexts = texts("imports", {
  gone: "The file cannot be read any more; choose it again",
  outcomes: {
    added: (count: number) => `${count} added`,
    changed: (count: number) => `${count} changed`,
    unchanged: (count: number) => `${count} unchanged`,
    refused: (count: number) => `${count} refused`,
  },
  empty: "The file holds no alarms",
  withLists: (alarms: string, count: number) =>
    `${alarms}; ${count === 1 ? "1 watchlist" : `${count} watchlists`} added or changed`,
  none: "none",
  value: (text: string) => `“${text}”`,
});

/** Has the server look at a file of alarms, or import it; rejects with a {@linkcode RequestError}. */
export async function sendImport(
  file: File,
  { dryRun }: { dryRun: boolean },
): Promise<ImportReport> {
  return await askServer<ImportReport>(`/api/alarms/import?dryRun=${dryRun}`, {
    method: "POST",
    body: await bytesOf(file),
    headers: { "content-type": typeOf(file.name) },
  });
}

/** By its ending; of another one the server looks at what it holds. */
function typeOf(name: string): string {
  if (/\.csv$/i.test(name)) return "text/csv";
  return /\.json$/i.test(name) ? "application/json" : "text/plain";
}

/** As they are: the server knows encodings, and refuses what it would have to guess. */
async function bytesOf(file: File): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new RequestError("invalid_request", importTexts.gone);
  }
}

const OUTCOMES = ["added", "changed", "unchanged", "refused"] as const;

/** What an import does in all: `3 added, 1 changed, 12 unchanged`. */
export function importWords(
  { counts, watchlists }: Pick<ImportReport, "counts" | "watchlists">,
): string {
  const parts = OUTCOMES.filter((outcome) => counts[outcome] > 0)
    .map((outcome) => importTexts.outcomes[outcome](counts[outcome]));
  const alarms = parts.length === 0 ? importTexts.empty : parts.join(", ");
  const lists = changedLists({ watchlists });
  return lists === 0 ? alarms : importTexts.withLists(alarms, lists);
}

/** How many watchlists an import adds or changes. */
export function changedLists({ watchlists }: Pick<ImportReport, "watchlists">): number {
  return watchlists === undefined ? 0 : watchlists.added + watchlists.changed;
}

/** One field that changes: `targetPrice 900000 → 800000`. */
export function fieldChangeWords({ field, before, after }: FieldChange): string {
  return `${field} ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: unknown): string {
  if (value === null || value === "") return importTexts.none;
  return typeof value === "string" ? importTexts.value(value) : String(value);
}

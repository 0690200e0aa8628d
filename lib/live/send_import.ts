import type { ImportReport } from "@/lib/commands/alarm_import/import_report.ts";
import { RequestError } from "./request_error.ts";

/** Has the server look at a file of alarms, or import it; rejects with a {@linkcode RequestError}. */
export async function sendImport(
  file: File,
  { dryRun }: { dryRun: boolean },
): Promise<ImportReport> {
  const isCsv = /\.csv$/i.test(file.name);
  const response = await answerOf(`/api/alarms/import?dryRun=${dryRun}`, {
    method: "POST",
    body: await textOf(file),
    headers: { "content-type": isCsv ? "text/csv" : "application/json" },
  });
  const body = await response.json();
  if (response.ok) return body;
  throw new RequestError(body.code, body.detail, body.field ?? null);
}

async function answerOf(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch {
    throw new RequestError("notConnected", "The server cannot be reached; try again in a moment");
  }
}

async function textOf(file: File): Promise<string> {
  try {
    return await file.text();
  } catch {
    throw new RequestError("invalid_request", "The file cannot be read any more; choose it again");
  }
}

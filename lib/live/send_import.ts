import type { ImportReport } from "@/lib/commands/alarm_import/import_report.ts";
import { askServer } from "./ask_server.ts";
import { RequestError } from "./request_error.ts";

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
    throw new RequestError("invalid_request", "The file cannot be read any more; choose it again");
  }
}

import { z } from "zod";
import type { AlarmRecord } from "@/lib/alarms/alarm_record.ts";
import { wordInput } from "@/lib/alarms/alarm_input.ts";
import { Refusal } from "@/lib/commands/refusal.ts";
import { readAlarmCsv } from "./alarm_csv.ts";
import { parseJson, readText } from "./read_json.ts";

/** A longer file of alarms is refused; all other bodies may be much shorter only. */
export const MAX_IMPORT_BYTES = 1024 * 1024;

/** Whether an import is only to tell what it would do. */
export const ImportQuery = z.strictObject({
  dryRun: wordInput(["true", "false"]).default("false").transform((text) => text === "true"),
});

const Exported = z.union([
  z.array(z.record(z.string(), z.unknown())),
  z.object({ alarms: z.array(z.record(z.string(), z.unknown())) }).transform(({ alarms }) =>
    alarms
  ),
]);

/** What the command for an import takes. */
interface ImportedFile {
  readonly alarms: readonly AlarmRecord[];
  readonly lines?: readonly number[];
}

/** Reads the file in a request: CSV or JSON as its content type says, else as it looks. @throws {Refusal} */
export async function readImport(request: Request): Promise<ImportedFile> {
  const text = await readText(request, MAX_IMPORT_BYTES);
  return isCsv(request.headers.get("content-type") ?? "", text)
    ? readAlarmCsv(text)
    : readList(text);
}

function isCsv(type: string, text: string): boolean {
  if (type.startsWith("text/csv")) return true;
  return !type.startsWith("application/json") && !/^\s*[[{]/.test(text);
}

function readList(text: string): ImportedFile {
  const parsed = Exported.safeParse(parseJson(text));
  if (parsed.success) return { alarms: parsed.data };
  const message = "The file must hold a list of alarms, as /api/alarms/export gives it";
  throw new Refusal("invalid_request", message, "alarms");
}

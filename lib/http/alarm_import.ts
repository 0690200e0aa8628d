import { z } from "zod";
import type { AlarmRecord } from "@/lib/alarms/alarm_record.ts";
import { wordInput } from "@/lib/alarms/alarm_input.ts";
import { MAX_RECORDS, tooMany } from "@/lib/commands/import_alarms.ts";
import { shapeOf } from "@/lib/commands/json_shape.ts";
import { Refusal } from "@/lib/commands/refusal.ts";
import { alarmCsvSteps } from "./alarm_csv.ts";
import { doInTurns } from "@/lib/turns.ts";
import { longWork } from "./long_work.ts";
import { parseJson, readText } from "./read_json.ts";

/** A longer file of alarms is refused; all other bodies may be much shorter only. */
export const MAX_IMPORT_BYTES = 1024 * 1024;

/** Whether an import is only to tell what it would do. */
export const ImportQuery = z.strictObject({
  dryRun: wordInput(["true", "false"]).default("false").transform((text) => text === "true"),
});

/** What the command for an import takes. */
interface ImportedFile {
  readonly alarms: readonly AlarmRecord[];
  readonly lines?: readonly number[];
}

/** Reads the file in a request: CSV or JSON as its content type says, else as it looks. @throws {Refusal} */
export async function readImport(request: Request): Promise<ImportedFile> {
  const text = await readText(request, MAX_IMPORT_BYTES);
  return isCsv(request.headers.get("content-type") ?? "", text)
    ? await longWork("imports", () => doInTurns(alarmCsvSteps(text)))
    : readList(text);
}

function isCsv(type: string, text: string): boolean {
  if (type.startsWith("text/csv")) return true;
  return !type.startsWith("application/json") && !/^\s*[[{]/.test(text);
}

/** What is in the list is checked later. */
function readList(text: string): ImportedFile {
  // Twice as many may hold fields that are refused later, with their place.
  if (shapeOf(text).objects > 2 * MAX_RECORDS) refuseTooMany(Infinity);
  const json = parseJson(text);
  const alarms: unknown = isObject(json) ? json["alarms"] : json;
  if (Array.isArray(alarms)) {
    refuseTooMany(alarms.length);
    if (alarms.every(isObject)) return { alarms };
  }
  const message = "The file must hold a list of alarms, as /api/alarms/export gives it";
  throw new Refusal("invalid_request", message, "alarms");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuseTooMany(count: number): void {
  if (count <= MAX_RECORDS) return;
  throw new Refusal("too_large", `The file ${tooMany}`, "alarms");
}

import { z } from "zod";
import { type AlarmRecord, alarmRecord } from "@/lib/alarms/alarm_input.ts";
import { wordInput } from "@/lib/alarms/kinds/fields.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { Refusal, shapeOf } from "@/lib/commands/command.ts";
import { MAX_RECORDS, tooMany } from "@/lib/commands/import/import_alarms.ts";
import { nameCapitals } from "@/lib/market/pair_prefix.ts";
import { askedPair } from "@/lib/market/symbol.ts";
import { alarmCsvParts, alarmCsvSteps } from "@/lib/server/csv/alarm_csv.ts";
import { isRecord } from "@/lib/store/file/decode.ts";
import { doInTurns } from "@/lib/time/turns.ts";
import { parseJson, readText } from "./api.ts";
import { textInTurns } from "./bodies.ts";
import { longWork } from "./pacing.ts";

/** A longer file of alarms is refused; all other bodies may be much shorter only. */
const MAX_IMPORT_BYTES = 1024 * 1024;

/** Whether an import is only to tell what it would do. */
export const ImportQuery = z.strictObject({
  dryRun: wordInput(["true", "false"]).default("false").transform((text) => text === "true"),
});

/** What the command for an import takes. */
interface ImportedFile {
  readonly alarms: readonly AlarmRecord[];
  readonly lines?: readonly number[];
  /** Checked later. */
  readonly watchlists?: unknown;
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
  const alarms: unknown = isRecord(json) ? json["alarms"] : json;
  if (Array.isArray(alarms)) {
    refuseTooMany(alarms.length);
    if (alarms.every(isRecord)) {
      const watchlists = isRecord(json) ? json["watchlists"] : undefined;
      return { alarms, ...(watchlists === undefined ? {} : { watchlists }) };
    }
  }
  const message = "The file must hold a list of alarms, as /api/alarms/export gives it";
  throw new Refusal("invalid_request", message, "alarms");
}

function refuseTooMany(count: number): void {
  if (count <= MAX_RECORDS) return;
  throw new Refusal("too_large", `The file ${tooMany}`, "alarms");
}

/** How all alarms may be asked for. */
export const ExportQuery = z.strictObject({ format: wordInput(["json", "csv"]).default("json") });

const FILE_NAME = "crypto-price-alarm-alarms";

/** All alarms as a file that can be imported again, written in turns; `now` in milliseconds. */
export function alarmExport(
  { pairs, watchlists }: Pick<State, "pairs" | "watchlists">,
  { format }: z.infer<typeof ExportQuery>,
  now: number,
): Response {
  const records = recordsOf([...pairs.values()]);
  const parts = format === "csv" ? alarmCsvParts(records) : jsonParts(records, watchlists, now);
  const type = format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/json";
  const headers = {
    "content-type": type,
    "content-disposition": `attachment; filename="${FILE_NAME}.${format}"`,
  };
  return new Response(textInTurns(parts), { headers });
}

function* recordsOf(pairs: readonly Pair[]): Generator<AlarmRecord> {
  for (const pair of pairs) {
    const [name, coin] = [exportedName(pair), coinOf(pair)];
    for (const alarm of pair.alarms) yield { ...alarmRecord(name, alarm), ...coin };
  }
}

/** With a separator where the letters alone may be cut in another way: `GT/USD`. */
function exportedName({ symbol, base, quote }: Pair): string {
  const read = askedPair(symbol);
  const isPlain = read.ok && read.pair.base === nameCapitals(base) &&
    read.pair.others?.length === 0;
  return isPlain ? symbol : `${base}/${quote}`;
}

/** Which coin it is, so that an import elsewhere means no other one of its symbol. */
function coinOf({ source, sourceId, coinName }: Pair): AlarmRecord {
  return {
    source,
    ...(sourceId === null ? {} : { coin: sourceId }),
    ...(coinName === undefined ? {} : { coinName }),
  };
}

/** As JSON.stringify writes it with an indentation of two spaces. */
function* jsonParts(
  records: Iterable<AlarmRecord>,
  watchlists: State["watchlists"],
  now: number,
): Generator<string> {
  yield `{\n  "exportedAt": ${JSON.stringify(new Date(now).toISOString())},\n  "alarms": [`;
  let separator = "\n";
  for (const record of records) {
    yield separator + JSON.stringify(record, null, 2).replaceAll(/^/gm, "    ");
    separator = ",\n";
  }
  yield separator === "\n" ? "]" : "\n  ]";
  for (const [nth, { id: _id, ...list }] of watchlists.entries()) {
    const before = nth === 0 ? ',\n  "watchlists": [\n' : ",\n";
    yield before + JSON.stringify(list, null, 2).replaceAll(/^/gm, "    ");
  }
  yield watchlists.length === 0 ? "\n}\n" : "\n  ]\n}\n";
}

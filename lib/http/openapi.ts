import { z } from "zod";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { AlarmPatch } from "@/lib/alarms/alarm_patch.ts";
import { Fire } from "@/lib/alarms/fire.ts";
import { NewAlarm } from "@/lib/alarms/new_alarm.ts";
import { SnoozeInput } from "@/lib/alarms/snooze.ts";
import { COMMANDS } from "@/lib/commands/commands.ts";
import { AuditEntry } from "@/lib/audit/audit_entry.ts";
import { Pair } from "@/lib/store/state.ts";
import { AuditQuery } from "./audit_query.ts";
import { CoverageFields } from "./coverage_query.ts";
import { ExportQuery } from "./alarm_export.ts";
import { ImportQuery } from "./alarm_import.ts";
import { FiresQuery } from "./fires_query.ts";
import { HistoryFields } from "./history_query.ts";
import { type Operation, OPERATIONS } from "./operations.ts";

/** A pair with what the wire adds to it. */
const PairView = Pair.extend({
  historyStart: z.iso.datetime().nullable(),
  references: z.record(z.string(), z.number()),
  hourAgo: z.number().nullable(),
  dayAgo: z.number().nullable(),
});

/** Schemas of what is sent and answered, by their names in the document. */
const INPUTS = {
  NewPair: COMMANDS.add_pair.input,
  PairOrder: COMMANDS.reorder_pairs.input,
  NewAlarms: COMMANDS.add_alarms.input,
  AlarmFile: COMMANDS.import_alarms.input,
  AlarmIds: COMMANDS.pause_alarms.input,
  ...{ NewAlarm, AlarmPatch, Snooze: SnoozeInput },
};

/** Of an alarm that starts anew; what was not judged for it yet is not any more. */
const DROPPED = {
  droppedFrom: z.iso.datetime().optional().describe(
    "From when on what happened before was not judged yet and is dropped; absent where nothing is",
  ),
  droppedTo: z.iso.datetime().optional().describe("Up to when that is"),
};
const AlarmChanged = z.strictObject({
  ...{ pair: z.string(), alarm: Alarm, alreadyTrue: z.boolean() },
  ...DROPPED,
});
const ImportEntry = z.strictObject({
  place: z.string().describe("`line 3` of a CSV, `item 3` of a list"),
  outcome: z.enum(["added", "changed", "unchanged", "refused"]),
  ...{ pair: z.string(), condition: z.string() },
  changes: z.array(
    z.strictObject({ field: z.string(), before: z.unknown(), after: z.unknown() }),
  ),
  alreadyTrue: z.boolean(),
  ...DROPPED,
  field: z.string().optional().describe("Of a refused line: which field is wrong"),
  message: z.string().optional().describe("Of a refused line: why, and what to do"),
  code: z.string().optional().describe("Of a refused line: as in a problem"),
  choices: z.array(z.record(z.string(), z.unknown())).optional().describe(
    "Of a refused line: pairs that may be meant",
  ),
});
const Count = z.int().nonnegative();
const ImportReport = z.strictObject({
  isApplied: z.boolean().describe("False while it only tells what it would do"),
  counts: z.strictObject({ added: Count, changed: Count, unchanged: Count, refused: Count }),
  newPairs: z.array(z.string()),
  entries: z.array(ImportEntry),
});

/** What is answered, by its name in the document; tests hold the answers against it. */
export const OUTPUTS = {
  ...{ Pair: PairView, Alarm, Fire, AuditEntry, AlarmChanged, ImportReport },
};
const QUERIES = {
  HistoryQuery: HistoryFields,
  CoverageQuery: CoverageFields,
  FiresQuery,
  AuditQuery,
  ExportQuery,
  ImportQuery,
};

export type InputName = keyof typeof INPUTS;
export type QueryName = keyof typeof QUERIES;
export type OutputName = keyof typeof OUTPUTS;

const text = { type: "string" };
const CHOICE = {
  ...{ pair: text, source: text, coin: text, name: text },
  rank: { type: ["number", "null"] },
};

const Problem = {
  type: "object",
  description: "RFC 9457",
  required: ["type", "title", "status", "detail", "code"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What could not be done, and what to do" },
    code: { type: "string" },
    field: { type: "string", description: "Dotted path of the field that is wrong" },
    choices: {
      type: "array",
      description:
        "Pairs to ask for instead: fields of a new request, with the coin's name and rank",
      items: { type: "object", required: ["pair"], properties: CHOICE },
    },
  },
};

let made: { readonly version: string; readonly document: Record<string, unknown> } | null = null;

/** The OpenAPI 3.1 document of `/api`, from the same zod schemas that check the requests; made once. */
export function openApi(version: string): Record<string, unknown> {
  if (made?.version !== version) made = { version, document: documentOf(version) };
  return made.document;
}

function documentOf(version: string): Record<string, unknown> {
  return {
    openapi: "3.1.0",
    info: { title: "Crypto Price Alarm", version, license: { name: "MIT", identifier: "MIT" } },
    paths: paths(),
    components: {
      schemas: { ...schemas(INPUTS, "input"), ...schemas(OUTPUTS, "output"), Problem },
    },
  };
}

function schemas(named: Record<string, z.ZodType>, io: "input" | "output") {
  const entries = Object.entries(named);
  return Object.fromEntries(entries.map(([name, schema]) => [name, jsonSchema(schema, io)]));
}

/** OpenAPI 3.1 schemas are JSON Schema; the dialect is said once by the document. */
function jsonSchema(schema: z.ZodType, io: "input" | "output") {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

function paths() {
  const byPath: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    const path = byPath[operation.path] ??= {};
    path[operation.method] = describe(operation);
  }
  return byPath;
}

function describe({ path, summary, body, query, answer, status = 200 }: Operation) {
  const problem = {
    description: "Refused; nothing was changed",
    content: { "application/problem+json": { schema: ref("Problem") } },
  };
  return {
    summary,
    parameters: [...pathParameters(path), ...(query ? queryParameters(query) : [])],
    ...(body
      ? { requestBody: { required: true, content: { "application/json": { schema: ref(body) } } } }
      : {}),
    responses: {
      [status]: {
        description: "Done",
        content: { "application/json": answer ? { schema: ref(answer) } : {} },
      },
      "4XX": problem,
      "5XX": problem,
    },
  };
}

function pathParameters(path: string) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(query: QueryName) {
  const { properties = {} } = jsonSchema(QUERIES[query], "input");
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", schema }));
}

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

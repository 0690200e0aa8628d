import { z } from "zod";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { AlarmPatch, NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { Fire } from "@/lib/alarms/fire.ts";
import { SnoozeInput } from "@/lib/alarms/life_cycle.ts";
import { Pair } from "@/lib/alarms/pair.ts";
import { COMMANDS } from "@/lib/commands/commands.ts";
import { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import { ExportQuery, ImportQuery } from "./alarm_files.ts";
import { AuditQuery } from "./log.ts";
import { CoverageFields, FiresQuery, HistoryFields } from "./queries.ts";

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

/** Of an alarm that starts anew: what was not evaluated for it yet is dropped. */
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

type InputName = keyof typeof INPUTS;
type QueryName = keyof typeof QUERIES;
type OutputName = keyof typeof OUTPUTS;

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

/** One thing `/api` can do, for its description. */
interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly path: string;
  readonly summary: string;
  readonly body?: InputName;
  readonly query?: QueryName;
  readonly answer?: OutputName;
  /** Status of success; 200 unless told. */
  readonly status?: number;
}

/** Everything `/api` can do; a test holds it against the routes. */
export const OPERATIONS: readonly Operation[] = [
  { method: "get", path: "/api/pairs", summary: "All pairs with their alarms" },
  {
    method: "post",
    path: "/api/pairs",
    summary: "Watch a pair",
    body: "NewPair",
    status: 201,
  },
  {
    method: "put",
    path: "/api/pairs/order",
    summary: "Put the pairs in another order; those not named follow",
    body: "PairOrder",
  },
  { method: "get", path: "/api/pairs/{symbol}", summary: "One pair" },
  { method: "delete", path: "/api/pairs/{symbol}", summary: "Remove a pair and its alarms" },
  {
    method: "get",
    path: "/api/pairs/{symbol}/history",
    summary: "Bars of the price history",
    query: "HistoryQuery",
  },
  {
    method: "get",
    path: "/api/pairs/{symbol}/coverage",
    summary: "How closely a pair was watched, stretch by stretch",
    query: "CoverageQuery",
  },
  { method: "get", path: "/api/pairs/{symbol}/alarms", summary: "The alarms of a pair" },
  {
    method: "post",
    path: "/api/pairs/{symbol}/alarms",
    summary: "Set an alarm",
    body: "NewAlarm",
    status: 201,
  },
  {
    method: "post",
    path: "/api/pairs/{symbol}/replay",
    summary: "How often an alarm would have fired in the last 30 days; sets nothing",
    body: "NewAlarm",
  },
  { method: "get", path: "/api/alarms", summary: "All alarms" },
  {
    method: "post",
    path: "/api/alarms/batch",
    summary: "Set several alarms, all or none",
    body: "NewAlarms",
    status: 201,
  },
  {
    method: "post",
    path: "/api/alarms/pause",
    summary: "Keep alarms from ringing until they are resumed, all or none",
    body: "AlarmIds",
  },
  {
    method: "post",
    path: "/api/alarms/resume",
    summary: "End the pause of alarms, all or none",
    body: "AlarmIds",
  },
  {
    method: "post",
    path: "/api/alarms/remove",
    summary: "Remove alarms, all or none",
    body: "AlarmIds",
  },
  {
    method: "get",
    path: "/api/settings",
    summary: "How the server is set up and what it holds; secrets are told as set or not set",
  },
  {
    method: "get",
    path: "/api/alarms/export",
    summary: "All alarms as a file, JSON or CSV",
    query: "ExportQuery",
  },
  {
    method: "post",
    path: "/api/alarms/import",
    summary: "Set and change alarms from such a file (JSON or CSV, up to 1 MB), all or none; " +
      "dryRun=true tells what would change",
    body: "AlarmFile",
    query: "ImportQuery",
    answer: "ImportReport",
  },
  { method: "get", path: "/api/alarms/{id}", summary: "One alarm" },
  {
    method: "patch",
    path: "/api/alarms/{id}",
    summary: "Change an alarm; another condition starts it anew and tells what that drops",
    body: "AlarmPatch",
    answer: "AlarmChanged",
  },
  { method: "delete", path: "/api/alarms/{id}", summary: "Remove an alarm" },
  {
    method: "get",
    path: "/api/alarms/{id}/coverage",
    summary: "How closely an alarm's pair was watched since it was set",
    query: "CoverageQuery",
  },
  {
    method: "post",
    path: "/api/alarms/{id}/rearm",
    summary: "Arm an alarm again; tells what that drops",
    answer: "AlarmChanged",
  },
  {
    method: "post",
    path: "/api/alarms/{id}/snooze",
    summary: "Snooze an alarm",
    body: "Snooze",
    answer: "AlarmChanged",
  },
  {
    method: "get",
    path: "/api/alarms/{id}/why",
    summary: "Why an alarm has not fired: how near the price came, and what stands in its way",
  },
  { method: "post", path: "/api/alarms/{id}/test", summary: "Rehearse an alarm: it rings" },
  {
    method: "get",
    path: "/api/fires",
    summary: "Fires, oldest first; after an id the next ones in order",
    query: "FiresQuery",
  },
  { method: "post", path: "/api/fires/{id}/acknowledge", summary: "Silence one fire everywhere" },
  { method: "post", path: "/api/fires/acknowledge", summary: "Silence all fires everywhere" },
  {
    method: "get",
    path: "/api/audit",
    summary: "Changes by people and fires, newest first; also as CSV",
    query: "AuditQuery",
  },
  { method: "get", path: "/api/status", summary: "Checks, sources, stale pairs" },
  { method: "get", path: "/api/openapi.json", summary: "This document" },
];

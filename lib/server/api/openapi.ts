import { z } from "zod";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { AlarmPatch, NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { Fire } from "@/lib/alarms/fire.ts";
import { SnoozeInput } from "@/lib/alarms/life_cycle.ts";
import { Pair } from "@/lib/alarms/pair.ts";
import { COMMANDS } from "@/lib/commands/commands.ts";
import { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import { DROPPED, ImportReport } from "@/lib/protocol/import_report.ts";
import { AuditQuery } from "../log.ts";
import { AlarmsQuery, ExportQuery, FiresQuery, ImportQuery } from "./alarms.ts";
import { DeliveriesQuery } from "./channels.ts";
import {
  ACCOUNT_INPUTS,
  ACCOUNT_OPERATIONS,
  CHANNEL_INPUTS,
  CHANNEL_OPERATIONS,
  CHANNEL_OUTPUTS,
  LIST_INPUTS,
  LIST_OPERATIONS,
  LIST_OUTPUTS,
} from "./openapi_people.ts";
import { CoverageFields, HistoryFields, PairSearchQuery } from "./pairs.ts";

/** A pair with what the wire adds to it. */
const PairView = Pair.extend({
  historyStart: z.iso.datetime().nullable(),
  gaplessSince: z.iso.datetime().nullable(),
  references: z.record(z.string(), z.number()),
  hourAgo: z.number().nullable(),
  dayAgo: z.number().nullable(),
});

const FireView = Fire.extend({ deliveries: z.array(CHANNEL_OUTPUTS.Delivery) });

/** Schemas of what is sent and answered, by their names in the document. */
const INPUTS = {
  NewPair: COMMANDS.add_pair.input,
  PairOrder: COMMANDS.reorder_pairs.input,
  NewAlarms: COMMANDS.add_alarms.input,
  AlarmFile: COMMANDS.import_alarms.input,
  AlarmIds: COMMANDS.pause_alarms.input,
  SnoozeAlarms: COMMANDS.snooze_alarms.input,
  SeveralPatch: COMMANDS.update_alarms.input,
  NamedFires: COMMANDS.acknowledge.input,
  ...{ NewAlarm, AlarmPatch, Snooze: SnoozeInput, ...CHANNEL_INPUTS, ...ACCOUNT_INPUTS },
  ...LIST_INPUTS,
};

const AlarmChanged = z.strictObject({
  ...{ pair: z.string(), alarm: Alarm, alreadyTrue: z.boolean() },
  startedAnew: z.boolean().optional().describe("It was re-armed, or waits for something else now"),
  ...DROPPED,
});

/** What is answered, by its name in the document; tests hold the answers against it. */
export const OUTPUTS = {
  ...{ Pair: PairView, Alarm, Fire: FireView, AuditEntry, AlarmChanged, ImportReport },
  ...CHANNEL_OUTPUTS,
  ...LIST_OUTPUTS,
};
const QUERIES = {
  HistoryQuery: HistoryFields,
  CoverageQuery: CoverageFields,
  ...{ AlarmsQuery, FiresQuery, DeliveriesQuery, PairSearchQuery },
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
    ...{ type: text, title: text, status: { type: "integer" }, code: text },
    detail: { ...text, description: "What could not be done, and what to do" },
    field: { type: "string", description: "Dotted path of the field that is wrong" },
    choices: {
      type: "array",
      description:
        "Pairs to ask for instead: fields of a new request, with the coin's name and rank",
      items: { type: "object", required: ["pair"], properties: CHOICE },
    },
  },
};

/** The OpenAPI 3.1 document of `/api`, from the same zod schemas that check the requests. */
export function openApi(version: string, basePath: string): Record<string, unknown> {
  return {
    openapi: "3.1.0",
    info: { title: "Crypto Price Alarm", version, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: basePath || "/" }],
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
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    const [method = "", path = ""] = name.split(" ");
    (byPath[path] ??= {})[method] = describe(path, operation);
  }
  return byPath;
}

function describe(
  path: string,
  { summary, body, isBodyOptional = false, query, answer, status = 200 }: Operation,
) {
  const problem = {
    description: "Refused; nothing was changed",
    content: { "application/problem+json": { schema: ref("Problem") } },
  };
  return {
    summary,
    parameters: [...pathParameters(path), ...(query ? queryParameters(query) : [])],
    ...(body
      ? {
        requestBody: {
          required: !isBodyOptional,
          content: { "application/json": { schema: ref(body) } },
        },
      }
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
  readonly summary: string;
  readonly body?: InputName;
  readonly isBodyOptional?: boolean;
  readonly query?: QueryName;
  readonly answer?: OutputName;
  /** Status of success; 200 unless told. */
  readonly status?: number;
}

/** Everything `/api` can do, by method and path; a test holds it against the routes. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  "get /api/pairs": { summary: "All pairs with their alarms" },
  "post /api/pairs": { summary: "Watch a pair", body: "NewPair", status: 201 },
  "put /api/pairs/order": {
    summary: "Put the pairs in another order; those not named follow",
    body: "PairOrder",
  },
  "get /api/pairs/search": {
    summary: "Pairs to watch that fit what is typed, at most 20, the likeliest first",
    query: "PairSearchQuery",
  },
  "get /api/pairs/{symbol}": { summary: "One pair" },
  "delete /api/pairs/{symbol}": { summary: "Remove a pair and its alarms" },
  "get /api/pairs/{symbol}/history": {
    summary:
      "Bars of the price history, with `volume` in units of the base where the source told it; what is " +
      "older than HISTORY_DAYS is asked from the source, and `older` says how far it tells",
    query: "HistoryQuery",
  },
  "get /api/pairs/{symbol}/coverage": {
    summary: "How closely a pair was watched, stretch by stretch",
    query: "CoverageQuery",
  },
  "get /api/pairs/{symbol}/alarms": { summary: "The alarms of a pair" },
  "post /api/pairs/{symbol}/alarms": { summary: "Set an alarm", body: "NewAlarm", status: 201 },
  "post /api/pairs/{symbol}/replay": {
    summary: "How often an alarm would have fired in the last 30 days; sets nothing",
    body: "NewAlarm",
  },
  "get /api/alarms": { summary: "All alarms, or those with a tag", query: "AlarmsQuery" },
  "post /api/alarms/batch": {
    summary: "Set several alarms, all or none",
    ...{ body: "NewAlarms", status: 201 },
  },
  "post /api/alarms/snooze": { summary: "Snooze alarms, all or none", body: "SnoozeAlarms" },
  "post /api/alarms/pause": {
    summary: "Keep alarms from ringing until they are resumed, all or none",
    body: "AlarmIds",
  },
  "post /api/alarms/resume": { summary: "End the pause of alarms, all or none", body: "AlarmIds" },
  "post /api/alarms/remove": { summary: "Remove alarms, all or none", body: "AlarmIds" },
  "post /api/alarms/update": {
    summary: "Change the same of several alarms, each by itself; `refused` names those it did not",
    body: "SeveralPatch",
  },
  "post /api/alarms/restore": {
    summary: "Bring back alarms that were removed in the last ten minutes, all or none",
    ...{ body: "AlarmIds", status: 201 },
  },
  "get /api/settings": {
    summary: "How the server is set up and what it holds; secrets are told as set or not set",
  },
  "get /api/alarms/export": { summary: "All alarms as a file, JSON or CSV", query: "ExportQuery" },
  "post /api/alarms/import": {
    summary: "Set and change alarms from such a file (JSON or CSV, up to 1 MB), all or none; " +
      "dryRun=true tells what would change",
    ...{ body: "AlarmFile", query: "ImportQuery", answer: "ImportReport" },
  },
  "get /api/alarms/{id}": { summary: "One alarm" },
  "patch /api/alarms/{id}": {
    summary: "Change an alarm; another condition or type starts it anew and tells what that drops",
    ...{ body: "AlarmPatch", answer: "AlarmChanged" },
  },
  "delete /api/alarms/{id}": { summary: "Remove an alarm" },
  "get /api/alarms/{id}/coverage": {
    summary: "How closely an alarm's pair was watched since it was set",
    query: "CoverageQuery",
  },
  "post /api/alarms/{id}/rearm": {
    summary: "Arm an alarm again; tells what that drops",
    answer: "AlarmChanged",
  },
  "post /api/alarms/{id}/snooze": {
    summary: "Snooze an alarm",
    ...{ body: "Snooze", answer: "AlarmChanged" },
  },
  "get /api/alarms/{id}/why": {
    summary: "Why an alarm has not fired: how near the price came, and what stands in its way",
  },
  "post /api/alarms/{id}/test": { summary: "Rehearse an alarm: it rings" },
  "get /api/fires": {
    summary: "Fires, oldest first; after an id the next ones in order",
    query: "FiresQuery",
  },
  "post /api/fires/{id}/acknowledge": { summary: "Silence one fire everywhere" },
  "post /api/fires/acknowledge": {
    summary:
      "Silence those fires everywhere that fireId or fireIds names; all of them without a body",
    ...{ body: "NamedFires", isBodyOptional: true },
  },
  "get /api/audit": {
    summary: "Changes by people and fires, newest first; also as CSV",
    query: "AuditQuery",
  },
  ...CHANNEL_OPERATIONS,
  ...LIST_OPERATIONS,
  ...ACCOUNT_OPERATIONS,
  "get /api/status": { summary: "Checks, sources, stale pairs" },
  "get /api/openapi.json": { summary: "This document" },
};

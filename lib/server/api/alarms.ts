import { z } from "zod";
import { type AlarmRecord, alarmRecord, NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { watchedFrom } from "@/lib/alarms/alarm_state.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { wordInput } from "@/lib/alarms/kinds/fields.ts";
import { hasTag } from "@/lib/alarms/limits.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { findAlarm, findPair, parseInput, Refusal, shapeOf } from "@/lib/commands/command.ts";
import { MAX_RECORDS, tooMany } from "@/lib/commands/import/import_alarms.ts";
import { nameCapitals } from "@/lib/market/pair_prefix.ts";
import { askedPair } from "@/lib/market/symbol.ts";
import { firesWithDeliveries } from "@/lib/protocol/frames.ts";
import { isRecord } from "@/lib/store/file/decode.ts";
import { doInTurns } from "@/lib/time/turns.ts";
import { listInTurns, textInTurns } from "../bodies.ts";
import { alarmCsvParts, alarmCsvSteps } from "../csv/alarm_csv.ts";
import { findKnownAlarm } from "../log.ts";
import { longWork } from "../pacing.ts";
import { coverageAnswer, why } from "../past.ts";
import { firesFor } from "../visible.ts";
import { command, countUpTo, type Ctx, parseJson, query, readJson, readText } from "./answer.ts";
import { CoverageQuery } from "./pairs.ts";

/** `?tag`: only alarms that have it, however it is written. */
export const AlarmsQuery = z.object({
  tag: z.string().min(1, "must not be empty").max(100, "must be a tag").optional(),
});

/** All alarms, or those with a tag. */
export function list(ctx: Ctx): Response {
  const { tag } = parseInput(AlarmsQuery, query(ctx));
  const pairs = [...ctx.state.services.store.state.pairs.values()];
  return listInTurns("alarms", placed(pairs, tag), (alarm) => alarm);
}

/** One after the other, so that a list that nobody reads holds none of them. */
function* placed(pairs: readonly Pair[], tag: string | undefined) {
  for (const { symbol, alarms } of pairs) {
    for (const alarm of alarms) {
      if (tag === undefined || hasTag(alarm, tag)) yield { pair: symbol, alarm };
    }
  }
}

export function ofPair({ state: { services }, params }: Ctx): Response {
  return Response.json({ alarms: findPair(services.store.state, params.symbol ?? "").alarms });
}

export async function add(ctx: Ctx): Promise<Response> {
  const alarm = parseInput(NewAlarm, await readJson(ctx.req));
  const answer = await command(ctx, "add_alarm", { pair: ctx.params.symbol, alarm });
  const headers = { location: `/api/alarms/${answer.alarm.id}` };
  return Response.json(answer, { status: 201, headers });
}

export function one({ state: { services }, params }: Ctx): Response {
  const { pair, alarm } = findAlarm(services.store.state, params.id ?? "");
  return Response.json({ pair: pair.symbol, alarm });
}

/** How closely the alarm's pair was watched since the alarm counts. */
export function coverage(ctx: Ctx): Response {
  const { store, now } = ctx.state.services;
  const { pair, alarm } = findAlarm(store.state, ctx.params.id ?? "");
  const { from, to } = parseInput(CoverageQuery(now()), query(ctx));
  const answer = coverageAnswer(pair, { from: Math.max(from, watchedFrom(alarm)), to });
  return Response.json({ alarmId: alarm.id, ...answer });
}

/** Why an alarm has not fired. */
export async function whyNot(ctx: Ctx): Promise<Response> {
  const { state: { services }, params, req } = ctx;
  const known = await findKnownAlarm(services, ctx, params.id ?? "");
  return Response.json(await why(services, known, req.signal));
}

/** `?after`: only fires found after the one with this id; `?before`: only older ones; `?limit`: 100. */
export const FiresQuery = z.strictObject({
  after: z.string().optional(),
  before: z.string().optional(),
  limit: countUpTo(500).default(100),
});

/**
 * Fires oldest first. With `after` the next ones in order, so that a script misses none; otherwise
 * the newest ones. An id that is not kept any more counts as older than all that are.
 */
function selectFires(
  fires: readonly Fire[],
  { after, before, limit }: z.infer<typeof FiresQuery>,
): readonly Fire[] {
  const indexOf = (id: string) => fires.findIndex((fire) => fire.id === id);
  const end = before === undefined ? fires.length : Math.max(0, indexOf(before));
  if (after === undefined) return fires.slice(Math.max(0, end - limit), end);
  return fires.slice(indexOf(after) + 1, end).slice(0, limit);
}

export function fires(ctx: Ctx): Response {
  const wanted = parseInput(FiresQuery, query(ctx));
  const { fires, outbox } = ctx.state.services.store.state;
  const told = firesWithDeliveries(selectFires(fires, wanted), outbox);
  return Response.json({ fires: firesFor(ctx.state, told) });
}

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

/** Sets and changes the alarms of a file. */
export async function imported(ctx: Ctx): Promise<Response> {
  const { dryRun } = parseInput(ImportQuery, query(ctx));
  const file = await readImport(ctx.req);
  return Response.json(await command(ctx, "import_alarms", { ...file, dryRun }));
}

/** Reads the file in a request: CSV or JSON as its content type says, else as it looks. @throws {Refusal} */
async function readImport(request: Request): Promise<ImportedFile> {
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

/** All alarms as a file that can be imported again. */
export function exported(ctx: Ctx): Response {
  const { store, now } = ctx.state.services;
  return alarmExport(store.state, parseInput(ExportQuery, query(ctx)), now());
}

/** The file, written in turns; `now` in milliseconds. */
function alarmExport(
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

import { z } from "zod";
import { can, idOf, type Who } from "@/lib/accounts/rights.ts";
import { explainIssues } from "@/lib/alarms/alarm_input.ts";
import {
  type AuditLog,
  type AuditPage,
  auditPage,
  knownAlarm,
  type MayRead,
  readAudit,
} from "@/lib/audit/audit_log.ts";
import { findAlarm } from "@/lib/commands/command.ts";
import { symbolOf } from "@/lib/market/symbol.ts";
import type { KnownAlarm } from "@/lib/protocol/answers.ts";
import type { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import { csvHead, csvLine } from "@/lib/server/csv/parse_csv.ts";
import type { Store } from "@/lib/store/store.ts";
import { auditText } from "@/lib/text/change_words.ts";
import { isOfAccounts, type LogFilter, WHOLE_LOG } from "@/lib/text/log_rows.ts";
import { isTimeZone } from "@/lib/text/wall_time.ts";
import { countUpTo } from "./api/answer.ts";
import type { Services, State } from "./define.ts";
import { download, longWork } from "./pacing.ts";

/** More entries than this in one answer are refused; as many as the log's files hold fit. */
const MAX_ENTRIES = 100_000;

const id = z.string().min(1, "must not be empty").optional();

const filterFields = {
  pair: z.string().optional(),
  day: z.iso.date({ error: "must be a day such as 2026-01-15" }).optional(),
  zone: z.string().refine(isTimeZone, "must be a time zone such as Europe/Berlin").optional(),
  alarm: id,
};

/** `?pair`, `?day` in `?zone` (UTC), `?alarm`: an id; `?before` and `?after` the entry with an id; `?limit`: 100. */
export const AuditQuery = z.strictObject({
  ...filterFields,
  before: id,
  after: id,
  limit: countUpTo(MAX_ENTRIES).default(100),
  format: z.enum(["json", "csv"], { error: "must be json or csv" }).default("json"),
});

const FILE_NAME = "crypto-price-alarm-log.csv";

/** The wanted entries, newest first, written out as they are read, once there is room for one more reader. */
export async function auditAnswer(
  { path, newestId }: Pick<AuditLog, "path" | "newestId">,
  wanted: z.infer<typeof AuditQuery>,
  who: Who,
  signal?: AbortSignal,
): Promise<Response> {
  const { before, after, limit } = wanted;
  const range = { filter: filterOf(wanted), before, after, mayRead: mayRead(who), signal };
  const entries = first(limit, readAudit(path, range));
  const isCsv = wanted.format === "csv";
  const text = isCsv ? csvText(entries) : jsonText(entries, newestId);
  const headers = isCsv
    ? {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="${FILE_NAME}"`,
    }
    : { "content-type": "application/json" };
  return new Response(await download(text, signal), { headers });
}

/** Which lines somebody may read: those of accounts are for admins, those of an own channel for its owner, too. */
function mayRead(who: Who): MayRead {
  const mayReadAccounts = can(who, "seeAccountLog");
  return (entry) => {
    if (isOfAccounts(entry)) return mayReadAccounts;
    const owner = ownerIn(entry);
    return owner === null || isOwn(who, owner) || mayReadAccounts;
  };
}

/** Id of the person whose own channel an entry tells of; null where it is of nobody's. */
function ownerIn(entry: AuditEntry): string | null {
  if ("fire" in entry) return null;
  const told = entry.after ?? entry.before;
  return told !== null && "isDefault" in told ? told.owner : null;
}

function isOwn(who: Who, owner: string): boolean {
  return who.kind === "everybody" || idOf(who) === owner;
}

/** The filter in a query, pairs in any spelling. */
function filterOf(
  { pair, day, zone, alarm }: Pick<z.infer<typeof AuditQuery>, keyof typeof filterFields>,
): LogFilter {
  const symbol = pair === undefined ? null : symbolOf(pair) ?? pair.toUpperCase();
  return { pair: symbol, day: day ?? null, zone: zone ?? "UTC", alarm: alarm ?? null };
}

async function* first<T>(limit: number, items: AsyncIterable<T>): AsyncGenerator<T> {
  let count = 0;
  for await (const item of items) {
    yield item;
    if (++count >= limit) return;
  }
}

/** `newest` is the id of the whole log's newest entry, from which a later request can go on with `after`. */
async function* jsonText(
  entries: AsyncIterable<AuditEntry>,
  newest: string | null,
): AsyncGenerator<string> {
  yield `{"newest":${JSON.stringify(newest)},"entries":[`;
  let separator = "";
  for await (const entry of entries) {
    yield separator + JSON.stringify(entry);
    separator = ",\n";
  }
  yield "]}";
}

async function* csvText(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  yield csvHead(COLUMNS);
  for await (const entry of entries) yield csvRow(entry);
}

const COLUMNS = [
  ...["timestamp", "kind", "pair", "alarm", "price", "what", "by", "address"],
  ...["before", "after", "id"],
];

/** An entry as a line of CSV (RFC 4180), in the order of the head. */
export function csvRow(entry: AuditEntry): string {
  const { timestamp, kind, pair, alarmId, by, address, id } = entry;
  const price = "fire" in entry ? String(entry.fire.price) : "";
  const [before, after] = "fire" in entry ? ["", ""] : [jsonOf(entry.before), jsonOf(entry.after)];
  return csvLine([
    ...[
      timestamp,
      kind,
      pair ?? "",
      alarmId ?? "",
      price,
      auditText(entry, "UTC"),
      by,
      address ?? "",
    ],
    ...[before, after, id],
  ]);
}

function jsonOf(value: unknown): string {
  return value === null ? "" : JSON.stringify(value);
}

const ENTRIES_A_PAGE = 50;
/** What the pages of the log read of their address; a form sends what is not chosen as "". */
const LogPageQuery = z.object({ ...filterFields, before: id });

/** The part of a request that says what is wanted, and whether it still is. */
type Asked = {
  readonly url: URL;
  readonly req: Pick<Request, "signal">;
  readonly state: Pick<State, "who">;
};

/** One page of the log as its address asks for it. */
interface LogPage extends AuditPage {
  readonly filter: LogFilter;
  readonly before: string | undefined;
  /** What is wrong with the address; null when nothing is. */
  readonly problem: string | null;
}

/** Reads the page of the log that a URL asks for; with `alarm`, only what is about that one. */
export async function readLogPage(
  { auditLog, store }: Pick<Services, "auditLog" | "store">,
  { url, req: { signal }, state: { who } }: Asked,
  alarm?: string,
): Promise<LogPage> {
  const query = Object.fromEntries([...url.searchParams].filter(([, value]) => value !== ""));
  const parsed = LogPageQuery.safeParse(query);
  const { before, ...wanted } = parsed.data ?? {};
  const filter = parsed.success ? filterOf(wanted) : WHOLE_LOG;
  const range = { filter: { ...filter, alarm: alarm ?? filter.alarm }, before };
  const wantedPage = { ...range, limit: ENTRIES_A_PAGE, mayRead: mayRead(who), signal };
  const page = await longWork(
    "searches",
    () => auditPage(auditLog, wantedPage, store.state.fires),
    signal,
  );
  const problem = parsed.success ? null : explainIssues(parsed.error).message;
  return { ...page, ...range, problem };
}

/** The part of the log about one alarm; null when neither the store nor the log knows it. */
export async function readAlarmHistory(
  services: Pick<Services, "auditLog" | "store">,
  asked: Asked,
  id: string,
): Promise<LogPage & { readonly known: KnownAlarm } | null> {
  const stored = storedAlarm(services.store, id);
  if (stored === null && !await services.auditLog.mentions(id)) return null;
  const page = await readLogPage(services, asked, id);
  const known = stored ?? knownAlarm(page.log, id);
  return known === null ? null : { ...page, known };
}

/**
 * The alarm with this id, also when it is removed, as long as the log tells of it.
 * @throws {Refusal} when there never was one
 */
export async function findKnownAlarm(
  services: Pick<Services, "auditLog" | "store">,
  asked: Asked,
  id: string,
): Promise<KnownAlarm> {
  const stored = storedAlarm(services.store, id);
  const known = stored ?? (await readAlarmHistory(services, asked, id))?.known;
  if (known !== undefined) return known;
  const { pair, alarm } = findAlarm(services.store.state, id);
  return { pair: pair.symbol, alarm };
}

/** An alarm that is set, and its pair; null when there is none with this id. */
function storedAlarm({ state }: Pick<Store, "state">, id: string): KnownAlarm | null {
  for (const { symbol, alarms } of state.pairs.values()) {
    const alarm = alarms.find((each) => each.id === id);
    if (alarm !== undefined) return { pair: symbol, alarm };
  }
  return null;
}

import type { Fire } from "@/lib/alarms/fire.ts";
import { isAccountEvent } from "@/lib/protocol/views.ts";
import type {
  AccountEntry,
  AuditEntry,
  ChangeEntry,
  FireEntry,
} from "@/lib/protocol/audit_entry.ts";

/** What the log page shows of the log. */
export interface Log {
  /** Newest first, with what became of them since. */
  readonly fires: readonly Fire[];
  /** Newest first. */
  readonly changes: readonly ChangeEntry[];
  /** Id of the newest entry of the whole log when it was read; null while there is none. */
  readonly newest: string | null;
}

type Acknowledgement = Extract<ChangeEntry, { kind: "fireAcknowledged" }>;

/** One line of the page. */
export type LogRow =
  | {
    readonly kind: "fire";
    readonly at: string;
    readonly fire: Fire;
    readonly acknowledgement: Acknowledgement | undefined;
  }
  | { readonly kind: "change"; readonly at: string; readonly entry: ChangeEntry };

/** Fires and changes in one list, newest first; an acknowledgement stands with its fire where that is shown. */
export function logRows({ fires, changes }: Pick<Log, "fires" | "changes">): LogRow[] {
  const shown = new Set(fires.map(({ id }) => id));
  const acknowledgements = new Map<string, Acknowledgement>();
  for (const entry of changes) {
    if (entry.kind === "fireAcknowledged") acknowledgements.set(entry.fireId, entry);
  }
  const rows: LogRow[] = fires.map((fire) => ({
    ...{ kind: "fire", at: fire.detectedAt, fire },
    acknowledgement: acknowledgements.get(fire.id),
  }));
  for (const entry of changes) {
    const isTold = entry.kind === "fireAcknowledged" && shown.has(entry.fireId);
    if (!isTold) rows.push({ kind: "change", at: entry.timestamp, entry });
  }
  return rows.sort((a, b) => b.at.localeCompare(a.at));
}

/** The log after more of its entries were read, newest first. */
export function withEntries(log: Log, entries: readonly AuditEntry[], newest: string | null): Log {
  const changes = [...entries.filter(isChange), ...log.changes];
  const acknowledged = new Map(
    changes.flatMap((entry) =>
      entry.kind === "fireAcknowledged" ? [[entry.fireId, entry.timestamp] as const] : []
    ),
  );
  // A line of the log is written before screens are told.
  const known = new Map(log.fires.flatMap(({ id, timings }) => timings ? [[id, timings]] : []));
  const fires = [...entries.filter(isFire).map(({ fire }) => fire), ...log.fires].map((fire) => ({
    ...fire,
    ...(fire.timings && { timings: { ...fire.timings, ...known.get(fire.id) } }),
    acknowledgedAt: fire.acknowledgedAt ?? acknowledged.get(fire.id) ?? null,
  }));
  return { fires: unique(fires), changes: unique(changes), newest: newest ?? log.newest };
}

export function isFire(entry: AuditEntry): entry is FireEntry {
  return "fire" in entry;
}

/** Whether an entry tells of accounts. */
export function isOfAccounts(entry: AuditEntry): entry is AccountEntry {
  return isAccountEvent(entry.kind);
}

function isChange(entry: AuditEntry): entry is ChangeEntry {
  return !isFire(entry);
}

/** The socket may have brought a fire before the log did. */
function unique<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return [...new Map(items.toReversed().map((item) => [item.id, item])).values()].toReversed();
}

/** Which part of the log is wanted; null where all of it is. */
export interface LogFilter {
  readonly pair: string | null;
  /** `2026-01-15` in `zone`. */
  readonly day: string | null;
  /** IANA name of the zone in which `day` begins and ends. */
  readonly zone: string;
  readonly alarm: string | null;
}

/** What a line of the log is about. */
export interface LogSubject {
  readonly pair: string | null;
  readonly timestamp: string;
  readonly alarmIds: readonly string[];
}

export const WHOLE_LOG: LogFilter = { pair: null, day: null, zone: "UTC", alarm: null };

export function isWanted({ pair, timestamp, alarmIds }: LogSubject, wanted: LogFilter): boolean {
  return (wanted.pair === null || wanted.pair === pair) &&
    (wanted.alarm === null || alarmIds.includes(wanted.alarm)) &&
    (wanted.day === null || wanted.day === dayIn(timestamp, wanted.zone));
}

/** The query of a filter, as `/log` and `/api/audit` read it. */
export function filterQuery(
  { pair, day, zone, alarm }: LogFilter,
  more: Readonly<Record<string, string | number>> = {},
): string {
  const query = new URLSearchParams();
  if (pair !== null) query.set("pair", pair);
  if (day !== null) query.set("day", day);
  if (day !== null && zone !== "UTC") query.set("zone", zone);
  if (alarm !== null) query.set("alarm", alarm);
  for (const [name, value] of Object.entries(more)) query.set(name, String(value));
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** The day of a moment in a zone: `2026-01-15`. */
function dayIn(iso: string, zone: string): string {
  return formatter(zone).format(Date.parse(iso));
}

let known: { readonly zone: string; readonly format: Intl.DateTimeFormat } | null = null;

/** Making a formatter is slow, and a search asks for the same zone thousands of times. */
function formatter(zone: string): Intl.DateTimeFormat {
  if (known?.zone === zone) return known.format;
  const options = { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone } as const;
  // This locale writes days as ISO 8601 does.
  known = { zone, format: new Intl.DateTimeFormat("en-CA", options) };
  return known.format;
}

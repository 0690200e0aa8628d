import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { KnownAlarm } from "@/lib/protocol/answers.ts";
import type { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import {
  isFire,
  type Log,
  type LogFilter,
  type LogRow,
  logRows,
  withEntries,
} from "@/lib/text/log_rows.ts";
import { type AuditLog, readAudit } from "./audit_log.ts";

interface PageRange {
  readonly filter: LogFilter;
  /** Only what was written before the entry with this id, which the filter lets through. */
  readonly before?: string | undefined;
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

export interface AuditPage {
  readonly log: Log;
  /** Id of the last entry of the page when there are older ones; else null. */
  readonly older: string | null;
}

/** One page of the log for people to read; `fires` are those in the store, which know best what rings. */
export async function auditPage(
  { path, newestId }: Pick<AuditLog, "path" | "newestId">,
  { filter, before, limit, signal }: PageRange,
  fires: readonly Fire[],
): Promise<AuditPage> {
  const news = new FireNews(fires);
  const entries: AuditEntry[] = [];
  let isInRange = before === undefined;
  for await (const entry of readAudit(path, { filter, signal })) {
    const told = news.pass(entry);
    // One more than is shown tells whether there are older ones.
    if (isInRange && entries.push(told) > limit) break;
    isInRange ||= entry.id === before;
  }
  const shown = entries.slice(0, limit);
  const older = entries.length > limit ? shown.at(-1)?.id ?? null : null;
  return { log: withEntries({ fires: [], changes: [], newest: null }, shown, newestId), older };
}

/** Tells what became of each fire, on the way from the newest entry to older ones. */
class FireNews {
  readonly #stored: ReadonlyMap<string, Fire>;
  /** Acknowledgements whose fires are still to come. */
  readonly #acknowledged = new Map<string, AuditEntry>();

  constructor(stored: readonly Fire[]) {
    this.#stored = new Map(stored.map((fire) => [fire.id, fire]));
  }

  pass(entry: AuditEntry): AuditEntry {
    if (entry.kind === "fireAcknowledged") this.#acknowledged.set(entry.fireId, entry);
    if (!isFire(entry)) return entry;
    const { fire } = entry;
    const stored = this.#stored.get(fire.id);
    // Whatever rings is in the store; what left it was acknowledged, even if a crash cost the line that says when.
    const at = stored === undefined
      ? this.#acknowledged.get(fire.id)?.timestamp ?? fire.detectedAt
      : stored.acknowledgedAt;
    this.#acknowledged.delete(fire.id);
    return { ...entry, fire: { ...fire, acknowledgedAt: at } };
  }
}

/** The newest a log tells of an alarm that may be removed by now; null when it tells nothing. */
export function knownAlarm(log: Log, id: string): KnownAlarm | null {
  for (const row of logRows(log)) {
    const alarm = alarmOf(row, id);
    const { pair } = row.kind === "fire" ? row.fire : row.entry;
    if (alarm !== undefined && pair !== null) return { pair, alarm };
  }
  return null;
}

function alarmOf(row: LogRow, id: string): Alarm | undefined {
  if (row.kind === "fire") return row.fire.alarm;
  const { entry } = row;
  switch (entry.kind) {
    case "alarmAdded":
    case "alarmEdited":
    case "alarmRearmed":
    case "alarmSnoozed":
    case "alarmPausedByPerson":
    case "alarmResumed":
      return entry.after;
    case "alarmRemoved":
      return entry.before;
    case "pairRemoved":
      return entry.before.alarms.find((alarm) => alarm.id === id);
    default:
      return undefined;
  }
}

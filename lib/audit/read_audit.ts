import { newestLines } from "@/lib/logs/newest_lines.ts";
import { isWanted, type LogFilter, type LogSubject } from "@/lib/live/log_filter.ts";
import { AuditEntry } from "./audit_entry.ts";

export interface AuditRange {
  readonly filter: LogFilter;
  /** Only what was written before the entry with this id. */
  readonly before?: string | undefined;
  /** Only what was written after the entry with this id. */
  readonly after?: string | undefined;
}

/** The entries of an audit log and its rotated files, newest first; what is no entry is left out. */
export async function* readAudit(
  path: string,
  { filter, before, after }: AuditRange,
): AsyncGenerator<AuditEntry> {
  let isInRange = before === undefined;
  for await (const line of newestLines(path)) {
    if (after !== undefined && hasId(line, after)) return;
    if (isInRange && mayFit(line, filter)) {
      const entry = parse(line);
      if (entry !== null && isWanted(subjectOf(entry), filter)) yield entry;
    }
    isInRange ||= before !== undefined && hasId(line, before);
  }
}

function hasId(line: string, id: string): boolean {
  return line.includes(`"id":${JSON.stringify(id)}`);
}

/** Most lines of a long log are left aside without parsing them. */
function mayFit(line: string, { pair, alarm }: LogFilter): boolean {
  return [pair, alarm].every((text) => text === null || line.includes(JSON.stringify(text)));
}

function parse(line: string): AuditEntry | null {
  try {
    return AuditEntry.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

function subjectOf(entry: AuditEntry): LogSubject {
  const { pair, timestamp, alarmId } = entry;
  // The alarms of a pair end with it.
  if (entry.kind === "pairRemoved") {
    return { pair, timestamp, alarmIds: entry.before.alarms.map(({ id }) => id) };
  }
  return { pair, timestamp, alarmIds: alarmId === null ? [] : [alarmId] };
}

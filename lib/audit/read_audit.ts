import { newestLines } from "@/lib/logs/newest_lines.ts";
import { isWanted, type LogFilter, type LogSubject } from "@/lib/live/log_filter.ts";
import { Turns } from "@/lib/turns.ts";
import { AuditEntry } from "./audit_entry.ts";

export interface AuditRange {
  readonly filter: LogFilter;
  /** Only what was written before the entry with this id. */
  readonly before?: string | undefined;
  /** Only what was written after the entry with this id. */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The entries of an audit log and its rotated files, newest first, read in turns; what is no entry is
 * left out. It ends early when the signal says that nobody waits for it.
 */
export async function* readAudit(
  path: string,
  { filter, before, after, signal }: AuditRange,
): AsyncGenerator<AuditEntry> {
  const turns = new Turns({ signal });
  const mayFit = quickFilter(filter);
  let isInRange = before === undefined;
  for await (const line of newestLines(path)) {
    if (!await inTime(turns, signal)) return;
    if (after !== undefined && hasId(line, after)) return;
    if (isInRange && mayFit(line)) {
      const entry = parse(line);
      if (entry !== null && isWanted(subjectOf(entry), filter)) yield entry;
    }
    isInRange ||= before !== undefined && hasId(line, before);
  }
}

function hasId(line: string, id: string): boolean {
  return line.includes(`"id":${JSON.stringify(id)}`);
}

/** Asked for each line, so it waits only where it must. */
async function inTime(turns: Turns, signal: AbortSignal | undefined): Promise<boolean> {
  return turns.isOver ? await turns.next() : signal?.aborted !== true;
}

const DAY_MS = 86_400_000;
/** Every line begins with it; the day follows. */
const BEGINNING = '{"timestamp":"';

/** Most lines of a long log are left aside without parsing them. */
function quickFilter({ pair, alarm, day }: LogFilter): (line: string) => boolean {
  const texts = [pair, alarm].filter((text) => text !== null).map((text) => JSON.stringify(text));
  const [from, to] = day === null ? ["", ""] : [dayBeside(day, -1), dayBeside(day, 1)];
  return (line) => {
    if (!texts.every((text) => line.includes(text))) return false;
    if (day === null || !line.startsWith(BEGINNING)) return true;
    const written = line.slice(BEGINNING.length, BEGINNING.length + day.length);
    return written >= from && written <= to;
  };
}

/** In any zone a day lies within those three of UTC. */
function dayBeside(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
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

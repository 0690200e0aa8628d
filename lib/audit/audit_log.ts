import { join } from "node:path";
import { redact } from "@/lib/logs/logger.ts";
import { newestLines } from "@/lib/logs/newest_lines.ts";
import { type LogFileOptions, OnceLog } from "@/lib/logs/once_log.ts";
import { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import { isWanted, type LogFilter, type LogSubject } from "@/lib/text/log_rows.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import { Turns } from "@/lib/time/turns.ts";

/** `audit.log`: one JSON line for each change by a person and each fire, each once. */
export class AuditLog extends OnceLog {
  /** Ids that stand in the log; null until somebody asks. */
  #mentioned: Promise<Set<string>> | null = null;

  constructor({ logDir, maxSize = 2 * 1024 * 1024, keep = 20 }: LogFileOptions) {
    super({ path: join(logDir, "audit.log"), maxSize, keep });
  }

  /** Writes the entries that are not in the log yet; says whether all of them are on the disk now. */
  append(entries: readonly AuditEntry[]): boolean {
    const lines = entries.map((entry) => ({ id: entry.id, text: lineOf(entry) }));
    const areWritten = this.write(lines);
    void this.#mentioned?.then((ids) => lines.forEach(({ text }) => addIds(text, ids)), () => {});
    return areWritten;
  }

  /**
   * Whether the log may tell of something with this id. The first question reads the log once, so that
   * ids that never were need no search of it. Rejects when it cannot be read.
   */
  async mentions(id: string): Promise<boolean> {
    this.#mentioned ??= idsOf(this.path);
    try {
      return (await this.#mentioned).has(id);
    } catch (error) {
      this.#mentioned = null;
      throw error;
    }
  }
}

/** What people look for first stands first. */
function lineOf({ timestamp, kind, pair, alarmId, ...rest }: AuditEntry): string {
  return `${redact(JSON.stringify({ timestamp, kind, pair, alarmId, ...rest }))}\n`;
}

/** Also of what is only mentioned, such as the alarms of a pair that was removed. */
const ID = /"(?:id|alarmId)":"([^"]{1,200})"/g;

/** Ids of the log's own lines: nobody asks what became of those. */
const OWN_ID = "change_";

async function idsOf(path: string): Promise<Set<string>> {
  const ids = new Set<string>();
  const turns = new Turns();
  for await (const line of newestLines(path)) {
    if (turns.isOver) await turns.next();
    addIds(line, ids);
  }
  return ids;
}

function addIds(line: string, ids: Set<string>): void {
  for (const [, id = ""] of line.matchAll(ID)) if (!id.startsWith(OWN_ID)) ids.add(id);
}

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

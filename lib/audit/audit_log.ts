import { Buffer } from "node:buffer";
import { join } from "node:path";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { type LogFileOptions, OnceLog, redact } from "@/lib/logs/once_log.ts";
import type { KnownAlarm } from "@/lib/protocol/answers.ts";
import { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import {
  isFire,
  isWanted,
  type Log,
  type LogFilter,
  type LogRow,
  logRows,
  type LogSubject,
  withEntries,
} from "@/lib/text/log_rows.ts";
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

interface PageRange {
  readonly filter: LogFilter;
  /** Only what was written before the entry with this id, which the filter lets through. */
  readonly before?: string | undefined;
  readonly limit: number;
  readonly mayRead: MayRead;
  readonly signal?: AbortSignal | undefined;
}

/** Whether an entry is for whoever asks. */
export type MayRead = (entry: AuditEntry) => boolean;

export interface AuditPage {
  readonly log: Log;
  /** Id of the last entry of the page when there are older ones; else null. */
  readonly older: string | null;
}

/** One page of the log for people to read; `fires` are those in the store, which know best what rings. */
export async function auditPage(
  { path, newestId }: Pick<AuditLog, "path" | "newestId">,
  { filter, before, limit, mayRead, signal }: PageRange,
  fires: readonly Fire[],
): Promise<AuditPage> {
  const news = new FireNews(fires);
  const entries: AuditEntry[] = [];
  let isInRange = before === undefined;
  for await (const entry of readAudit(path, { filter, mayRead, signal })) {
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
    // When screens were told is known only once the log's line is written.
    const timings = stored?.timings ?? fire.timings;
    return { ...entry, fire: { ...fire, acknowledgedAt: at, ...(timings && { timings }) } };
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

export interface AuditRange {
  readonly filter: LogFilter;
  /** Only what was written before the entry with this id. */
  readonly before?: string | undefined;
  /** Only what was written after the entry with this id. */
  readonly after?: string | undefined;
  /** Left out: all of them. */
  readonly mayRead?: MayRead;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The entries of an audit log and its rotated files, newest first, read in turns; what is no entry is
 * left out. It ends early when the signal says that nobody waits for it.
 */
export async function* readAudit(
  path: string,
  { filter, before, after, mayRead = () => true, signal }: AuditRange,
): AsyncGenerator<AuditEntry> {
  const turns = new Turns({ signal });
  const mayFit = quickFilter(filter);
  let isInRange = before === undefined;
  for await (const line of newestLines(path)) {
    if (!await inTime(turns, signal)) return;
    if (after !== undefined && hasId(line, after)) return;
    if (isInRange && mayFit(line)) {
      const entry = parse(line);
      if (entry !== null && isWanted(subjectOf(entry), filter) && mayRead(entry)) yield entry;
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

const PIECE_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

interface OpenedLog {
  readonly file: Deno.FsFile;
  /** Bytes there were when it was opened; what is written later is not read. */
  readonly size: number;
}

/** The lines of a log and of its rotated files, newest first, in pieces that fit into little memory. */
export async function* newestLines(path: string): AsyncGenerator<string> {
  const opened = openAll(path);
  try {
    for (const log of opened) yield* linesBackwards(log);
  } finally {
    for (const { file } of opened) file.close();
  }
}

/** All in one turn, so that no rotation comes between and a file is read twice. */
function openAll(path: string): OpenedLog[] {
  const opened: OpenedLog[] = [];
  for (let age = 0;; age++) {
    const log = openIfThere(age === 0 ? path : `${path}.${age}`);
    if (log !== null) opened.push(log);
    else if (age > 0) return opened;
  }
}

function openIfThere(path: string): OpenedLog | null {
  try {
    const file = Deno.openSync(path);
    return { file, size: file.statSync().size };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function* linesBackwards({ file, size }: OpenedLog): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  /** The end of a line whose beginning is not read yet. */
  let rest = Buffer.alloc(0);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - PIECE_BYTES);
    const bytes = Buffer.concat([await readBetween(file, start, end), rest]);
    const cut = start === 0 ? 0 : bytes.indexOf(NEWLINE);
    rest = cut < 0 ? bytes : bytes.subarray(0, cut);
    const whole = cut < 0 ? "" : decoder.decode(bytes.subarray(cut));
    yield* whole.split("\n").filter((line) => line !== "").reverse();
    end = start;
  }
}

async function readBetween(file: Deno.FsFile, start: number, end: number) {
  const bytes = new Uint8Array(end - start);
  await file.seek(start, Deno.SeekMode.Start);
  let done = 0;
  while (done < bytes.length) {
    const count = await file.read(bytes.subarray(done));
    if (count === null) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

import type { Signal } from "@preact/signals";
import type { Fire } from "@/lib/alarms/fire.ts";
import { askQuietly } from "@/lib/client/ask_server.ts";
import { listenToFrames } from "@/lib/client/client.ts";
import type { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import type { FrameEvent, ServerFrame } from "@/lib/protocol/frames.ts";
import {
  filterQuery,
  isWanted,
  type Log,
  type LogFilter,
  withEntries,
} from "@/lib/text/log_rows.ts";

/** Frames after which the log may have more to tell. */
const TELLING: ReadonlySet<FrameEvent> = new Set<FrameEvent>([
  ...["pair_added", "pair_updated", "pair_removed", "pairs_reordered"] as const,
  ...["alarm_added", "alarm_updated", "alarm_removed", "alarm_triggered"] as const,
  ...["fire_acknowledged", "snapshot"] as const,
]);
/** Frames come in bundles; one question is enough for all of them, in milliseconds. */
const BUNDLE_MS = 200;

interface FollowOptions {
  readonly filter: LogFilter;
  /** Only the newest page gets new lines; the others learn what was acknowledged. */
  readonly isGrowing: boolean;
}

/** Keeps a log up to date: fires at once by the socket, the rest by asking; returns how to stop. */
export function followLog(log: Signal<Log>, { filter, isGrowing }: FollowOptions): () => void {
  let timer: number | null = null;
  const ask = async () => {
    timer = null;
    const answer = await fetchAudit(filter, log.peek().newest);
    if (answer !== null) log.value = withEntries(log.peek(), answer.entries, answer.newest);
  };
  const stopListening = listenToFrames((frame) => {
    if (isGrowing || frame.event !== "alarm_triggered") {
      log.value = heard(log.peek(), frame, filter);
    }
    if (isGrowing && TELLING.has(frame.event)) timer ??= self.setTimeout(ask, BUNDLE_MS);
  });
  return () => {
    stopListening();
    if (timer !== null) clearTimeout(timer);
  };
}

function heard(log: Log, frame: ServerFrame, filter: LogFilter): Log {
  if (frame.event === "alarm_triggered" && !isWantedFire(frame.data.fire, filter)) return log;
  const fires = applyToLog(log.fires, frame);
  return fires === log.fires ? log : { ...log, fires };
}

type LoggedFire = Log["fires"][number];

function isWantedFire(
  { pair, alarmId, detectedAt: timestamp }: LoggedFire,
  filter: LogFilter,
): boolean {
  return isWanted({ pair, timestamp, alarmIds: [alarmId] }, filter);
}

/** The log, newest first, after a frame; the same array when the frame does not touch it. */
export function applyToLog(fires: readonly Fire[], frame: ServerFrame): readonly Fire[] {
  switch (frame.event) {
    case "alarm_triggered":
      return withFires(fires, [frame.data.fire]);
    case "fire_acknowledged": {
      const { fireIds, acknowledgedAt, by: acknowledgedBy } = frame.data;
      return fires.map((fire) =>
        fireIds.includes(fire.id) ? { ...fire, acknowledgedAt, acknowledgedBy } : fire
      );
    }
    default:
      return fires;
  }
}

/** The log with more fires, newest first too: known ones are brought up to date, new ones go on top of their moment. */
export function withFires(fires: readonly Fire[], more: readonly Fire[]): readonly Fire[] {
  const byId = new Map(more.map((fire) => [fire.id, fire]));
  const known = fires.map((fire) => byId.get(fire.id) ?? fire);
  const ids = new Set(fires.map((fire) => fire.id));
  const added = more.filter((fire) => !ids.has(fire.id));
  return [...added, ...known].sort((a, b) => b.detectedAt.localeCompare(a.detectedAt));
}

/** Entries of the log, newest first, and the id of its newest one. */
interface AuditAnswer {
  readonly newest: string | null;
  readonly entries: readonly AuditEntry[];
}

const MAX_ENTRIES = 500;

/** What was written to the log after an entry (all of it when null); null when the server cannot be asked. */
export async function fetchAudit(
  filter: LogFilter,
  after: string | null,
): Promise<AuditAnswer | null> {
  const more = { limit: MAX_ENTRIES, ...(after === null ? {} : { after }) };
  return await askQuietly<AuditAnswer>(`/api/audit${filterQuery(filter, more)}`);
}

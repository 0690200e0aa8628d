import type { Signal } from "@preact/signals";
import { applyToLog } from "./apply_to_log.ts";
import { listenToFrames } from "./client.ts";
import { fetchAudit } from "./fetch_audit.ts";
import { isWanted, type LogFilter } from "./log_filter.ts";
import { type Log, withEntries } from "./log_rows.ts";
import type { FrameEvent, ServerFrame } from "./protocol.ts";

/** Frames after which the log may have more to tell. */
const TELLING: ReadonlySet<FrameEvent> = new Set<FrameEvent>([
  ...[
    "pair_added",
    "pair_updated",
    "pair_removed",
    "pairs_reordered",
    "alarm_added",
    "alarm_updated",
    "alarm_removed",
  ] as const,
  ...["alarm_triggered", "fire_acknowledged", "snapshot"] as const,
]);
/** Frames come in bundles; one question is enough for all of them, in milliseconds. */
const BUNDLE_MS = 200;

export interface FollowOptions {
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

type Fire = Log["fires"][number];

function isWantedFire({ pair, alarmId, detectedAt: timestamp }: Fire, filter: LogFilter): boolean {
  return isWanted({ pair, timestamp, alarmIds: [alarmId] }, filter);
}

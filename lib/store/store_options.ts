import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import type { HistorySpan } from "@/lib/market/history/history_view.ts";
import type { FileSystem } from "@/lib/store/file/file_system.ts";
import type { Lock } from "@/lib/store/file/lock.ts";

/** What a store needs from outside. */
export interface StoreOptions {
  readonly dataDir: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Called once, when a commit failed and the store accepts no changes any more. */
  readonly onFailure: (error: Error) => void;
  /** Something went wrong that costs no alarm: a history file, a backup, a listener that threw. */
  readonly onWarning?: (error: Error) => void;
  /** Whether an alarm's condition holds now; fills `conditionMet` of alarms from older files. */
  readonly conditionHolds?: (alarm: Alarm, pair: Pair, history: PriceHistory) => boolean;
  readonly historySpan?: HistorySpan;
  /** For how long (ms) the file may be behind while nothing but prices moves; left out, each check brings it up to date. */
  readonly commitMs?: number;
  /**
   * Sources that date their prices by a clock of their own; those of the others cannot be ahead of
   * `now` unless the clock was set back since, and are moved along then. Left out, all is taken as stored.
   */
  readonly ownTime?: ReadonlySet<string>;
  /** For tests: another disk, and another way to own the folder. */
  readonly fileSystem?: FileSystem;
  readonly takeLock?: (dataDir: string) => Promise<Lock>;
}

import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import { Backups } from "@/lib/store/file/backups.ts";
import { StoreFile, type StoreOptions } from "./file/store_file.ts";
import { diskFileSystem, type FileSystem } from "@/lib/store/file/file_system.ts";
import { type Lock, takeLock } from "@/lib/store/file/lock.ts";
import { HistoryArchive } from "@/lib/store/history/history_archive.ts";
import { PriceHistories } from "@/lib/store/histories.ts";
import { SecondsArchive } from "@/lib/store/history/seconds_archive.ts";
import { recover, type RecoveryReport } from "@/lib/store/recovery/recovery.ts";
import { shiftPair } from "./pair_draft.ts";

/** All that a running store is made of. */
export interface OpenedStore {
  readonly state: State;
  readonly report: RecoveryReport;
  readonly file: StoreFile;
  readonly histories: PriceHistories;
  readonly lock: Lock;
}

/** Takes the folder, recovers the state and loads the histories; gives the folder back when that fails. */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const lock = await (options.takeLock ?? takeLock)(options.dataDir);
  try {
    return { lock, ...await load(options, options.fileSystem ?? diskFileSystem) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function load(options: StoreOptions, fs: FileSystem): Promise<Omit<OpenedStore, "lock">> {
  const { dataDir, now } = options;
  const backups = new Backups(fs, dataDir);
  const { stored, report } = await recover({ fs, dataDir, backups, now: now() });
  const archive = new HistoryArchive(fs, options);
  const seconds = new SecondsArchive(fs, options);
  const file = new StoreFile({ fs, dataDir, backups, options, seconds });
  const present = await inPresent(stored.state, file, options);
  const kept = await seconds.load();
  const given = { kept, now: now() };
  const { histories, state: drawn } = await PriceHistories.load(present, archive, seconds, given);
  // An earlier program's file has all prices in it: from here on they stand in the archive.
  await histories.flush();
  histories.tidySoon();
  const state = evaluateUnevaluated(drawn, stored.unjudged, histories.bySymbol, options);
  return { state, report, histories, file };
}

async function inPresent(
  state: State,
  file: StoreFile,
  { now, ownTime, onWarning }: StoreOptions,
): Promise<State> {
  if (ownTime === undefined) return state;
  const present = backToPresent(state, now(), ownTime);
  if (present === state) return state;
  const message = "The newest prices in the store are ahead of this computer's clock: it was set " +
    "back while the program was stopped; their moments are moved along and alarms go on as before";
  onWarning?.(new Error(message));
  // Kept at once: the next start would else compare with a later moment and move by another span.
  await file.write(present);
  return present;
}

/** Alarms that do not say whether their condition held would fire, or fail to, at the first price. */
function evaluateUnevaluated(
  state: State,
  unevaluated: ReadonlySet<string>,
  histories: ReadonlyMap<string, PriceHistory>,
  { conditionHolds }: StoreOptions,
): State {
  if (conditionHolds === undefined || unevaluated.size === 0) return state;
  const judged = (alarm: Alarm, pair: Pair, history: PriceHistory): Alarm =>
    unevaluated.has(alarm.id)
      ? { ...alarm, conditionMet: conditionHolds(alarm, pair, history) }
      : alarm;
  const pairs = Array.from(state.pairs, ([symbol, pair]): [string, Pair] => {
    const history = histories.get(symbol);
    if (history === undefined || pair.currentPrice === null) return [symbol, pair];
    return [symbol, { ...pair, alarms: pair.alarms.map((alarm) => judged(alarm, pair, history)) }];
  });
  return { ...state, pairs: new Map(pairs) };
}

/** Moments may be ahead of the clock by this much before it counts as set back, in milliseconds. */
const MAX_AHEAD_MS = 5_000;

/**
 * The state as it is right for a clock that was set back while the program did not run: a last price
 * ahead of `now` would else keep every new one out until the clock has caught up. Sources in `ownTime`
 * date their prices themselves.
 */
function backToPresent(state: State, now: number, ownTime: ReadonlySet<string>): State {
  const moved = [...state.pairs.values()].flatMap((pair) => {
    const ahead = newestMoment(pair) - now;
    if (ownTime.has(pair.source) || ahead <= MAX_AHEAD_MS) return [];
    return [shiftPair(pair, -ahead, new Set([pair.symbol]))];
  });
  if (moved.length === 0) return state;
  const changes = moved.map((pair): [string, Pair] => [pair.symbol, pair]);
  return { ...state, pairs: new Map([...state.pairs, ...changes]) };
}

function newestMoment({ lastUpdate, unconfirmed }: Pair): number {
  const newest = unconfirmed?.timestamp ?? lastUpdate;
  return newest === null ? -Infinity : Date.parse(newest);
}

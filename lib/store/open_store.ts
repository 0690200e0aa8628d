import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { PriceHistory } from "@/lib/market/history.ts";
import { backToPresent } from "./back_to_present.ts";
import { Backups } from "./backups.ts";
import { diskFileSystem, type FileSystem } from "./file_system.ts";
import { HistoryArchive } from "./history_archive.ts";
import type { Lock } from "./lock.ts";
import { takeLock } from "./lock.ts";
import { PriceHistories } from "./price_histories.ts";
import { recover } from "./recovery.ts";
import type { RecoveryReport } from "./recovery_report.ts";
import { NEWEST_POINTS } from "@/lib/market/newest_points.ts";
import { type Pair, type State } from "./state.ts";
import { StoreFile } from "./store_file.ts";
import { SecondsArchive } from "./seconds_archive.ts";
import type { StoreOptions } from "./store_options.ts";

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
  const file = new StoreFile(fs, dataDir, backups, options);
  const present = await inPresent(stored.state, file, options);
  const seconds = new SecondsArchive(fs, options);
  const histories = await PriceHistories.load(present, archive, seconds);
  // An earlier program's file has all prices in it: from here on they stand in the archive.
  await histories.flush();
  const trimmed = withNewestPoints(present);
  const state = judgeUnjudged(trimmed, stored.unjudged, histories.bySymbol, options);
  return { state, report, histories, file };
}

function withNewestPoints(state: State): State {
  const isLong = (pair: Pair) => pair.priceHistory.length > NEWEST_POINTS;
  if (![...state.pairs.values()].some(isLong)) return state;
  const pairs = Array.from(state.pairs, ([symbol, pair]): [string, Pair] => [
    symbol,
    isLong(pair) ? { ...pair, priceHistory: pair.priceHistory.slice(-NEWEST_POINTS) } : pair,
  ]);
  return { ...state, pairs: new Map(pairs) };
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
function judgeUnjudged(
  state: State,
  unjudged: ReadonlySet<string>,
  histories: ReadonlyMap<string, PriceHistory>,
  { conditionHolds }: StoreOptions,
): State {
  if (conditionHolds === undefined || unjudged.size === 0) return state;
  const judged = (alarm: Alarm, pair: Pair, history: PriceHistory): Alarm =>
    unjudged.has(alarm.id)
      ? { ...alarm, conditionMet: conditionHolds(alarm, pair, history) }
      : alarm;
  const pairs = Array.from(state.pairs, ([symbol, pair]): [string, Pair] => {
    const history = histories.get(symbol);
    if (history === undefined || pair.currentPrice === null) return [symbol, pair];
    return [symbol, { ...pair, alarms: pair.alarms.map((alarm) => judged(alarm, pair, history)) }];
  });
  return { ...state, pairs: new Map(pairs) };
}

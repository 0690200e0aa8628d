import type { Cron } from "@/lib/engine/checks/schedule.ts";
import type { DiskBudgetOptions } from "@/lib/engine/health/storage_watch.ts";
import { alreadyTrue } from "@/lib/alarms/kinds/kinds.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import { registerSecret } from "@/lib/logs/once_log.ts";
import { type Config, secretsOf } from "@/lib/settings/config.ts";
import type { SettingOrigins } from "@/lib/settings/origins.ts";
import type { Sources } from "@/lib/sources/table.ts";
import { OWN_TIME } from "@/lib/sources/source.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { describeRecovery } from "@/lib/store/recovery/recovery.ts";
import { secretKey } from "@/lib/store/secret_key.ts";
import { Store } from "@/lib/store/store.ts";
import type { StoreOptions } from "@/lib/store/file/store_file.ts";
import { type AccessOptions, accountsFor } from "./access.ts";

interface StoreNeeds extends Pick<StoreOptions, "fileSystem" | "takeLock" | "started"> {
  readonly config: Pick<
    Config,
    "DATA_DIR" | "COMMIT_SECONDS" | "HISTORY_RAW_HOURS" | "HISTORY_DAYS"
  >;
  readonly now: () => number;
  readonly onFatal: (error: Error) => void;
}

/** What everything else is put together from, opened in its order; what the store had to recover is logged. */
export async function openGround(options: ProgramOptions, onFatal: (error: Error) => void) {
  const { config, clock } = options;
  const now = clock.now.bind(clock);
  const { promise: started, resolve: hasStarted } = Promise.withResolvers<void>();
  const store = await Store.open(storeOptions({ config, now, onFatal, started, ...options.disk }));
  const found = describeRecovery(store.recovery);
  if (found !== null) getLogger("store").warn("{found}", { found });
  const key = await secretKey(config.DATA_DIR, config.SECRET_KEY);
  [...secretsOf(config), key].forEach(registerSecret);
  return { store, key, accounts: await accountsFor(options, key), hasStarted };
}

export type Ground = Awaited<ReturnType<typeof openGround>>;

/** The store as the settings want it; what goes wrong in it is logged. */
function storeOptions({ config, now, onFatal, ...disk }: StoreNeeds): StoreOptions {
  const log = getLogger("store");
  return {
    ...disk,
    dataDir: config.DATA_DIR,
    now,
    commitMs: config.COMMIT_SECONDS * SECOND_MS,
    historySpan: { rawHours: config.HISTORY_RAW_HOURS, days: config.HISTORY_DAYS },
    ownTime: OWN_TIME,
    onFailure: (error) => {
      log.fatal("{message}", { message: error.message });
      onFatal(error);
    },
    onWarning: (error) => log.warn("{message}", { message: error.message }),
    conditionHolds: (alarm, pair, history) => alreadyTrue(alarm, { ...pair, history, now: now() }),
  };
}

/** What the program takes from outside. */
export interface ProgramOptions extends AccessOptions {
  readonly config: Config;
  /** Where the settings are from; left out where nobody asks. */
  readonly origins?: SettingOrigins;
  readonly clock: Clock;
  readonly cron: Cron;
  /** Nothing can be kept or checked any more: a supervisor should start the program again. */
  readonly onFatal: (error: Error) => void;
  /** It has a phone of its own to try channels with. */
  readonly isDemo?: boolean;
  /** Leaves to `start` what no page but the board needs: making it takes longer than the rest of opening. */
  readonly isRestLater?: boolean;
  /** Another way to learn how much room the disk has; for tests. */
  readonly freeSpace?: DiskBudgetOptions["freeSpace"];
  /** Another market than the settings ask for; for tests. */
  readonly sources?: Sources;
  /** Another disk for the store; for tests. */
  readonly disk?: Pick<StoreOptions, "fileSystem" | "takeLock">;
}

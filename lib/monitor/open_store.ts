import { alreadyTrue } from "@/lib/alarms/already_true.ts";
import type { Config } from "@/lib/config.ts";
import { getLogger } from "@/lib/logs/get_logger.ts";
import { OWN_TIME } from "@/lib/sources/own_time.ts";
import { describeRecovery } from "@/lib/store/recovery_report.ts";
import { Store } from "@/lib/store/store.ts";
import type { StoreOptions } from "@/lib/store/store_options.ts";

export interface OpenStoreOptions extends Pick<StoreOptions, "fileSystem" | "takeLock"> {
  readonly config: Pick<Config, "DATA_DIR" | "HISTORY_RAW_HOURS" | "HISTORY_DAYS">;
  readonly now: () => number;
  readonly onFatal: (error: Error) => void;
}

/** Opens the store of the program and tells the log what its recovery found. */
export async function openStore(
  { config, now, onFatal, ...disk }: OpenStoreOptions,
): Promise<Store> {
  const log = getLogger("store");
  const store = await Store.open({
    ...disk,
    dataDir: config.DATA_DIR,
    now,
    historySpan: { rawHours: config.HISTORY_RAW_HOURS, days: config.HISTORY_DAYS },
    ownTime: OWN_TIME,
    onFailure: (error) => {
      log.fatal("{message}", { message: error.message });
      onFatal(error);
    },
    onWarning: (error) => log.warn("{message}", { message: error.message }),
    conditionHolds: (alarm, pair, history) => alreadyTrue(alarm, { ...pair, history, now: now() }),
  });
  const told = describeRecovery(store.recovery);
  if (told !== null) log.warn("{told}", { told });
  return store;
}

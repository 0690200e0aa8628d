import { alreadyTrue } from "@/lib/alarms/kinds/kinds.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import type { Config } from "@/lib/settings/config.ts";
import { OWN_TIME } from "@/lib/sources/source_clock.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import type { StoreOptions } from "@/lib/store/store_options.ts";

interface StoreNeeds extends Pick<StoreOptions, "fileSystem" | "takeLock"> {
  readonly config: Pick<
    Config,
    "DATA_DIR" | "COMMIT_SECONDS" | "HISTORY_RAW_HOURS" | "HISTORY_DAYS"
  >;
  readonly now: () => number;
  readonly onFatal: (error: Error) => void;
}

/** The store as the settings want it; what goes wrong in it is logged. */
export function storeOptions({ config, now, onFatal, ...disk }: StoreNeeds): StoreOptions {
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

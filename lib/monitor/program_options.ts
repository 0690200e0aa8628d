import type { Config } from "@/lib/config.ts";
import type { SettingOrigins } from "@/lib/setting_origins.ts";
import type { Sources } from "@/lib/sources/create_sources.ts";
import type { StoreOptions } from "@/lib/store/store_options.ts";
import type { Clock } from "./clock.ts";
import type { DiskBudgetOptions } from "./disk_budget.ts";
import type { Cron } from "./schedule.ts";

/** What the program takes from outside. */
export interface ProgramOptions {
  readonly config: Config;
  /** Where the settings are from; left out where nobody asks. */
  readonly origins?: SettingOrigins;
  readonly clock: Clock;
  readonly cron: Cron;
  /** Nothing can be kept or checked any more: a supervisor should start the program again. */
  readonly onFatal: (error: Error) => void;
  /** Another way to learn how much room the disk has; for tests. */
  readonly freeSpace?: DiskBudgetOptions["freeSpace"];
  /** Another market than the settings ask for; for tests. */
  readonly sources?: Sources;
  /** Another disk for the store; for tests. */
  readonly disk?: Pick<StoreOptions, "fileSystem" | "takeLock">;
}

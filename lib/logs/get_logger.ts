import { getLogger as getLogTapeLogger, type Logger } from "@logtape/logtape";

export type { Logger };

/** First part of every category of this program; LogTape's own and libraries' categories stay outside. */
export const ROOT_CATEGORY = "app";

/** The logger of one part of the program, such as `monitor`; silent until `startLogs` ran. */
export function getLogger(part: string): Logger {
  return getLogTapeLogger([ROOT_CATEGORY, part]);
}

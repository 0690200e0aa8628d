import { acknowledge } from "./acknowledge.ts";
import { addAlarm } from "./add_alarm.ts";
import { addAlarms } from "./add_alarms.ts";
import { addPair } from "./add_pair.ts";
import { importAlarms } from "./import_alarms.ts";
import { pauseAlarms } from "./pause_alarms.ts";
import { removeAlarm } from "./remove_alarm.ts";
import { removeAlarms } from "./remove_alarms.ts";
import { removePair } from "./remove_pair.ts";
import { reorderPairs } from "./reorder_pairs.ts";
import { restartAlarm } from "./restart_alarm.ts";
import { resumeAlarms } from "./resume_alarms.ts";
import { snoozeAlarm } from "./snooze_alarm.ts";
import { testAlarm } from "./test_alarm.ts";
import { updateAlarm } from "./update_alarm.ts";

/** Everything a person can ask for, by the event that asks for it. */
export const COMMANDS = {
  add_pair: addPair,
  remove_pair: removePair,
  reorder_pairs: reorderPairs,
  add_alarm: addAlarm,
  update_alarm: updateAlarm,
  remove_alarm: removeAlarm,
  restart_alarm: restartAlarm,
  snooze_alarm: snoozeAlarm,
  add_alarms: addAlarms,
  pause_alarms: pauseAlarms,
  resume_alarms: resumeAlarms,
  remove_alarms: removeAlarms,
  import_alarms: importAlarms,
  acknowledge,
  test_alarm: testAlarm,
};

export type CommandName = keyof typeof COMMANDS;

export function isCommandName(text: string): text is CommandName {
  return Object.hasOwn(COMMANDS, text);
}

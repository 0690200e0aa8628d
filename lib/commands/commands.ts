import { importAlarms } from "@/lib/commands/import/import_alarms.ts";
import type { FrameData } from "@/lib/protocol/frames.ts";
import type { Cause } from "@/lib/store/events.ts";
import {
  acknowledge,
  pauseAlarms,
  removeAlarms,
  resumeAlarms,
  snoozeAlarms,
  updateAlarms,
} from "./change_alarms.ts";
import { addAlarm, addAlarms } from "./add_alarms.ts";
import {
  removeAlarm,
  restartAlarm,
  restoreAlarms,
  snoozeAlarm,
  testAlarm,
  updateAlarm,
} from "./change_alarm.ts";
import {
  addChannel,
  removeChannel,
  resendDelivery,
  testChannel,
  updateChannel,
} from "./channels.ts";
import { addPolicy, removePolicy, updatePolicy } from "./policies.ts";
import { addPair, removePair, reorderPairs } from "./pairs.ts";
import { addWatchlist, removeWatchlist, updateWatchlist } from "./watchlists.ts";

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
  snooze_alarms: snoozeAlarms,
  pause_alarms: pauseAlarms,
  resume_alarms: resumeAlarms,
  update_alarms: updateAlarms,
  remove_alarms: removeAlarms,
  restore_alarms: restoreAlarms,
  import_alarms: importAlarms,
  acknowledge,
  test_alarm: testAlarm,
  add_channel: addChannel,
  update_channel: updateChannel,
  remove_channel: removeChannel,
  test_channel: testChannel,
  resend_delivery: resendDelivery,
  add_policy: addPolicy,
  update_policy: updatePolicy,
  remove_policy: removePolicy,
  add_watchlist: addWatchlist,
  update_watchlist: updateWatchlist,
  remove_watchlist: removeWatchlist,
};

export type CommandName = keyof typeof COMMANDS;

export type CommandAnswer<N extends CommandName = CommandName> = FrameData[
  typeof COMMANDS[N]["answer"]
];

/** Carries out one command. @throws {Refusal} when it cannot be done; then nothing has changed */
export type RunCommand = (
  name: CommandName,
  input: unknown,
  cause: Cause,
) => Promise<CommandAnswer>;

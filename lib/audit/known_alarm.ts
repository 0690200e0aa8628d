import type { KnownAlarm } from "@/lib/live/answers.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { type Log, type LogRow, logRows } from "@/lib/live/log_rows.ts";

/** The newest a log tells of an alarm that may be removed by now; null when it tells nothing. */
export function knownAlarm(log: Log, id: string): KnownAlarm | null {
  for (const row of logRows(log)) {
    const alarm = alarmOf(row, id);
    const { pair } = row.kind === "fire" ? row.fire : row.entry;
    if (alarm !== undefined) return { pair, alarm };
  }
  return null;
}

function alarmOf(row: LogRow, id: string): Alarm | undefined {
  if (row.kind === "fire") return row.fire.alarm;
  const { entry } = row;
  switch (entry.kind) {
    case "alarmAdded":
    case "alarmEdited":
    case "alarmRearmed":
    case "alarmSnoozed":
    case "alarmPausedByPerson":
    case "alarmResumed":
      return entry.after;
    case "alarmRemoved":
      return entry.before;
    case "pairRemoved":
      return entry.before.alarms.find((alarm) => alarm.id === id);
    default:
      return undefined;
  }
}

import { z } from "zod";
import { snooze, snoozeEnd, SnoozeInput } from "@/lib/alarms/snooze.ts";
import { alarmReference, changeAlarm } from "./alarm_change.ts";
import { defineCommand } from "./command.ts";
import { Refusal } from "./refusal.ts";

/** Keeps an alarm from firing until a moment, or for some minutes (15 unless told). */
export const snoozeAlarm = defineCommand({
  answer: "alarm_updated",
  input: z.strictObject({ ...alarmReference, ...SnoozeInput.shape }),
  run({ pair, id, until, minutes }, context, cause) {
    const now = context.now();
    const end = snoozeEnd({ until, minutes }, now);
    if (!end.ok) throw new Refusal("invalid_request", end.message, end.field);
    return changeAlarm(
      { pair, id, act: "snoozed" },
      (alarm) => ({
        ok: true,
        alarm: snooze(alarm, end.until, now),
        alreadyTrue: alarm.conditionMet === true,
      }),
      context,
      cause,
    );
  },
});

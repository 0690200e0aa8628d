import { z } from "zod";
import { rearm } from "@/lib/alarms/rearm.ts";
import { alarmReference, changeAlarm } from "./alarm_change.ts";
import { defineCommand } from "./command.ts";
import { settingContext } from "./setting_context.ts";

/** Arms an alarm again: it can fire anew, and a snooze ends. */
export const restartAlarm = defineCommand({
  answer: "alarm_updated",
  input: z.strictObject(alarmReference),
  run(reference, context, cause) {
    return changeAlarm(
      { ...reference, act: "rearmed" },
      (alarm, pair) => rearm(alarm, settingContext(pair, context)),
      context,
      cause,
    );
  },
});

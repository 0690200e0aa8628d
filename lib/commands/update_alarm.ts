import { z } from "zod";
import { AlarmPatch } from "@/lib/alarms/alarm_patch.ts";
import { editAlarm } from "@/lib/alarms/edit_alarm.ts";
import { alarmReference, changeAlarm } from "./alarm_change.ts";
import { defineCommand } from "./command.ts";
import { settingContext } from "./setting_context.ts";

/** Changes an alarm: the fields to change stand beside `id`, or in an object `alarm` as when adding. */
export const updateAlarm = defineCommand({
  answer: "alarm_updated",
  input: z.strictObject({
    ...alarmReference,
    ...AlarmPatch.shape,
    alarm: AlarmPatch.optional(),
  }),
  run({ pair, id, alarm: nested, ...beside }, context, cause) {
    const patch = { ...beside, ...nested };
    return changeAlarm(
      { pair, id, act: "edited" },
      (alarm, itsPair) => editAlarm(alarm, patch, settingContext(itsPair, context)),
      context,
      cause,
    );
  },
});

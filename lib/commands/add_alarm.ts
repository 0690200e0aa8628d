import { z } from "zod";
import { NewAlarm } from "@/lib/alarms/new_alarm.ts";
import type { State } from "@/lib/store/state.ts";
import { AlarmSetter } from "./alarm_setter.ts";
import { defineCommand } from "./command.ts";

/** Sets an alarm. It never fires for being set; `alreadyTrue` says whether its condition holds now. */
export const addAlarm = defineCommand({
  answer: "alarm_added",
  input: z.strictObject({ pair: z.string(), alarm: NewAlarm }),
  run({ pair, alarm }, context, cause) {
    const id = `alarm_${context.newId()}`;
    const decide = (state: State) => {
      const setter = new AlarmSetter(state, context);
      const set = setter.set(pair, alarm, id);
      return { events: setter.events, result: { success: true as const, ...set } };
    };
    return context.store.change(decide, cause);
  },
});

import { z } from "zod";
import { must } from "@/lib/alarms/alarm_input.ts";
import { NewAlarm } from "@/lib/alarms/new_alarm.ts";
import type { State } from "@/lib/store/state.ts";
import { AlarmSetter } from "./alarm_setter.ts";
import { atItem } from "./at_item.ts";
import { defineCommand } from "./command.ts";

const listRule = must("be a list of at least one {pair, alarm}");

/** Longer lists are refused unread: what is wrong with each item takes time to tell. */
const MAX_ALARMS_AT_ONCE = 2000;
const tooMany = must(`have at most ${MAX_ALARMS_AT_ONCE} alarms; send several requests`);

/** Sets several alarms in one decision, all or none; a refusal names the one that is at fault. */
export const addAlarms = defineCommand({
  answer: "alarms_added",
  input: z.strictObject({
    alarms: z.array(z.strictObject({ pair: z.string(), alarm: NewAlarm }), listRule)
      .min(1, listRule).max(MAX_ALARMS_AT_ONCE, tooMany),
  }),
  run({ alarms }, context, cause) {
    const ids = alarms.map(() => `alarm_${context.newId()}`);
    const decide = (state: State) => {
      const setter = new AlarmSetter(state, context);
      const set = alarms.map(({ pair, alarm }, place) =>
        atItem(`alarms.${place}`, () => setter.set(pair, alarm, ids[place] ?? ""))
      );
      return { events: setter.events, result: { success: true as const, alarms: set } };
    };
    return context.store.change(decide, cause);
  },
});

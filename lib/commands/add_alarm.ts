import { z } from "zod";
import { makeAlarm } from "@/lib/alarms/make_alarm.ts";
import { NewAlarm } from "@/lib/alarms/new_alarm.ts";
import type { State } from "@/lib/store/state.ts";
import { defineCommand } from "./command.ts";
import { findPair } from "./lookup.ts";
import { Refusal } from "./refusal.ts";
import { refuseTooLong, settingContext, settled } from "./setting_context.ts";

/** More alarms than this on one pair are refused. */
export const MAX_ALARMS_PER_PAIR = 1000;

/** Sets an alarm. It never fires for being set; `alreadyTrue` says whether its condition holds now. */
export const addAlarm = defineCommand({
  answer: "alarm_added",
  input: z.strictObject({ pair: z.string(), alarm: NewAlarm }),
  run({ pair: text, alarm: wanted }, context, cause) {
    const id = `alarm_${context.newId()}`;
    const decide = (state: State) => {
      const pair = findPair(state, text);
      if (pair.alarms.length >= MAX_ALARMS_PER_PAIR) {
        const message = `${pair.symbol} has ${MAX_ALARMS_PER_PAIR} alarms; remove one first`;
        throw new Refusal("too_many_alarms", message, "pair");
      }
      const made = settled(makeAlarm(wanted, { id, ...settingContext(pair, context) }));
      refuseTooLong(made.alarm, context.historyDays);
      const { symbol } = pair;
      return {
        events: [{ type: "alarmAdded" as const, symbol, alarm: made.alarm }],
        result: { success: true as const, pair: symbol, ...made },
      };
    };
    return context.store.change(decide, cause);
  },
});

import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { SettingContext } from "@/lib/alarms/alarm_result.ts";
import type { AlarmAct, Event } from "@/lib/store/event.ts";
import type { State } from "@/lib/store/state.ts";
import { defineCommand } from "./command.ts";
import { findAlarms, NamedAlarms } from "./named_alarms.ts";
import { settingContext } from "./setting_context.ts";

type Change = (alarm: Alarm, context: SettingContext) => Alarm;

/** A command that does the same to several alarms in one decision: to all of them or to none. */
export function changeAlarms(act: AlarmAct, change: Change) {
  return defineCommand({
    answer: "alarms_updated",
    input: NamedAlarms,
    run({ ids }, context, cause) {
      const decide = (state: State) => {
        const alarms = findAlarms(state, ids).map(({ pair, alarm: before }) => ({
          ...{ pair: pair.symbol, before, alarm: change(before, settingContext(pair, context)) },
        }));
        const events = alarms.filter(({ before, alarm }) => alarm !== before)
          .map(({ pair: symbol, alarm }): Event => (
            { type: "alarmUpdated", symbol, alarm, by: "person", act }
          ));
        return { events, result: { alarms: alarms.map(({ pair, alarm }) => ({ pair, alarm })) } };
      };
      return context.store.change(decide, cause);
    },
  });
}

import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { AlarmAct, Event } from "@/lib/store/event.ts";
import type { State } from "@/lib/store/state.ts";
import { defineCommand } from "./command.ts";
import { findAlarms, NamedAlarms } from "./named_alarms.ts";

/** A command that does the same to several alarms in one decision: to all of them or to none. */
export function changeAlarms(act: AlarmAct, change: (alarm: Alarm) => Alarm) {
  return defineCommand({
    answer: "alarms_updated",
    input: NamedAlarms,
    run({ ids }, { store }, cause) {
      const decide = (state: State) => {
        const alarms = findAlarms(state, ids).map(({ pair, alarm: before }) => ({
          ...{ pair: pair.symbol, before, alarm: change(before) },
        }));
        const events = alarms.filter(({ before, alarm }) => alarm !== before)
          .map(({ pair: symbol, alarm }): Event => (
            { type: "alarmUpdated", symbol, alarm, by: "person", act }
          ));
        return { events, result: { alarms: alarms.map(({ pair, alarm }) => ({ pair, alarm })) } };
      };
      return store.change(decide, cause);
    },
  });
}

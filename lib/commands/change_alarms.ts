import type { Alarm } from "@/lib/alarms/alarm.ts";
import { pause, resume, type SettingContext } from "@/lib/alarms/life_cycle.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { AlarmAct, Event } from "@/lib/store/events.ts";
import { settingContext } from "./add_alarms.ts";
import { defineCommand } from "./command.ts";
import { findAlarms, NamedAlarms } from "./refusal.ts";

type Change = (alarm: Alarm, context: SettingContext) => Alarm;

/** A command that does the same to several alarms in one decision: to all of them or to none. */
function changeAlarms(act: AlarmAct, change: Change) {
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

/** Keeps alarms from ringing until a person resumes or re-arms them. */
export const pauseAlarms = changeAlarms("paused", pause);

/** Ends the pause of alarms. */
export const resumeAlarms = changeAlarms("resumed", resume);

/** Removes several alarms, all or none; what they rang stays in the log of fires. */
export const removeAlarms = defineCommand({
  answer: "alarms_removed",
  input: NamedAlarms,
  run({ ids }, { store }, cause) {
    const decide = (state: State) => {
      const alarms = findAlarms(state, ids).map(({ pair, alarm }) => (
        { pair: pair.symbol, id: alarm.id }
      ));
      const events = alarms.map(({ pair: symbol, id }): Event => (
        { type: "alarmRemoved", symbol, id }
      ));
      return { events, result: { alarms } };
    };
    return store.change(decide, cause);
  },
});

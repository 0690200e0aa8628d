import type { Event } from "@/lib/store/event.ts";
import type { State } from "@/lib/store/state.ts";
import { defineCommand } from "./command.ts";
import { findAlarms, NamedAlarms } from "./named_alarms.ts";

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

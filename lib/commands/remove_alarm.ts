import { z } from "zod";
import type { State } from "@/lib/store/state.ts";
import { alarmReference } from "./alarm_change.ts";
import { defineCommand } from "./command.ts";
import { findAlarm } from "./lookup.ts";

/** Removes an alarm; what it rang stays in the log of fires. */
export const removeAlarm = defineCommand({
  answer: "alarm_removed",
  input: z.strictObject(alarmReference),
  run({ pair: text, id }, { store }, cause) {
    const decide = (state: State) => {
      const { symbol } = findAlarm(state, id, text).pair;
      return {
        events: [{ type: "alarmRemoved" as const, symbol, id }],
        result: { pair: symbol, id },
      };
    };
    return store.change(decide, cause);
  },
});

import type { KnownAlarm } from "@/lib/live/answers.ts";
import type { Store } from "@/lib/store/store.ts";

/** An alarm that is set, and its pair; null when there is none with this id. */
export function storedAlarm({ state }: Pick<Store, "state">, id: string): KnownAlarm | null {
  for (const { symbol, alarms } of state.pairs.values()) {
    const alarm = alarms.find((each) => each.id === id);
    if (alarm !== undefined) return { pair: symbol, alarm };
  }
  return null;
}

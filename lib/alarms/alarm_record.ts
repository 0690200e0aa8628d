import type { Alarm } from "./alarm.ts";
import { COMMON_FIELDS, CONDITION_FIELDS } from "./editable_fields.ts";

/** An alarm as it travels in a file: what a person set, without what became of it since. */
export type AlarmRecord = Readonly<Record<string, unknown>>;

/** The portable form of an alarm; `pair` is the symbol of its pair. */
export function alarmRecord(pair: string, alarm: Alarm): AlarmRecord {
  const fields: AlarmRecord = { ...alarm };
  const kept = [...CONDITION_FIELDS[alarm.type], ...COMMON_FIELDS];
  return {
    ...{ pair, id: alarm.id, type: alarm.type },
    ...Object.fromEntries(kept.map((field) => [field, fields[field]])),
    paused: alarm.paused === true,
  };
}

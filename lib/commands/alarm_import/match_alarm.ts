import type { Alarm } from "@/lib/alarms/alarm.ts";
import { CONDITION_FIELDS } from "@/lib/alarms/editable_fields.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { WantedRecord } from "./read_record.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The alarm of a pair that a record means: by its id, else one with the same condition that no other record meant. */
export function matchAlarm(
  { alarms }: Pick<Pair, "alarms">,
  wanted: WantedRecord,
  taken: ReadonlySet<string>,
): Alarm | undefined {
  const free = alarms.filter(({ id }) => !taken.has(id));
  return free.find(({ id }) => id === wanted.id) ??
    free.find((alarm) => hasSameCondition(alarm, wanted));
}

function hasSameCondition(alarm: Alarm, { alarm: wanted }: WantedRecord): boolean {
  if (alarm.type !== wanted.type) return false;
  const [is, shall]: Fields[] = [{ ...alarm }, { ...wanted }];
  return CONDITION_FIELDS[alarm.type].every((field) => {
    const value = shall?.[field] ?? null;
    // Without a start price any start is meant.
    return (field === "startPrice" && value === null) || value === (is?.[field] ?? null);
  });
}

import type { Alarm } from "@/lib/alarms/alarm.ts";
import { COMMON_FIELDS, CONDITION_FIELDS } from "@/lib/alarms/editable_fields.ts";
import type { FieldChange } from "./import_report.ts";
import type { WantedRecord } from "./read_record.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a record changes about an alarm, field by field; fields that it does not name stay. */
export function fieldChanges(alarm: Alarm, record: WantedRecord): FieldChange[] {
  const { given, alarm: wanted, isPaused } = record;
  const [is, shall]: [Fields, Fields] = [
    { ...alarm, paused: alarm.paused === true },
    { ...wanted, paused: isPaused },
  ];
  return [...CONDITION_FIELDS[alarm.type], ...COMMON_FIELDS, "paused"]
    .filter((field) => given.has(field))
    .map((field) => ({ field, before: is[field] ?? null, after: shall[field] ?? null }))
    .filter(({ field, before, after }) =>
      before !== after && !(field === "startPrice" && after === null)
    );
}

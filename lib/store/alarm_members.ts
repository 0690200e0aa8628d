import { z } from "zod";
import { Alarm } from "@/lib/alarms/alarm.ts";

/** Stand in the file whatever their value is: people look for them, and reading asks whether an alarm was judged. */
const ALWAYS: ReadonlySet<string> = new Set(["triggered", "createdAt", "conditionMet"]);

/**
 * Fields that reading fills by itself, with their values. They are part of the file's format: files
 * are full of alarms that leave them out, so a default of the schema must not change.
 */
const LEFT_OUT: ReadonlyMap<Alarm["type"], ReadonlyMap<string, unknown>> = new Map(
  Alarm.options.map((schema) => [
    schema.shape.type.value,
    defaultsOf(schema.shape),
  ]),
);

/** An alarm's fields as they stand in the file: `id` and `type` first, without what reading fills in. */
export function alarmMembers(alarm: Alarm): [name: string, value: unknown][] {
  const { id, type, ...rest } = alarm;
  const defaults = LEFT_OUT.get(type);
  const members = Object.entries(rest).filter(([name, value]) =>
    value !== undefined && !(defaults?.has(name) && defaults.get(name) === value)
  );
  return [["id", id], ["type", type], ...members];
}

function defaultsOf(shape: Readonly<Record<string, z.ZodType>>): ReadonlyMap<string, unknown> {
  const defaults = new Map<string, unknown>();
  for (const [name, field] of Object.entries(shape)) {
    if (ALWAYS.has(name) || !(field instanceof z.ZodDefault)) continue;
    defaults.set(name, field.def.defaultValue);
  }
  return defaults;
}

import type { Alarm } from "@/lib/alarms/alarm.ts";
import { CONDITION_FIELDS } from "@/lib/alarms/editable_fields.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { WantedRecord } from "./read_record.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Finds the alarms of one pair that the records of an import mean. */
export class AlarmMatcher {
  readonly #byId = new Map<string, Alarm>();
  readonly #byCondition = new Map<string, Alarm[]>();

  constructor({ alarms }: Pick<Pair, "alarms">) {
    for (const alarm of alarms) {
      this.#byId.set(alarm.id, alarm);
      const key = conditionKey({ ...alarm });
      const same = this.#byCondition.get(key);
      if (same === undefined) this.#byCondition.set(key, [alarm]);
      else same.push(alarm);
    }
  }

  /** The alarm with the record's id, else one with the same condition that no other record meant. */
  match(wanted: WantedRecord, taken: ReadonlySet<string>): Alarm | undefined {
    const named = wanted.id === null ? undefined : this.#byId.get(wanted.id);
    if (named !== undefined && !taken.has(named.id)) return named;
    const fields: Fields = { ...wanted.alarm };
    const same = this.#byCondition.get(conditionKey(fields)) ?? [];
    return same.find((alarm) => !taken.has(alarm.id) && hasSameStart(alarm, fields));
  }
}

/** All that makes a condition but its start price: without one any start is meant. */
function conditionKey(fields: Fields): string {
  const type = fields["type"] as Alarm["type"];
  const names = CONDITION_FIELDS[type].filter((name) => name !== "startPrice");
  return JSON.stringify([type, ...names.map((name) => fields[name] ?? null)]);
}

function hasSameStart(alarm: Alarm, { startPrice = null }: Fields): boolean {
  const is: Fields = { ...alarm };
  return startPrice === null || startPrice === (is["startPrice"] ?? null);
}

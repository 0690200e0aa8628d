import type { Alarm } from "@/lib/alarms/alarm.ts";
import { DEFAULT_PRIORITY, plainTag } from "@/lib/alarms/limits.ts";

/** What several alarms say of a field: the same, or each its own. */
export type Common<T> = { readonly isSame: true; readonly value: T } | { readonly isSame: false };

/** The fields that several alarms may have in common; all but their conditions. */
export interface CommonFields {
  readonly mode: Common<Alarm["mode"]>;
  readonly cooldownSeconds: Common<number>;
  readonly priority: Common<NonNullable<Alarm["priority"]>>;
  readonly tell: Common<NonNullable<Alarm["tell"]>>;
  readonly policy: Common<string | null>;
  readonly expiresAt: Common<string | null>;
  readonly note: Common<string>;
  readonly paused: Common<boolean>;
  /** All tags that any of them has, as first written. */
  readonly tags: readonly string[];
}

/** What these alarms have in common; of none, nothing differs. */
export function commonFields(alarms: readonly Alarm[]): CommonFields {
  const of = <T>(read: (alarm: Alarm) => T) => common(alarms.map(read));
  const tags = new Map<string, string>();
  for (const tag of alarms.flatMap((alarm) => alarm.tags ?? [])) {
    if (!tags.has(plainTag(tag))) tags.set(plainTag(tag), tag);
  }
  return {
    mode: of(({ mode }) => mode),
    cooldownSeconds: of((alarm) => alarm.cooldownSeconds),
    priority: of(({ priority }) => priority ?? DEFAULT_PRIORITY),
    tell: of(({ tell }) => tell ?? "default"),
    policy: of(({ policy }) => policy ?? null),
    expiresAt: of(({ expiresAt }) => expiresAt),
    note: of(({ note }) => note),
    paused: of(({ paused }) => paused === true),
    tags: [...tags.values()].sort(),
  };
}

// As texts, because lists of channels are never the same object.
function common<T>(values: readonly T[]): Common<T> {
  const [first] = values;
  const text = JSON.stringify(first);
  return values.every((each) => JSON.stringify(each) === text)
    ? { isSame: true, value: first as T }
    : { isSame: false };
}

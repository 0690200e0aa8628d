import type { Alarm } from "./alarm.ts";
import { type AlarmPatch, COMMON_FIELDS, explainIssues, NewAlarm } from "./alarm_input.ts";
import { isExpired, withSilence } from "./alarm_state.ts";
import { type Present, UNTOUCHED } from "./kinds/kind.ts";
import { alreadyTrue, rulesOf } from "./kinds/kinds.ts";
import { conditionFields } from "./kinds/schemas.ts";
import {
  type AlarmRefused,
  type AlarmSet,
  refused,
  type SettingContext,
  settle,
  silenceUntilNow,
  startAnew,
} from "./life_cycle.ts";

/** An alarm made from what a person sent; `id` is `alarm_<ulid>`. */
export function makeAlarm(
  input: NewAlarm,
  context: SettingContext & { readonly id: string },
): AlarmSet | AlarmRefused {
  const { id, now } = context;
  const expiry = expiryProblem(input.expiresAt, now);
  if (expiry !== null) return expiry;
  const base = { ...UNTOUCHED, id, createdAt: new Date(now).toISOString() };
  const alarm = rulesOf(input).made(input, base, presentOf(context));
  return noStartYet(alarm) ?? settle(alarm, context);
}

/** Refuses an expiry that has passed already. */
function expiryProblem(expiresAt: string | null, now: number): AlarmRefused | null {
  if (expiresAt === null || Date.parse(expiresAt) > now) return null;
  return refused("expiresAt", "must be in the future, or null for an alarm that never expires");
}

/** Refuses an alarm that would measure from a current price that is not known. */
function noStartYet(alarm: Alarm): AlarmRefused | null {
  const { start } = rulesOf(alarm);
  if (!start?.lacks(alarm)) return null;
  const rule =
    "is needed while the pair has no price yet: name one, or try again after the first price";
  return refused(start.field, rule, "noPriceYet");
}

function presentOf({ pair: { currentPrice }, now }: SettingContext): Present {
  return { currentPrice, now };
}

type Fields = Readonly<Record<string, unknown>>;

/** Changes an alarm as a person asked. A changed condition arms it afresh; other changes leave it as it stands. */
export function editAlarm(
  alarm: Alarm,
  patch: AlarmPatch,
  context: SettingContext,
): AlarmSet | AlarmRefused {
  const wanted = merged(alarm, patch);
  if (!wanted.ok) return wanted;
  const { input } = wanted;
  const expiry = changesExpiry(alarm, patch) ? expiryProblem(input.expiresAt, context.now) : null;
  if (expiry !== null) return expiry;
  const { note, mode, cooldownSeconds, expiresAt, sound } = input;
  const handling = { note, mode, cooldownSeconds, expiresAt };
  const common = sound === undefined ? handling : { ...handling, sound };
  if (!changesCondition(alarm, patch)) {
    const { now, history, isUnwatched, pair } = context;
    const next = wokenUp(alarm, { ...alarm, ...common }, context);
    return {
      ok: true,
      alarm: next,
      alreadyTrue: alreadyTrue(next, { ...pair, now, history, isUnwatched }),
    };
  }
  const armed = { ...alarm, ...common, triggered: false, clearedSinceFire: false };
  const next = rulesOf(armed).edited(armed, input, presentOf(context));
  return noStartYet(next) ?? startAnew(next, context);
}

/** The whole alarm as it would be sent anew, checked by the same rules. */
function merged(
  alarm: Alarm,
  patch: AlarmPatch,
): { readonly ok: true; readonly input: NewAlarm } | AlarmRefused {
  const fields = ["type", ...COMMON_FIELDS, ...conditionFields(alarm.type)];
  const foreign = given(patch).find((field) => !fields.includes(field));
  if (foreign !== undefined) return refused(foreign, `is no field of a ${alarm.type} alarm`);
  const former: Fields = { ...alarm, ...rulesOf(alarm).start?.dropped(alarm, patch) };
  const kept = fields.filter((field) => former[field] !== undefined)
    .map((field) => [field, former[field]]);
  const changes: Fields = patch;
  const sent = given(patch).map((field) => [field, changes[field]]);
  const parsed = NewAlarm.safeParse(Object.fromEntries([...kept, ...sent]));
  if (parsed.success) return { ok: true, input: parsed.data };
  return { ok: false, reason: "invalid", ...explainIssues(parsed.error) };
}

function given(patch: AlarmPatch): string[] {
  return Object.entries(patch).filter(([, value]) => value !== undefined).map(([field]) => field);
}

// A form sends every field, also those that nobody touched.
function changesCondition(alarm: Alarm, patch: AlarmPatch): boolean {
  const former: Fields = { ...alarm };
  const changes: Fields = patch;
  return given(patch).some((field) =>
    conditionFields(alarm.type).includes(field) && changes[field] !== former[field]
  );
}

/** What came true while it was expired fires it no more than a condition that is true when it is set. */
function wokenUp(before: Alarm, after: Alarm, context: SettingContext): Alarm {
  const { now } = context;
  if (before.expiresAt === null || !isExpired(before, now) || isExpired(after, now)) return after;
  return withSilence(after, silenceUntilNow(before.expiresAt, context, true));
}

// One that has passed may stay as it is while something else is edited.
function changesExpiry(alarm: Alarm, { expiresAt }: AlarmPatch): boolean {
  if (expiresAt === undefined || expiresAt === null) return false;
  return alarm.expiresAt === null || Date.parse(expiresAt) !== Date.parse(alarm.expiresAt);
}

import type { Alarm } from "./alarm.ts";
import type { AlarmPatch } from "./alarm_patch.ts";
import {
  type AlarmRefused,
  type AlarmSet,
  refused,
  type SettingContext,
  startAnew,
} from "./alarm_result.ts";
import { isExpired } from "./alarm_state.ts";
import { alreadyTrue } from "./already_true.ts";
import { COMMON_FIELDS, CONDITION_FIELDS } from "./editable_fields.ts";
import { explainIssues } from "./explain_issues.ts";
import { expiryProblem, needsPrice, noPriceYet, start } from "./make_alarm.ts";
import { NewAlarm } from "./new_alarm.ts";
import { silenceUntilNow } from "./resume.ts";
import { withSilence } from "./silences.ts";

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
  const next = withCondition({ ...alarm, ...common }, input, context);
  return needsPrice(next) ? noPriceYet() : startAnew(next, context);
}

/** The whole alarm as it would be sent anew, checked by the same rules. */
function merged(
  alarm: Alarm,
  patch: AlarmPatch,
): { readonly ok: true; readonly input: NewAlarm } | AlarmRefused {
  const fields = ["type", ...COMMON_FIELDS, ...CONDITION_FIELDS[alarm.type]];
  const foreign = given(patch).find((field) => !fields.includes(field));
  if (foreign !== undefined) return refused(foreign, `is no field of a ${alarm.type} alarm`);
  const former: Fields = { ...alarm, ...droppedByUnit(alarm, patch) };
  const kept = fields.filter((field) => former[field] !== undefined)
    .map((field) => [field, former[field]]);
  const changes: Fields = patch;
  const sent = given(patch).map((field) => [field, changes[field]]);
  const parsed = NewAlarm.safeParse(Object.fromEntries([...kept, ...sent]));
  if (parsed.success) return { ok: true, input: parsed.data };
  return { ok: false, reason: "invalid", ...explainIssues(parsed.error) };
}

/** What only made sense with the former unit: a window's length, or a start. */
function droppedByUnit(alarm: Alarm, patch: AlarmPatch): Fields {
  if (alarm.type !== "timeframe" || patch.timeUnit === undefined) return {};
  const wasStart = alarm.timeUnit === "sinceStart";
  return wasStart === (patch.timeUnit === "sinceStart")
    ? {}
    : { timeValue: null, startPrice: null };
}

function given(patch: AlarmPatch): string[] {
  return Object.entries(patch).filter(([, value]) => value !== undefined).map(([field]) => field);
}

// A form sends every field, also those that nobody touched.
function changesCondition(alarm: Alarm, patch: AlarmPatch): boolean {
  const former: Fields = { ...alarm };
  const changes: Fields = patch;
  return given(patch).some((field) =>
    CONDITION_FIELDS[alarm.type].includes(field) && changes[field] !== former[field]
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

function withCondition(alarm: Alarm, input: NewAlarm, context: SettingContext): Alarm {
  const armed = { ...alarm, triggered: false, clearedSinceFire: false };
  if (armed.type !== "timeframe" || input.type !== "timeframe") {
    return Object.assign(armed, input);
  }
  const { percentage, direction, timeUnit } = input;
  const kept = armed.startPrice !== null && input.startPrice === armed.startPrice;
  const from = start(input, context);
  const startTime = kept ? armed.startTime : from.startTime;
  return { ...armed, percentage, direction, timeUnit, ...from, startTime };
}

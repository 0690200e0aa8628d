import { type KnownPast, type PairPrices, type Present, UNTOUCHED } from "./kinds/kind.ts";
import { z } from "zod";
import { type Alarm, conditionFields } from "./alarm.ts";
import { type AlarmPatch, COMMON_FIELDS, explainIssues, NewAlarm } from "./alarm_input.ts";
import { isExpired, type Silence, watchedFrom, withSilence } from "./alarm_state.ts";
import { momentInput, must } from "./kinds/fields.ts";
import { alreadyTrue, rulesOf, startFrom } from "./kinds/kinds.ts";

const DEFAULT_MINUTES = 15;
const MAX_MINUTES = 30 * 24 * 60;
const minutesRule = must(`be a number from 1 to ${MAX_MINUTES} (30 days)`);

/** What a person may send to snooze an alarm: an end, or a length, or neither for 15 minutes. */
export const SnoozeInput = z.strictObject({
  until: momentInput.optional(),
  minutes: z.number(minutesRule).min(1, minutesRule).max(MAX_MINUTES, minutesRule).optional(),
});

export type SnoozeInput = z.infer<typeof SnoozeInput>;

/** When a snooze asked for at `now` (milliseconds) ends, as ISO 8601 in UTC. */
export function snoozeEnd({ until, minutes }: SnoozeInput, now: number): string | AlarmRefused {
  if (until === undefined) {
    return new Date(now + Math.round((minutes ?? DEFAULT_MINUTES) * 60_000)).toISOString();
  }
  if (minutes !== undefined) return refused("minutes", "must be left out when until is given");
  const ahead = Date.parse(until) - now;
  if (ahead > 0 && ahead <= MAX_MINUTES * 60_000) return until;
  return refused("until", "must be in the future, and at most 30 days ahead");
}

/**
 * Silences an alarm from `now` (ms), or on anything where that is left out, until a moment (ISO 8601);
 * one that has fired is armed again, to ring anew after it. What happened before and is told later rings.
 */
export function snooze(alarm: Alarm, until: string, now?: number): Alarm {
  const { snoozedFrom: former, ...rest } = alarm;
  const armed = { ...rest, triggered: false, clearedSinceFire: false };
  const snoozed = { ...armed, snoozedUntil: until, pausedReason: null };
  if (now === undefined) return snoozed;
  const from = new Date(now).toISOString();
  const formerEnd = alarm.snoozedUntil ?? from;
  const goesOn = former !== undefined && Date.parse(formerEnd) >= now;
  const begun = { ...snoozed, snoozedFrom: goesOn ? former : from };
  // One that ended, and has not been noticed by a price yet.
  const noticed = former === undefined || goesOn
    ? begun
    : withSilence(begun, { from: former, to: formerEnd });
  const { triggeredAt } = alarm;
  if (!alarm.triggered || triggeredAt === null) return noticed;
  // Until now it had fired and was not armed; one that repeats is, as soon as its cooldown is over.
  const cooledAt = Date.parse(triggeredAt) + alarm.cooldownSeconds * 1000;
  const to = alarm.mode === "repeat" ? Math.min(now, cooledAt) : now;
  return withSilence(noticed, { from: triggeredAt, to: new Date(to).toISOString() });
}

/**
 * Keeps an alarm from firing on what happens from `now` (ms) on, or on anything where that is left out,
 * until a person resumes or re-arms it; it is evaluated all the same.
 */
export function pause(alarm: Alarm, { now }: { readonly now?: number } = {}): Alarm {
  if (alarm.paused === true) return alarm;
  const paused = { ...alarm, paused: true };
  return now === undefined ? paused : { ...paused, pausedFrom: new Date(now).toISOString() };
}

/**
 * Ends a person's pause: what became true in it rings when it happens again, also where the source
 * tells of it only later; what happened before it and is told later still rings.
 */
export function resume(alarm: Alarm, context: SettingContext): Alarm {
  if (alarm.paused === undefined) return alarm;
  const { paused: _ended, pausedFrom, ...resumed } = alarm;
  const from = pausedFrom ?? new Date(watchedFrom(alarm)).toISOString();
  // Where the price is evaluated already, the condition is known.
  return withSilence(resumed, silenceUntilNow(from, context, context.isBehind ?? false));
}

/** A silence that a person ends now, with the price of now where that is to tell how the condition stands. */
function silenceUntilNow(
  from: string,
  { pair: { currentPrice }, pricedAt = null, now }: SettingContext,
  withPrice: boolean,
): Silence {
  const to = new Date(now).toISOString();
  if (!withPrice || currentPrice === null) return { from, to };
  const known = { from, to, price: currentPrice };
  return pricedAt === null ? known : { ...known, pricedAt: new Date(pricedAt).toISOString() };
}

/** Arms an alarm again as a person asked: a pause, a snooze and a passed expiry end, what measures from a start begins anew at the current price. */
export function rearm(alarm: Alarm, context: SettingContext): AlarmSet {
  const { now, pair } = context;
  const { paused: _paused, pausedFrom: _since, snoozedFrom: _from, ...rest } = alarm;
  const armed: Alarm = {
    ...rest,
    triggered: false,
    clearedSinceFire: false,
    snoozedUntil: null,
    pausedReason: null,
    expiresAt: isExpired(alarm, now) ? null : alarm.expiresAt,
  };
  const { currentPrice } = pair;
  return startAnew(currentPrice === null ? armed : startFrom(armed, currentPrice, now), context);
}

/** The pair's present, for setting, editing and re-arming an alarm: its past includes the current price, `now` is in milliseconds. */
export interface SettingContext extends KnownPast {
  readonly now: number;
  readonly pair: PairPrices;
  /** The current price is only shown yet: what happened before it is still to be told by the source. */
  readonly isBehind?: boolean;
  /** Moment of the current price (ms); left out where nobody asks. */
  readonly pricedAt?: number | null;
  /** Since when alarms are not evaluated yet (ms); null or left out where they are up to date. */
  readonly unjudgedFrom?: number | null;
}

/** A stretch that was never evaluated and is dropped, because an alarm starts anew; ISO 8601 in UTC. */
export interface Dropped {
  readonly droppedFrom: string;
  readonly droppedTo: string;
}

/** An alarm that was set or changed, and whether its condition holds already. */
export interface AlarmSet {
  readonly ok: true;
  readonly alarm: Alarm;
  readonly alreadyTrue: boolean;
  /** The stretch before it that is dropped unevaluated; absent where there is none. */
  readonly dropped?: Dropped;
}

/** Why an alarm could not be set or changed; `message` names the field and the remedy. */
export interface AlarmRefused {
  readonly ok: false;
  readonly reason: "invalid" | "noPriceYet";
  readonly field: string;
  readonly message: string;
}

/** Prices are dated to the second, so this much always waits for its evaluation; in milliseconds. */
const TOLD_TO_MS = 1_000;

/** Takes the condition's present truth as known, so that setting an alarm never fires it by itself. */
export function settle(alarm: Alarm, context: SettingContext): AlarmSet {
  const { now, pair, history, isUnwatched } = context;
  const { currentPrice, maxPrice, minPrice } = pair;
  const holds = alreadyTrue(alarm, { currentPrice, maxPrice, minPrice, history, isUnwatched, now });
  // It starts anew: what was not evaluated before is dropped.
  const { watchedPrice: _price, watchedPricedAt: _moment, silences: _silences, ...rest } = alarm;
  const since = { watchedFrom: new Date(now).toISOString() };
  const settled = { ...rest, ...since, ...shownPrice(context), conditionMet: holds };
  return { ok: true, alarm: settled, alreadyTrue: holds };
}

/** What it starts from while that is only shown; what is told later of a moment after `pricedAt` knows better. */
function shownPrice({ isBehind = false, pricedAt = null, pair: { currentPrice } }: SettingContext) {
  if (!isBehind || currentPrice === null) return {};
  if (pricedAt === null) return { watchedPrice: currentPrice };
  return { watchedPrice: currentPrice, watchedPricedAt: new Date(pricedAt).toISOString() };
}

/**
 * The same for an alarm that was watched before and starts anew: what was not evaluated of it before is
 * dropped.
 */
function startAnew(alarm: Alarm, context: SettingContext): AlarmSet {
  const { now, unjudgedFrom = null } = context;
  const set = settle(alarm, context);
  const from = unjudgedFrom === null ? now : Math.max(unjudgedFrom, watchedFrom(alarm));
  if (now - from <= TOLD_TO_MS) return set;
  const [droppedFrom, droppedTo] = [new Date(from).toISOString(), new Date(now).toISOString()];
  return { ...set, dropped: { droppedFrom, droppedTo } };
}

/** A refusal that names the field; `rule` is the rest of the sentence. */
function refused(
  field: string,
  rule: string,
  reason: AlarmRefused["reason"] = "invalid",
): AlarmRefused {
  return { ok: false, reason, field, message: `${field} ${rule}` };
}

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
  if (patch["type"] !== undefined && patch["type"] !== alarm.type) {
    return ofAnotherKind(alarm, patch, context);
  }
  const wanted = merged(alarm, patch);
  if (!wanted.ok) return wanted;
  const { input } = wanted;
  const expiry = changesExpiry(alarm, patch) ? expiryProblem(input.expiresAt, context.now) : null;
  if (expiry !== null) return expiry;
  const common = handlingOf(input);
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

/**
 * The alarm with a condition of another kind: it starts anew, as one that is set, and keeps what is said of
 * it besides, how often it fired (ids of fires count on), and that it is paused or snoozed.
 */
function ofAnotherKind(
  alarm: Alarm,
  patch: AlarmPatch,
  context: SettingContext,
): AlarmSet | AlarmRefused {
  const former: Fields = { ...alarm };
  const kept = COMMON_FIELDS.filter((field) => former[field] !== undefined)
    .map((field) => [field, former[field]]);
  const changes: Fields = patch;
  const sent = given(patch).map((field) => [field, changes[field]]);
  const parsed = NewAlarm.safeParse(Object.fromEntries([...kept, ...sent]));
  if (!parsed.success) return { ok: false, reason: "invalid", ...explainIssues(parsed.error) };
  const expiry = changesExpiry(alarm, patch)
    ? expiryProblem(parsed.data.expiresAt, context.now)
    : null;
  if (expiry !== null) return expiry;
  const { id, createdAt, fireCount, triggeredAt, triggeredPrice, snoozedUntil } = alarm;
  const base = { ...UNTOUCHED, id, createdAt };
  const made = rulesOf(parsed.data).made(parsed.data, base, presentOf(context));
  const next: Alarm = {
    ...{ ...made, fireCount, triggeredAt, triggeredPrice, snoozedUntil },
    ...pick(alarm, ["owner", "snoozedFrom", "pausedReason", "paused", "pausedFrom", "recentFires"]),
  };
  return noStartYet(next) ?? startAnew(next, context);
}

function pick<K extends keyof Alarm>(alarm: Alarm, fields: readonly K[]): Partial<Pick<Alarm, K>> {
  const known = fields.filter((field) => alarm[field] !== undefined);
  return Object.fromEntries(known.map((field) => [field, alarm[field]])) as Partial<Pick<Alarm, K>>;
}

/** What a person says of an alarm besides its condition; what is left out stays as it is. */
function handlingOf(input: NewAlarm) {
  const { note, mode, cooldownSeconds, expiresAt, sound, priority, policy, tell, tags } = input;
  return {
    ...{ note, mode, cooldownSeconds, expiresAt },
    ...(sound && { sound }),
    ...(priority && { priority }),
    ...(policy !== undefined && { policy }),
    ...(tell && { tell }),
    ...(tags && { tags }),
  };
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

import type { Alarm } from "./alarm.ts";
import {
  type AlarmRefused,
  type AlarmSet,
  refused,
  type SettingContext,
  settle,
} from "./alarm_result.ts";
import type { NewAlarm } from "./new_alarm.ts";

/** An alarm made from what a person sent; `id` is `alarm_<ulid>`. */
export function makeAlarm(
  input: NewAlarm,
  context: SettingContext & { readonly id: string },
): AlarmSet | AlarmRefused {
  const { id, now } = context;
  const expiry = expiryProblem(input.expiresAt, now);
  if (expiry !== null) return expiry;
  const createdAt = new Date(now).toISOString();
  const alarm: Alarm = {
    ...UNTOUCHED,
    id,
    createdAt,
    ...(input.type === "timeframe" ? { ...input, ...start(input, context) } : input),
  };
  if (needsPrice(alarm)) return noPriceYet();
  return settle(alarm, context);
}

/** Refuses an expiry that has passed already. */
export function expiryProblem(expiresAt: string | null, now: number): AlarmRefused | null {
  if (expiresAt === null || Date.parse(expiresAt) > now) return null;
  return refused("expiresAt", "must be in the future, or null for an alarm that never expires");
}

/** What a timeframe condition measures from: only `sinceStart` has a start, the current price unless one is named. */
export function start(
  input: Pick<Extract<NewAlarm, { type: "timeframe" }>, "timeUnit" | "timeValue" | "startPrice">,
  { pair, now }: SettingContext,
) {
  if (input.timeUnit !== "sinceStart") {
    return { timeValue: input.timeValue ?? null, startPrice: null, startTime: null };
  }
  const startPrice = input.startPrice ?? pair.currentPrice;
  return { timeValue: null, startPrice, startTime: new Date(now).toISOString() };
}

/** Whether an alarm must wait for the pair's first price before it can be set. */
export function needsPrice(alarm: Alarm): boolean {
  return alarm.type === "timeframe" && alarm.timeUnit === "sinceStart" && alarm.startPrice === null;
}

/** Refuses an alarm that would measure from a current price that is not known. */
export function noPriceYet(): AlarmRefused {
  const rule =
    "is needed while the pair has no price yet: name one, or try again after the first price";
  return refused("startPrice", rule, "noPriceYet");
}

const UNTOUCHED = {
  snoozedUntil: null,
  triggered: false,
  triggeredAt: null,
  triggeredPrice: null,
  fireCount: 0,
  conditionMet: null,
  clearedSinceFire: false,
};

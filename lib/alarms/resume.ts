import type { Alarm } from "./alarm.ts";
import type { SettingContext } from "./alarm_result.ts";
import { type Silence, withSilence } from "./silences.ts";
import { watchedFrom } from "./watched_from.ts";

/**
 * Ends a person's pause: what became true in it rings when it happens again, also where the source
 * tells of it only later; what happened before it and is told later still rings.
 */
export function resume(alarm: Alarm, context: SettingContext): Alarm {
  if (alarm.paused === undefined) return alarm;
  const { paused: _ended, pausedFrom, ...resumed } = alarm;
  const from = pausedFrom ?? new Date(watchedFrom(alarm)).toISOString();
  // Where the price was judged already, the condition is known.
  return withSilence(resumed, silenceUntilNow(from, context, context.isBehind ?? false));
}

/** A silence that a person ends now, with the price of now where that is to tell how the condition stands. */
export function silenceUntilNow(
  from: string,
  { pair: { currentPrice }, pricedAt = null, now }: SettingContext,
  withPrice: boolean,
): Silence {
  const to = new Date(now).toISOString();
  if (!withPrice || currentPrice === null) return { from, to };
  const known = { from, to, price: currentPrice };
  return pricedAt === null ? known : { ...known, pricedAt: new Date(pricedAt).toISOString() };
}

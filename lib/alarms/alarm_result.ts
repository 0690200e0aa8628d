import type { Alarm } from "./alarm.ts";
import { alreadyTrue } from "./already_true.ts";
import type { PairPrices } from "./pair_prices.ts";
import type { KnownPast } from "./window_reference.ts";

/** The pair's present, for setting, editing and re-arming an alarm: its past includes the current price, `now` is in milliseconds. */
export interface SettingContext extends KnownPast {
  readonly now: number;
  readonly pair: PairPrices;
  /** The current price is only shown yet: what happened before it is still to be told by the source. */
  readonly isBehind?: boolean;
}

/** An alarm that was set or changed, and whether its condition holds already. */
export interface AlarmSet {
  readonly ok: true;
  readonly alarm: Alarm;
  readonly alreadyTrue: boolean;
}

/** Why an alarm could not be set or changed; `message` names the field and the remedy. */
export interface AlarmRefused {
  readonly ok: false;
  readonly reason: "invalid" | "noPriceYet";
  readonly field: string;
  readonly message: string;
}

/** Takes the condition's present truth as known, so that setting an alarm never fires it by itself. */
export function settle(alarm: Alarm, context: SettingContext): AlarmSet {
  const { now, pair, history, isUnwatched, isBehind = false } = context;
  const { currentPrice, maxPrice, minPrice } = pair;
  const holds = alreadyTrue(alarm, { currentPrice, maxPrice, minPrice, history, isUnwatched, now });
  const watchedFrom = new Date(now).toISOString();
  const { watchedPrice: _, ...rest } = alarm;
  const watched = isBehind && currentPrice !== null ? { watchedPrice: currentPrice } : {};
  const settled = { ...rest, ...watched, conditionMet: holds, watchedFrom };
  return { ok: true, alarm: settled, alreadyTrue: holds };
}

/** A refusal that names the field; `rule` is the rest of the sentence. */
export function refused(
  field: string,
  rule: string,
  reason: AlarmRefused["reason"] = "invalid",
): AlarmRefused {
  return { ok: false, reason, field, message: `${field} ${rule}` };
}

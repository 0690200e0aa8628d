import type { Alarm } from "./alarm.ts";
import { alreadyTrue } from "./already_true.ts";
import type { PairPrices } from "./pair_prices.ts";
import { watchedFrom } from "./watched_from.ts";
import type { KnownPast } from "./window_reference.ts";

/** The pair's present, for setting, editing and re-arming an alarm: its past includes the current price, `now` is in milliseconds. */
export interface SettingContext extends KnownPast {
  readonly now: number;
  readonly pair: PairPrices;
  /** The current price is only shown yet: what happened before it is still to be told by the source. */
  readonly isBehind?: boolean;
  /** Moment of the current price (ms); left out where nobody asks. */
  readonly pricedAt?: number | null;
  /** From when on alarms have not been judged yet (ms); null or left out where they have been up to now. */
  readonly unjudgedFrom?: number | null;
}

/** A stretch that was not judged yet and is not any more, because an alarm starts anew; ISO 8601 in UTC. */
export interface Dropped {
  readonly droppedFrom: string;
  readonly droppedTo: string;
}

/** An alarm that was set or changed, and whether its condition holds already. */
export interface AlarmSet {
  readonly ok: true;
  readonly alarm: Alarm;
  readonly alreadyTrue: boolean;
  /** What of the time before is not judged for it any more; absent where that is nothing. */
  readonly dropped?: Dropped;
}

/** Why an alarm could not be set or changed; `message` names the field and the remedy. */
export interface AlarmRefused {
  readonly ok: false;
  readonly reason: "invalid" | "noPriceYet";
  readonly field: string;
  readonly message: string;
}

/** Prices are told to the second, so that so much is never judged yet; in milliseconds. */
const TOLD_TO_MS = 1_000;

/** Takes the condition's present truth as known, so that setting an alarm never fires it by itself. */
export function settle(alarm: Alarm, context: SettingContext): AlarmSet {
  const { now, pair, history, isUnwatched } = context;
  const { currentPrice, maxPrice, minPrice } = pair;
  const holds = alreadyTrue(alarm, { currentPrice, maxPrice, minPrice, history, isUnwatched, now });
  // It starts anew: what was before is not judged any more.
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
 * The same for an alarm that was watched before and starts anew: what was not judged of it before is
 * dropped.
 */
export function startAnew(alarm: Alarm, context: SettingContext): AlarmSet {
  const { now, unjudgedFrom = null } = context;
  const set = settle(alarm, context);
  const from = unjudgedFrom === null ? now : Math.max(unjudgedFrom, watchedFrom(alarm));
  if (now - from <= TOLD_TO_MS) return set;
  const [droppedFrom, droppedTo] = [new Date(from).toISOString(), new Date(now).toISOString()];
  return { ...set, dropped: { droppedFrom, droppedTo } };
}

/** A refusal that names the field; `rule` is the rest of the sentence. */
export function refused(
  field: string,
  rule: string,
  reason: AlarmRefused["reason"] = "invalid",
): AlarmRefused {
  return { ok: false, reason, field, message: `${field} ${rule}` };
}

import { formatPrice } from "@/lib/market/format_price.ts";
import type { Alarm } from "./alarm.ts";
import { suppressionOf } from "./alarm_state.ts";
import type { EvaluationContext, Reach } from "./finding.ts";
import { type Fire, foundAt } from "./fire.ts";
import { rulesOf, startFrom } from "./kinds/kinds.ts";
import { describeAlarm } from "./words.ts";

/** An alarm going off: `before` is the alarm as it was, `tracked` as the observation left it. */
export function fired(
  before: Alarm,
  tracked: Alarm,
  reach: Reach,
  context: EvaluationContext,
): { alarm: Alarm; fire: Fire } {
  const { price, at } = context.observation;
  const started = startFrom(tracked, reach.price, at);
  const conditionMet = rulesOf(started).start?.holdsAt(started, price) ??
    (started.conditionMet === true);
  const alarm: Alarm = {
    ...started,
    triggered: true,
    triggeredAt: new Date(at).toISOString(),
    triggeredPrice: reach.price,
    fireCount: before.fireCount + 1,
    conditionMet,
    // The observation's own price came after the high or low that fired: it may have cleared it already.
    clearedSinceFire: !conditionMet,
    ...countFire(before, at),
  };
  return { alarm, fire: makeFire(before, alarm, reach, context) };
}

/** The fire of an alarm that reached its condition; `after` is the alarm as the fire leaves it. */
function makeFire(alarm: Alarm, after: Alarm, reach: Reach, context: EvaluationContext): Fire {
  const seenIn = seenInWhat(reach, context);
  const message = rulesOf(alarm).fireMessage(alarm, context.symbol, reach) + aside(seenIn, context);
  const suppression = suppressionOf(after);
  const isNew = suppression !== null && suppression !== suppressionOf(alarm);
  const { at } = context.observation;
  const timestamp = new Date(at).toISOString();
  const fire: Fire = {
    id: fireId(after, at),
    alarmId: alarm.id,
    pair: context.symbol,
    alarm,
    price: reach.price,
    ...(seenIn === undefined ? {} : { seenIn }),
    previousPrice: context.previous,
    direction: reach.direction,
    reference: reach.reference,
    ...{ timestamp, detectedAt: timestamp, late: false },
    message: isNew ? `${message}. ${suppression}` : message,
    acknowledgedAt: null,
    test: false,
  };
  return foundAt(fire, context);
}

function seenInWhat({ price }: Reach, { observation }: EvaluationContext): Fire["seenIn"] {
  if (price === observation.price) return undefined;
  return price > observation.price ? "high" : "low";
}

function aside(seenIn: Fire["seenIn"], { observation }: EvaluationContext): string {
  if (seenIn === undefined) return "";
  return `; that was a short ${seenIn}, the next price was ${formatPrice(observation.price)}`;
}

/**
 * Made from what fired, so deciding twice gives the same id. The moment is in it because a restored
 * backup counts fires anew, and those must not be taken for the old ones.
 */
function fireId({ id, fireCount }: Alarm, at: number): string {
  return `fire_${id.replace(/^alarm_/, "")}_${fireCount}_${at.toString(36)}`;
}

/** An alarm fires at most this often in any three minutes. */
export const MAX_FIRES_IN_SPAN = 15;
const SPAN_MS = 3 * 60_000;
const SUPPRESSED_MS = 60 * 60_000;
const SUPPRESSED_REASON = "Suppressed for an hour after 15 fires in 3 minutes";

type Limit = Partial<Pick<Alarm, "recentFires" | "snoozedFrom" | "snoozedUntil" | "pausedReason">>;

/** Whether one more fire at a moment (ms) of the price would be one too many. */
export function isAtFireLimit(alarm: Alarm, at: number): boolean {
  if ((alarm.recentFires?.length ?? 0) < MAX_FIRES_IN_SPAN) return false;
  return recentFires(alarm, at).length >= MAX_FIRES_IN_SPAN;
}

/** What a fire at a moment (ms) of the price leaves behind: it is counted, and the last one allowed suppresses the alarm. */
function countFire(alarm: Alarm, at: number): Limit {
  const recent = [...recentFires(alarm, at), new Date(at).toISOString()];
  if (recent.length < MAX_FIRES_IN_SPAN) return { recentFires: recent };
  const snoozedFrom = new Date(at).toISOString();
  const snoozedUntil = new Date(at + SUPPRESSED_MS).toISOString();
  return { recentFires: recent, snoozedFrom, snoozedUntil, pausedReason: SUPPRESSED_REASON };
}

// Moments after it are of fires that were told before it, or of a clock that was set back, and say nothing about these minutes.
function recentFires(alarm: Alarm, at: number): string[] {
  return (alarm.recentFires ?? []).filter((moment) => {
    const firedAt = Date.parse(moment);
    return firedAt >= at - SPAN_MS && firedAt <= at;
  });
}

/** A rehearsal of an alarm going off at a price and a moment (milliseconds); the alarm itself stays as it is. */
export function makeTestFire(
  alarm: Alarm,
  pair: { readonly symbol: string },
  { id, now, price }: { readonly id: string; readonly now: number; readonly price: number },
): Fire {
  const timestamp = new Date(now).toISOString();
  return {
    id,
    alarmId: alarm.id,
    pair: pair.symbol,
    alarm,
    price,
    previousPrice: null,
    direction: rulesOf(alarm).testMove(alarm),
    timestamp,
    detectedAt: timestamp,
    late: false,
    message: `Test of this alarm: ${describeAlarm(alarm, pair.symbol)}`,
    acknowledgedAt: null,
    test: true,
  };
}

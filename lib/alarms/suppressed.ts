import type { Alarm } from "./alarm.ts";
import { isExpired, isPaused, isSnoozed, lastFired, suppressionOf } from "./alarm_state.ts";
import { noPriceWords, type Reset, waitingWords } from "./words.ts";
import { hold, type Reason, type SuppressedBy } from "./evaluate.ts";
import { FALSE_NOW, TRUE_NOW } from "./kinds/kind.ts";
import { isAtFireLimit } from "./fire.ts";
import { MAX_FIRES_IN_SPAN } from "./limits.ts";
import { missingHistoryMs, windowWords } from "./kinds/kinds.ts";
import { suppressionWords as words } from "./suppression_texts.ts";

/** What is known around an alarm at a moment. */
export interface Surroundings {
  /** Null when it was removed. */
  readonly pair: {
    readonly currentPrice: number | null;
    /** Why the source has given it up; null while it has not. */
    readonly trouble: { readonly reason: string } | null;
  } | null;
  /** Moment of the pair's oldest known price (ms); null when there is none. */
  readonly oldestAt: number | null;
  /** Why the pair's price is not live, in words for a person; null while it is. */
  readonly stale: string | null;
  readonly isSourceReachable: boolean;
  /** Why nothing is evaluated or recorded any more; null while all is well. */
  readonly stopped: string | null;
  /** Where its condition, true at present, turns false; null where it is false, or that is not known. */
  readonly reset: Reset | null;
}

/** All that keeps an alarm from firing at `now` (ms), whatever the price does next. */
export function suppressions(
  alarm: Alarm,
  around: Surroundings,
  now: number,
): readonly Suppression[] {
  if (around.pair === null) return [obstacle("removed", words.removed)];
  if (isExpired(alarm, now)) {
    return [obstacle("expired", words.expired)];
  }
  return [
    ...ofTheProgram(around),
    ...ofPeople(alarm, now),
    ...ofTheFireBefore(alarm, around, now),
    ...ofTheCondition(alarm, around, now),
  ];
}

function obstacle(reason: SuppressionReason, text: string, until?: number): Suppression {
  return { reason, text, until: until === undefined ? null : new Date(until).toISOString() };
}

function ofTheProgram({ pair, stale, isSourceReachable, stopped }: Surroundings): Suppression[] {
  const found = stopped === null ? [] : [obstacle("stopped", words.stopped(stopped))];
  if (pair?.trouble) return [...found, obstacle("pairBroken", pair.trouble.reason)];
  if (pair?.currentPrice === null) return [...found, obstacle("noPrevious", noPriceWords(stale))];
  if (stale === null) return found;
  const reason = isSourceReachable ? "stale" : "sourceUnreachable";
  return [...found, obstacle(reason, words[reason](stale))];
}

function ofPeople(alarm: Alarm, now: number): Suppression[] {
  const found = isPaused(alarm) ? [obstacle("paused", words.paused)] : [];
  if (!isSnoozed(alarm, now) || alarm.snoozedUntil === null) return found;
  const until = Date.parse(alarm.snoozedUntil);
  const suppression = suppressionOf(alarm);
  const reason = suppression === null ? "snoozed" : "fireLimit";
  return [...found, obstacle(reason, suppression ?? words.snoozed, until)];
}

/** What the fire before leaves behind: a cooldown, and a condition that must be false in between. */
function ofTheFireBefore(alarm: Alarm, { reset }: Surroundings, now: number): Suppression[] {
  const finding = alarm.conditionMet === true ? TRUE_NOW : FALSE_NOW;
  const cooled = lastFired(alarm) + alarm.cooldownSeconds * 1000;
  const held = [hold(alarm, finding, now), hold(alarm, finding, Math.max(now, cooled + 1))];
  const found = [...new Set(held)].flatMap((each) =>
    each === null
      ? []
      : [obstacle(each, heldWords(each, reset), each === "coolingDown" ? cooled : undefined)]
  );
  if (suppressionOf(alarm) !== null || !isAtFireLimit(alarm, now)) return found;
  return [...found, obstacle("fireLimit", words.fireLimit(MAX_FIRES_IN_SPAN))];
}

function heldWords(by: SuppressedBy, reset: Reset | null): string {
  return by === "notCleared" ? waitingWords(reset, words[by]) : words[by];
}

function ofTheCondition(
  alarm: Alarm,
  { oldestAt, reset }: Surroundings,
  now: number,
): Suppression[] {
  const missing = missingHistoryMs(alarm, oldestAt, now);
  if (missing > 0) {
    return [obstacle("warmingUp", words.warmingUp(windowWords(alarm)), now + missing)];
  }
  if (alarm.triggered) return [];
  if (alarm.conditionMet === null) {
    return [obstacle("firstJudgement", words.firstJudgement)];
  }
  if (!alarm.conditionMet) return [];
  return [obstacle("stillMet", waitingWords(reset, words.stillMet))];
}

/** What suppresses an alarm; names that `evaluate` gives too mean the same. */
export type SuppressionReason =
  | Exclude<Reason, "fired" | "notReached" | "notAPrice">
  | "removed"
  /** The source has given the pair up. */
  | "pairBroken"
  | "stale"
  | "sourceUnreachable"
  /** The program itself has stopped: nothing is evaluated or recorded. */
  | "stopped";

/** One thing that keeps an alarm from firing at this moment. */
export interface Suppression {
  readonly reason: SuppressionReason;
  /** A sentence for a person, without its full stop. */
  readonly text: string;
  /** When it is over by itself, as ISO 8601 in UTC; null when that is not known. */
  readonly until: string | null;
}

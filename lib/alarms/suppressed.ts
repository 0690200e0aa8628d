import type { Alarm } from "./alarm.ts";
import { isExpired, isPaused, isSnoozed, lastFired, suppressionOf } from "./alarm_state.ts";
import { type Reset, resetWords } from "./words.ts";
import { hold, type Reason, type SuppressedBy } from "./evaluate.ts";
import { FALSE_NOW, TRUE_NOW } from "./finding.ts";
import { isAtFireLimit, MAX_FIRES_IN_SPAN } from "./fire.ts";
import { missingHistoryMs, windowWords } from "./kinds/kinds.ts";

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
  if (around.pair === null) return [obstacle("removed", "It was removed, so nothing watches it")];
  if (isExpired(alarm, now)) {
    return [obstacle("expired", "It has expired: re-arm it to let it ring again")];
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
  const found = stopped === null ? [] : [obstacle("stopped", `Alarms do not ring: ${stopped}`)];
  if (pair?.trouble) return [...found, obstacle("pairBroken", pair.trouble.reason)];
  if (pair?.currentPrice === null) return [...found, obstacle("noPrevious", noPrice(stale))];
  if (stale === null) return found;
  const [reason, text] = isSourceReachable
    ? ["stale" as const, "No live price"]
    : ["sourceUnreachable" as const, "The source cannot be reached"];
  return [...found, obstacle(reason, `${text}: ${stale}`)];
}

function noPrice(stale: string | null): string {
  return `The pair has no price yet${stale === null ? "" : `: ${stale}`}`;
}

function ofPeople(alarm: Alarm, now: number): Suppression[] {
  const found = isPaused(alarm)
    ? [obstacle("paused", "It is paused until someone resumes it")]
    : [];
  if (!isSnoozed(alarm, now) || alarm.snoozedUntil === null) return found;
  const until = Date.parse(alarm.snoozedUntil);
  const suppression = suppressionOf(alarm);
  const reason = suppression === null ? "snoozed" : "fireLimit";
  return [...found, obstacle(reason, suppression ?? "It is snoozed", until)];
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
  const text = `It rang ${MAX_FIRES_IN_SPAN} times in three minutes, and rests for a while`;
  return [...found, obstacle("fireLimit", text)];
}

function heldWords(by: SuppressedBy, reset: Reset | null): string {
  return by === "notCleared" ? waitingFor(reset, SUPPRESSED_BY[by]) : SUPPRESSED_BY[by];
}

function waitingFor(reset: Reset | null, why: string): string {
  return reset === null ? why : `${resetWords(reset)}. ${why}`;
}

const SUPPRESSED_BY: Readonly<Record<SuppressedBy, string>> = {
  alreadyTriggered: "It rings once, and has: re-arm it to let it ring again",
  coolingDown: "It rests after it rang",
  notCleared:
    "Its condition has been true ever since it rang: it must be false once before it rings again",
};

function ofTheCondition(
  alarm: Alarm,
  { oldestAt, reset }: Surroundings,
  now: number,
): Suppression[] {
  const missing = missingHistoryMs(alarm, oldestAt, now);
  if (missing > 0) {
    const window = windowWords(alarm);
    const text = `It is warming up: its window of ${window} is longer than the history of prices`;
    return [obstacle("warmingUp", text, now + missing)];
  }
  if (alarm.triggered) return [];
  if (alarm.conditionMet === null) {
    return [obstacle("firstJudgement", "It has not been checked yet: the next price is its first")];
  }
  if (!alarm.conditionMet) return [];
  const why = "Its condition is true already: it must be false once before it can ring";
  return [obstacle("stillMet", waitingFor(reset, why))];
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

import { isPrice } from "@/lib/market/price.ts";
import type { Alarm } from "./alarm.ts";
import { alreadyTrue } from "./already_true.ts";
import { isExpired, isSnoozed, wasPaused } from "./alarm_state.ts";
import { fired } from "./fired.ts";
import type { Finding } from "./finding.ts";
import { findCondition } from "./find_condition.ts";
import type { Fire } from "./fire.ts";
import { isAtFireLimit } from "./fire_limit.ts";
import type { JudgeContext } from "./judge_context.ts";
import { hold } from "./hold.ts";
import { ownView } from "./own_view.ts";
import { awaitsPrice, priceAfterSilence, wasSilent, withoutPrices } from "./silences.ts";
import { lacksStart, startFrom } from "./since_start.ts";
import { track } from "./track.ts";

export type { JudgeContext } from "./judge_context.ts";

/** Why an alarm fired or did not. */
export type Reason =
  | "fired"
  /** The condition is false. */
  | "notReached"
  /** The condition is true, and was true before. */
  | "stillMet"
  /** Fires once, has fired, and waits for a person to re-arm it. */
  | "alreadyTriggered"
  | "coolingDown"
  /** The cooldown is over, but the condition has been true ever since the fire. */
  | "notCleared"
  | "snoozed"
  /** A person paused it, and nobody has resumed it yet. */
  | "paused"
  | "expired"
  /** The price at the start of the window is not known: the history is shorter, or nobody watched then. */
  | "warmingUp"
  /** There is no earlier price to compare with. */
  | "noPrevious"
  /** Nothing is known of the condition before this observation. */
  | "firstJudgement"
  /** Has fired too often in the last minutes. */
  | "fireLimit"
  | "notAPrice";

export interface Judgement {
  readonly reason: Reason;
  /** The alarm from now on; the same object when nothing changed. */
  readonly alarm: Alarm;
  readonly fire: Fire | null;
}

/** Judges one alarm by one accepted observation. Changes nothing but what it returns. */
export function judge(alarm: Alarm, context: JudgeContext): Judgement {
  return judgeView(afterSilence(asFirstJudged(alarm, context), context), ownView(alarm, context));
}

/** An alarm set on a price that was only shown, when it is known what came before that: it may have been true already. */
function asFirstJudged(alarm: Alarm, context: JudgeContext): Alarm {
  if (alarm.watchedPrice === undefined) return alarm;
  const { watchedPrice, watchedPricedAt: _, ...rest } = alarm;
  const { previousMax: maxPrice, previousMin: minPrice, history, isUnwatched, observation } =
    context;
  const past = { history, isUnwatched };
  const known = { currentPrice: watchedPrice, maxPrice, minPrice, ...past, now: observation.at };
  return { ...rest, conditionMet: rest.conditionMet === true || alreadyTrue(rest, known) };
}

/** At the end of a silence the condition counts as it was by the price of then, also where nobody could tell what came before. */
function afterSilence(alarm: Alarm, context: JudgeContext): Alarm {
  const { observation: { at }, previousAt, history, isUnwatched } = context;
  if (!awaitsPrice(alarm, at)) return alarm;
  const currentPrice = priceAfterSilence(alarm, { at, previousAt });
  const known = withoutPrices(alarm, at);
  if (currentPrice === undefined) return known;
  const { previousMax: maxPrice, previousMin: minPrice } = context;
  const present = { currentPrice, maxPrice, minPrice, history, isUnwatched, now: at };
  return { ...known, conditionMet: alreadyTrue(known, present) };
}

/** Expiry, snooze, pause and limit are decided by the time of the move, not by when it was found. */
function judgeView(alarm: Alarm, context: JudgeContext): Judgement {
  const { observation } = context;
  const { at } = observation;
  if (isExpired(alarm, at)) return { reason: "expired", alarm, fire: null };
  if (!isPrice(observation.price)) return { reason: "notAPrice", alarm, fire: null };
  if (lacksStart(alarm)) return firstJudgement(alarm, context);
  const finding = findCondition(alarm, context);
  if (finding === null) return { reason: "warmingUp", alarm, fire: null };

  const held = hold(alarm, finding, at);
  const tracked = track(alarm, finding, held !== null, at);
  const reason = quiet(alarm, at) ?? held ?? freeReason(alarm, finding, context);
  if (reason !== "fired" || finding.reach === null) return { reason, alarm: tracked, fire: null };
  return { reason, ...fired(alarm, tracked, finding.reach, context) };
}

function quiet(alarm: Alarm, at: number): "paused" | "snoozed" | null {
  if (wasPaused(alarm, at)) return "paused";
  return isSnoozed(alarm, at) || wasSilent(alarm, at) ? "snoozed" : null;
}

/** What becomes of an alarm that nothing holds back. */
function freeReason(alarm: Alarm, finding: Finding, context: JudgeContext): Reason {
  if (context.previous === null) return "noPrevious";
  // Crossing a target shows in the two prices themselves; the other conditions need to have been judged before.
  if (alarm.conditionMet === null && alarm.type !== "target") return "firstJudgement";
  if (finding.reach === null) return finding.holds ? "stillMet" : "notReached";
  return isAtFireLimit(alarm, context.observation.at) ? "fireLimit" : "fired";
}

function firstJudgement(alarm: Alarm, { observation }: JudgeContext): Judgement {
  const started = startFrom(alarm, observation.price, observation.at);
  return { reason: "firstJudgement", alarm: { ...started, conditionMet: false }, fire: null };
}

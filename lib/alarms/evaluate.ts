import { isPrice, type Observation } from "@/lib/market/accept.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import type { Alarm } from "./alarm.ts";
import {
  awaitsPrice,
  endsSilence,
  isExpired,
  isSnoozed,
  lastFired,
  priceAfterSilence,
  silentFrom,
  wasPaused,
  wasSilent,
  watchedFrom,
  withoutPrices,
  withSilence,
} from "./alarm_state.ts";
import { type EvaluationContext, type Finding, firstOf, type PairPrices } from "./kinds/kind.ts";
import { afterFire, type Fire, type GoingOff, isAtFireLimit, makeFire } from "./fire.ts";
import { alreadyTrue, rulesOf, startFrom } from "./kinds/kinds.ts";

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
  /** The price at the start of the window is unknown: the history is shorter, or that moment was unwatched. */
  | "warmingUp"
  /** There is no earlier price to compare with. */
  | "noPrevious"
  /** Nothing is known of the condition before this observation. */
  | "firstJudgement"
  /** Has fired too often in the last minutes. */
  | "fireLimit"
  | "notAPrice";

export interface Evaluation {
  readonly reason: Reason;
  /** The alarm from now on; the same object when nothing changed. */
  readonly alarm: Alarm;
  readonly fire: Fire | null;
}

/** Evaluates one alarm on one accepted observation. Pure: it changes nothing but what it returns. */
export function evaluate(given: Alarm, context: EvaluationContext): Evaluation {
  const { reason, alarm, goingOff } = outcomeOf(given, context);
  return { reason, alarm, fire: goingOff === null ? null : makeFire(alarm, goingOff) };
}

/** An evaluation whose fire is not told yet: a replay counts thousands that nobody reads. */
export interface Outcome extends Omit<Evaluation, "fire"> {
  readonly goingOff: GoingOff | null;
}

/** The same without words. */
export function outcomeOf(alarm: Alarm, context: EvaluationContext): Outcome {
  const known = afterSilence(asFirstEvaluated(alarm, context), context);
  const view = ownView(alarm, context);
  return evaluateAround(known, context, view) ?? evaluateView(known, view);
}

/** Moves are told to the second at best: only a longer candle says too little of when one was. */
function isLong({ at, since = at }: Observation): boolean {
  return at - since >= SECOND_MS;
}

const WHICH_FIRST =
  "; the alarm was silent for a part of that candle, and which came first is not told";

/**
 * A long candle in which a silence began or ended: nobody can say on which side of that what it reached was. So it rings,
 * as of the last moment before the silence in which it ended. Where it began in a silence, or a price of the one in which it
 * ended is known, and the condition was false then and is true at its end, these prices tell the side. Null where none of
 * this is so.
 */
function evaluateAround(
  given: Alarm,
  { observation, previous, previousAt }: EvaluationContext,
  view: EvaluationContext,
): Outcome | null {
  const { at, since = at } = observation;
  // A snooze that ended by itself is a silence like any other.
  const alarm = wokenBy(given, at);
  if (!isLong(observation) || isYounger(alarm, since)) return null;
  const from = silentFrom(alarm, observation);
  if (from === null && !endsSilence(alarm, since, at)) return null;
  const startsSilent = wasSilent(alarm, since);
  if (startsSilent && alarm.conditionMet !== false) return null;
  const seen = startsSilent ? beyond([previous, view.previous], observation) : observation;
  const around = { ...view, observation: { ...seen, at: from === null ? at : from - 1 } };
  const isFalseThen = alarm.conditionMet === false && (previousAt ?? -Infinity) >= (from ?? at);
  const isByPrices = startsSilent || isFalseThen;
  if (isByPrices && rulesOf(alarm).find(alarm, around)?.holds === true) return null;
  const first = startsSilent && view.previous === previous ? firstOf(observation) : null;
  return ifFired(evaluateView(alarm, around)) ??
    // It came back from where it was in the silence, before or after its end: no price of then is known.
    (first === null ? null : ifFired(evaluateView(alarm, { ...around, previous: first })));
}

/** A candle with its low and high where these lie beyond its first price and others that are known up to a silence's end. */
function beyond(others: readonly (number | null)[], observation: Observation): Observation {
  const { price, at, low = price, high = price } = observation;
  const known = [...others, firstOf(observation)].filter((each) => each !== null);
  return {
    ...{ price, at },
    low: low < Math.min(...known) ? low : price,
    high: high > Math.max(...known) ? high : price,
  };
}

function ifFired({ goingOff, ...rest }: Outcome): Outcome | null {
  return goingOff === null ? null : { ...rest, goingOff: { ...goingOff, remark: WHICH_FIRST } };
}

/** An alarm set on a price that was only shown, when it is known what came before that: it may have been true already. */
function asFirstEvaluated(alarm: Alarm, context: EvaluationContext): Alarm {
  if (alarm.watchedPrice === undefined) return alarm;
  const { watchedPrice, watchedPricedAt: _, ...rest } = alarm;
  const { previousMax: maxPrice, previousMin: minPrice, history, isUnwatched, observation } =
    context;
  const past = { history, isUnwatched };
  const known = { currentPrice: watchedPrice, maxPrice, minPrice, ...past, now: observation.at };
  return { ...rest, conditionMet: rest.conditionMet === true || alreadyTrue(rest, known) };
}

/** At the end of a silence the condition counts as it was by the price of then, also where nobody could tell what came before. */
function afterSilence(alarm: Alarm, context: EvaluationContext): Alarm {
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
function evaluateView(alarm: Alarm, context: EvaluationContext): Outcome {
  const { observation } = context;
  const { at } = observation;
  if (isExpired(alarm, at)) return { reason: "expired", alarm, goingOff: null };
  if (!isPrice(observation.price)) return { reason: "notAPrice", alarm, goingOff: null };
  const rules = rulesOf(alarm);
  if (rules.start?.lacks(alarm)) return firstEvaluation(alarm, context);
  const finding = rules.find(alarm, context);
  if (finding === null) return { reason: "warmingUp", alarm, goingOff: null };

  const held = hold(alarm, finding, at);
  const tracked = track(alarm, finding, held !== null, at);
  const reason = quiet(alarm, at) ?? held ?? freeReason(alarm, finding, context);
  if (reason !== "fired" || finding.reach === null) {
    return { reason, alarm: tracked, goingOff: null };
  }
  const goingOff = { before: alarm, reach: finding.reach, context };
  return { reason, alarm: afterFire(tracked, goingOff), goingOff };
}

function quiet(alarm: Alarm, at: number): "paused" | "snoozed" | null {
  if (wasPaused(alarm, at)) return "paused";
  return isSnoozed(alarm, at) || wasSilent(alarm, at) ? "snoozed" : null;
}

/** What becomes of an alarm that nothing holds back. */
function freeReason(alarm: Alarm, finding: Finding, context: EvaluationContext): Reason {
  if (context.previous === null) return "noPrevious";
  if (alarm.conditionMet === null && rulesOf(alarm).needsEvaluation) return "firstJudgement";
  if (finding.reach === null) return finding.holds ? "stillMet" : "notReached";
  return isAtFireLimit(alarm, context.observation.at) ? "fireLimit" : "fired";
}

function firstEvaluation(alarm: Alarm, { observation }: EvaluationContext): Outcome {
  const started = startFrom(alarm, observation.price, observation.at);
  return { reason: "firstJudgement", alarm: { ...started, conditionMet: false }, goingOff: null };
}

/** Why an alarm that has fired is not armed again yet. */
export type SuppressedBy = "alreadyTriggered" | "coolingDown" | "notCleared";

/** What still holds a triggered alarm back at the moment of an observation (milliseconds); null when it is armed. */
export function hold(alarm: Alarm, finding: Finding, at: number): SuppressedBy | null {
  if (!alarm.triggered) return null;
  if (alarm.mode === "once") return "alreadyTriggered";
  // By the source's time, as `triggeredAt` is, so that gap fills and a wrong local clock change no fires.
  const since = lastFired(alarm);
  const cooled = at > since && at >= since + alarm.cooldownSeconds * 1000;
  if (!cooled) return "coolingDown";
  return alarm.clearedSinceFire || finding.lapsed ? null : "notCleared";
}

/**
 * What an observation may tell this alarm. A low and high may be from before it was set, from a silence
 * of it, or from before it fired within the same candle: then only the price counts. And the price before an alarm was
 * set may be one that it was never held against.
 */
export function ownView(alarm: Alarm, context: EvaluationContext): EvaluationContext {
  const { previousAt, observation: { at: seenAt } } = context;
  const ended = priceAfterSilence(alarm, { at: seenAt, previousAt });
  const previous = alarm.watchedPrice ?? ended ?? context.previous;
  const isForeign = areExtremesForeign(alarm, context);
  if (!isForeign && previous === context.previous) return context;
  const { price, at } = context.observation;
  return { ...context, previous, ...(isForeign ? { observation: { price, at } } : {}) };
}

function areExtremesForeign(alarm: Alarm, { observation, previousAt }: EvaluationContext): boolean {
  const { price, at, low = price, high = price, since } = observation;
  if (low === price && high === price) return false;
  const start = since ?? previousAt ?? -Infinity;
  if (watchedFrom(alarm) > start || endsSilence(alarm, start, at)) return true;
  return since !== undefined && lastFired(alarm) > since;
}

/** Whether an alarm was set, changed or armed again, or fired, after a moment (ms). */
function isYounger(alarm: Alarm, moment: number): boolean {
  return Math.max(watchedFrom(alarm), lastFired(alarm)) > moment;
}

/** The alarm after an observation of a moment (ms), fire aside; the same object when nothing changed. */
function track(alarm: Alarm, finding: Finding, held: boolean, at: number): Alarm {
  const conditionMet = finding.holds;
  const clearedSinceFire = held && (alarm.clearedSinceFire || finding.lapsed);
  const woken = wokenBy(alarm, at);
  const same = conditionMet === alarm.conditionMet && held === alarm.triggered &&
    clearedSinceFire === alarm.clearedSinceFire;
  return same ? woken : { ...woken, conditionMet, triggered: held, clearedSinceFire };
}

/** The alarm without a snooze that is over by a moment (ms), which is one of its silences then. */
function wokenBy(alarm: Alarm, at: number): Alarm {
  // Asked of every alarm at every price: what is copied is so only where a snooze ends.
  if (alarm.snoozedUntil === null || Date.parse(alarm.snoozedUntil) > at) return alarm;
  const { snoozedUntil, snoozedFrom, ...rest } = alarm;
  const woken = { ...rest, snoozedUntil: null, pausedReason: null };
  if (snoozedFrom === undefined) return woken;
  return withSilence(woken, { from: snoozedFrom, to: snoozedUntil });
}

/** The highest and lowest price on record after an observation. */
export function recordAfter(
  { maxPrice, minPrice }: Pick<PairPrices, "maxPrice" | "minPrice">,
  { price, high = price, low = price }: Observation,
): { readonly maxPrice: number; readonly minPrice: number } {
  return {
    maxPrice: Math.max(maxPrice ?? price, price, high),
    minPrice: Math.min(minPrice ?? price, price, low),
  };
}

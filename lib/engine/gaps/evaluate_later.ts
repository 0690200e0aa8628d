import type { Alarm } from "@/lib/alarms/alarm.ts";
import { suppressionOf, watchedFrom } from "@/lib/alarms/alarm_state.ts";
import { alreadyTrue, rulesOf } from "@/lib/alarms/kinds/kinds.ts";
import { type Fire, foundAt } from "@/lib/alarms/fire.ts";
import { type OpenGap, type Pair, type State, unwatchedFinder } from "@/lib/alarms/pair.ts";
import { HISTORY_SLOT_MS, type Observation } from "@/lib/market/accept.ts";
import { candleObservation, type Resolution, type Span } from "@/lib/market/candle.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import { HistoryUntil, type HistoryView, NO_HISTORY } from "@/lib/market/history/history_view.ts";
import { SECONDS_KEPT_MS } from "@/lib/market/history/fine_prices.ts";
import type { SourceCandles } from "@/lib/sources/source.ts";
import { type Event, silenceOldest } from "@/lib/store/events.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import type { Steps } from "@/lib/time/turns.ts";
import { PastWalk, toldCandles } from "./evaluate.ts";
import {
  type AnsweredCandles,
  edgesOf,
  evaluatedAt,
  measuresFromRecord,
  observationsOf,
  pairThen,
  startsAt,
  windowReachMs,
} from "./gap.ts";

/** What a gap means to an alarm that it can set off: how that stood before it and after it, and its fires. */
interface Outcome {
  readonly before: Alarm;
  readonly after: Alarm;
  readonly fires: readonly Fire[];
}

/** What a source told, and the prices that are known already. */
interface GapAnswer {
  readonly answer: SourceCandles;
  readonly history: PriceHistory | undefined;
  /** When the answer came, in milliseconds. */
  readonly receivedAt?: number;
}

/** What came of evaluating a gap. */
export interface Replayed {
  /** Of each alarm, as it was set when that was evaluated; null where the gap means nothing to it. */
  readonly outcomes: ReadonlyMap<Alarm, Outcome | null>;
  /** The prices that were believed, oldest first. */
  readonly seen: readonly Observation[];
  /** Whether all that has been evaluated of an alarm since was evaluated anew. */
  readonly isAnew: (alarm: Alarm) => boolean;
}

/** What comes of a gap that nobody can tell. */
export const NOTHING_TOLD: Replayed = { outcomes: new Map(), seen: [], isAnew: () => false };

/**
 * Evaluates a pair's alarms on a gap that is filled after they went on, as they stood when it began. Windows that begin
 * in it are held against what came after it as well; so are alarms that measure from a maximum or minimum which it moved,
 * or from the price at which they fired in it.
 */
export function* evaluateGap(
  pair: Pair,
  gap: OpenGap,
  { answer, history, receivedAt }: GapAnswer,
): Steps<Replayed> {
  const received = receivedAt === undefined ? {} : { receivedAt };
  const { from, to } = edgesOf(gap);
  const past = new HistoryUntil(history ?? NO_HISTORY, from.at);
  const then = withStandings(pairThen(pair, gap), from.at, past);
  const starts = new Map(then.alarms.map((alarm) => [alarm.id, startsAt(alarm, gap)]));
  const walk = new PastWalk(then, past);
  const fires: Fire[] = [];
  const seen: Observation[] = [];
  const take = ({ observation, only = () => true, areConfirmed = false }: Step) => {
    const { at } = observation;
    const isIn = (alarm: Alarm) => (starts.get(alarm.id) ?? Infinity) <= at && only(alarm);
    const events = walk.take({ ...observation, ...received }, {
      now: at,
      areConfirmed,
      only: isIn,
    });
    for (const event of events) {
      if (event.type === "alarmFired") fires.push(event.fire);
      if (event.type === "priceObserved" && at < to.at) seen.push(event.observation);
    }
  };
  const told = toldCandles(answer);
  for (const observation of observationsOf(told, { from, to, history })) {
    take({ observation });
    yield;
  }
  take({ observation: to, areConfirmed: true });
  const isBroken = isRecordBroken(pair, walk.pair);
  const restarted = new Set(
    fires.filter(({ alarm }) => restarts(alarm)).map(({ alarmId }) => alarmId),
  );
  const isOther = (alarm: Alarm) =>
    restarted.has(alarm.id) || (isBroken && measuresFromRecord(alarm));
  const { candles } = told;
  const later = { candles, stepMs: answer.stepMs, history, to: to.at, isOther };
  for (const step of afterGap(pair, later)) {
    take(step);
    yield;
  }
  const until = evaluatedAt(pair) ?? to.at;
  return {
    outcomes: outcomesOf(pair, { before: then, after: walk.pair, fires }),
    seen,
    isAnew: (alarm) => isOther(alarm) || to.at + windowReachMs(alarm) >= until,
  };
}

/** Whether an alarm measures from the price at which it fired last. */
function restarts(alarm: Alarm): boolean {
  const { start } = rulesOf(alarm);
  return start !== null && start.takenFrom(alarm, alarm) !== alarm;
}

/** Alarms of which nobody knew how they stood at a moment (ms), as their condition holds by what is known by now. */
function withStandings(pair: Pair, now: number, history: HistoryView): Pair {
  const known = { ...pair, history, isUnwatched: unwatchedFinder(() => pair.coverage), now };
  const alarms = pair.alarms.map((alarm) => {
    const isOpen = alarm.conditionMet === null && watchedFrom(alarm) <= now &&
      rulesOf(alarm).referenceAt?.(alarm, known, now) !== null;
    return isOpen ? { ...alarm, conditionMet: alreadyTrue(alarm, known) } : alarm;
  });
  return { ...pair, alarms };
}

function outcomesOf(
  { alarms }: Pair,
  walked: { readonly before: Pair; readonly after: Pair; readonly fires: readonly Fire[] },
): ReadonlyMap<Alarm, Outcome | null> {
  const before = byId(walked.before.alarms);
  const after = byId(walked.after.alarms);
  const fires = Map.groupBy(walked.fires, ({ alarmId }) => alarmId);
  return new Map(alarms.map((alarm) => {
    const [was, is] = [before.get(alarm.id), after.get(alarm.id)];
    if (was === undefined || is === undefined) return [alarm, null];
    return [alarm, { before: was, after: is, fires: fires.get(alarm.id) ?? [] }];
  }));
}

function byId(alarms: readonly Alarm[]): ReadonlyMap<string, Alarm> {
  return new Map(alarms.map((alarm) => [alarm.id, alarm]));
}

/** The alarms that were set or changed since a gap was evaluated. */
export function changedSince({ outcomes }: Replayed, { alarms }: Pair): Alarm[] {
  return alarms.filter((alarm) => !outcomes.has(alarm));
}

/** What came of further alarms, with what came of those before. */
export function joined({ outcomes }: Replayed, further: Replayed): Replayed {
  return { ...further, outcomes: new Map([...outcomes, ...further.outcomes]) };
}

type Record = Pick<Pair, "maxPrice" | "minPrice">;

function isRecordBroken({ maxPrice, minPrice }: Record, told: Record): boolean {
  return (told.maxPrice ?? -Infinity) > (maxPrice ?? -Infinity) ||
    (told.minPrice ?? Infinity) < (minPrice ?? Infinity);
}

/** An observation that is evaluated. */
interface Step {
  readonly observation: Observation;
  /** The alarms to which it says something new; left out, all. */
  readonly only?: (alarm: Alarm) => boolean;
  /** What stands in our own history was believed; what the source tells is held against the jumps' rule. */
  readonly areConfirmed?: boolean;
}

interface AfterGap extends AnsweredCandles {
  readonly history: PriceHistory | undefined;
  /** Where the gap ends, in milliseconds. */
  readonly to: number;
  /** Whether an alarm measures from something else since the gap is told: what came after it up to now says something new to it. */
  readonly isOther: (alarm: Alarm) => boolean;
}

/**
 * What came after the gap and evaluates differently because of it: a new record, or a window that begins in it. As
 * the source tells it by the second, and beyond that from our own history.
 */
function afterGap(pair: Pair, { candles, stepMs, history, to, isOther }: AfterGap): Step[] {
  const reachesPresent = pair.alarms.some(isOther);
  const longest = pair.alarms.reduce((most, alarm) => Math.max(most, windowReachMs(alarm)), 0);
  if (longest === 0 && !reachesPresent) return [];
  const until = evaluatedAt(pair) ?? to;
  const only = (at: number) => (alarm: Alarm) => isOther(alarm) || to + windowReachMs(alarm) >= at;
  const told = stepMs > SECOND_MS ? [] : candles.map((candle) => candleObservation(candle, stepMs))
    .filter(({ at, since = at }) => since > to && at <= until);
  const from = told.at(-1)?.at ?? to;
  const end = reachesPresent ? until : Math.min(until, to + longest);
  const own = history === undefined ? [] : [...secondsOf(history, from, end)];
  const later = [...told, ...own].map((observation, place) => ({
    observation,
    only: only(observation.at),
    areConfirmed: place >= told.length,
  }));
  if (!reachesPresent || history === undefined) return later;
  // The highs and lows of our own prices are known for each slot only.
  const slots = history.candles(from === to ? to : from + 1, until, HISTORY_SLOT_MS).map(
    (candle) => {
      const observation = candleObservation(candle, HISTORY_SLOT_MS);
      const seen = { ...observation, at: Math.min(observation.at, until) };
      return {
        observation: seen,
        only: isOther,
        areConfirmed: true,
      };
    },
  );
  return [...later, ...slots].sort((a, b) => a.observation.at - b.observation.at);
}

/**
 * The price at the end of each second and at the very end, as long as it is known so closely; dated just before it, so that
 * the high and low of a slot that ends there come after it.
 */
function* secondsOf(history: PriceHistory, from: number, until: number): Generator<Observation> {
  const end = Math.min(until, from + SECONDS_KEPT_MS);
  const first = Math.floor(from / SECOND_MS) * SECOND_MS + SECOND_MS - 1;
  for (let to = first;; to += SECOND_MS) {
    const at = Math.min(to, end) - 1;
    const price = at > from ? history.priceAt(at + 1) : null;
    if (price !== null) yield { price, at };
    if (to >= end) return;
  }
}

/** What a source told of an open gap, and what came of it. */
export interface AnsweredGap {
  readonly symbol: string;
  readonly addedAt: string;
  readonly gap: OpenGap;
  readonly replayed: Replayed;
  /** What of the gap the source answered, and its resolution; null when the source no longer has it. */
  readonly told: { readonly span: Span; readonly grain: Resolution } | null;
  /** Why it is found only now, in words for a person. */
  readonly why: string;
  readonly now: number;
}

/**
 * Decides what a gap changes that is filled after alarms have gone on: it fires alarms that have not fired nor been changed
 * since, moves maximum and minimum, and says how it was watched. Nothing when the gap is not open any more.
 */
export function decideOpenGap(state: State, found: AnsweredGap): readonly Event[] {
  const { symbol, addedAt, gap, told, replayed } = found;
  const pair = state.pairs.get(symbol);
  if (pair?.addedAt !== addedAt || !isOpen(pair, gap)) return [];
  const { seen } = replayed;
  const prices = seen.flatMap(({ price, low = price, high = price }) => [price, low, high]);
  const events: Event[] = [{
    type: "gapTold",
    symbol,
    gapFrom: gap.from.timestamp,
    to: gap.to,
    told,
    ...(prices.length > 0 && { low: Math.min(...prices), high: Math.max(...prices) }),
    seen,
  }];
  for (const alarm of pair.alarms) events.push(...alarmEvents(alarm, found));
  return [...events, ...silenceOldest(state, events, found.now)];
}

function isOpen({ openGaps = [] }: Pair, { from, to }: OpenGap): boolean {
  return openGaps.some((each) =>
    each.from.timestamp === from.timestamp && each.to.timestamp === to.timestamp
  );
}

function alarmEvents(alarm: Alarm, { symbol, replayed, why, now }: AnsweredGap): Event[] {
  const outcome = replayed.outcomes.get(alarm);
  if (outcome === undefined || outcome === null) return [];
  const { before, after, fires } = outcome;
  // What has been evaluated since stands, but for what was measured from another maximum, minimum or start of a window.
  const isAnew = replayed.isAnew(alarm);
  const known = isAnew ? { ...alarm, conditionMet: after.conditionMet } : alarm;
  if (fires.length > 0) {
    const next = firedLate(known, { before, after }, { fires: fires.length, isAnew });
    return fires.map((fire): Event => ({
      type: "alarmFired",
      symbol,
      alarm: next,
      fire: foundAt(asItWas(fire, before, alarm), { now, lateWhy: why }),
    }));
  }
  const isCleared = alarm.triggered && !alarm.clearedSinceFire &&
    (after.clearedSinceFire || !after.triggered);
  if (!isCleared && known.conditionMet === alarm.conditionMet) return [];
  const next = isCleared ? { ...known, clearedSinceFire: true } : known;
  return [{ type: "alarmUpdated", symbol, alarm: next, by: "engine" }];
}

/** The alarm of today after it fired in a gap: what became of it since stands. */
function firedLate(
  alarm: Alarm,
  { before, after }: { readonly before: Alarm; readonly after: Alarm },
  { fires, isAnew }: { readonly fires: number; readonly isAnew: boolean },
): Alarm {
  const isSuppressed = suppressionOf(after) !== null &&
    after.snoozedUntil !== before.snoozedUntil;
  const next: Alarm = {
    ...alarm,
    triggered: after.triggered,
    triggeredAt: after.triggeredAt,
    triggeredPrice: after.triggeredPrice,
    fireCount: alarm.fireCount + fires,
    clearedSinceFire: after.clearedSinceFire || (!isAnew && alarm.conditionMet === false),
    ...(after.recentFires && { recentFires: after.recentFires }),
    ...(isSuppressed && {
      ...(after.snoozedFrom !== undefined && { snoozedFrom: after.snoozedFrom }),
      ...{ snoozedUntil: after.snoozedUntil, pausedReason: after.pausedReason },
    }),
  };
  const restarted = rulesOf(next).start?.takenFrom(next, after) ?? next;
  // It starts again from the price it fired at; what was not evaluated by that, the next price evaluates.
  return restarted === next || isAnew ? restarted : { ...restarted, conditionMet: true };
}

/** A fire tells the alarm as a person knows it, not as it was taken up for the gap. */
function asItWas(fire: Fire, before: Alarm, alarm: Alarm): Fire {
  return fire.alarm.fireCount === before.fireCount ? { ...fire, alarm } : fire;
}

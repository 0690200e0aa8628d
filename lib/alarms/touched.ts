import type { Alarm, PercentChangeAlarm, TargetAlarm, TimeframeAlarm } from "./alarm.ts";
import {
  firstOf,
  highestOf,
  lowestOf,
  percentChangeMove,
  recordAtFirst,
} from "./find_condition.ts";
import type { JudgeContext } from "./finding.ts";
import type { Ladder, Span } from "./ladder.ts";
import { hasMoved, moveOf } from "./percent_moved.ts";
import { windowReference } from "./windows.ts";

/** The rungs whose alarms an observation may change, among those whose condition was false or true. */
export interface Touched {
  readonly unmet: (ladder: Ladder) => Span;
  readonly met: (ladder: Ladder) => Span;
}

type Test = (value: number) => boolean;

const none = (): Span => ({ start: 0, end: 0 });
const all = ({ length }: Ladder): Span => ({ start: 0, end: length });
const lower = (passes: Test) => (ladder: Ladder): Span => ({
  start: 0,
  end: ladder.countWhile(passes),
});
const upper = (fails: Test) => (ladder: Ladder): Span => ({
  start: ladder.countWhile(fails),
  end: ladder.length,
});

/** What an observation may change of the calm alarms that differ from this one in their number only. */
export function touched(sample: Alarm, context: JudgeContext): Touched {
  switch (sample.type) {
    case "target":
      return touchedTargets(sample, context);
    case "percentChange":
      return touchedPercentages(sample, context);
    case "timeframe":
      return touchedMoves(sample, context);
  }
}

/** Targets that the prices from the last one on have met; those wholly below or above are on their known side. */
function touchedTargets({ direction }: TargetAlarm, context: JudgeContext): Touched {
  const { observation, previous } = context;
  const lowest = Math.min(lowestOf(observation), previous ?? Infinity);
  const highest = Math.max(highestOf(observation), previous ?? -Infinity);
  const isUnder: Test = (target) => target < lowest;
  const isUpTo: Test = (target) => target <= highest;
  if (direction === "fromBelow") return { unmet: lower(isUpTo), met: upper(isUnder) };
  if (direction === "fromAbove") return { unmet: upper(isUnder), met: lower(isUpTo) };
  const unmet = (ladder: Ladder) => ({
    start: ladder.countWhile(isUnder),
    end: ladder.countWhile(isUpTo),
  });
  // Only the price itself meets it, so it is lost as soon as the price moves.
  return { unmet, met: all };
}

/** Percentages that the price has reached, or has not any more: reached is reached for all smaller ones. */
function touchedPercentages(sample: PercentChangeAlarm, context: JudgeContext): Touched {
  const move = percentChangeMove(sample);
  const down = move === "down";
  const { observation } = context;
  const reference = down ? context.maxPrice : context.minPrice;
  const record = recordAtFirst(context, move);
  const [lowest, highest] = [lowestOf(observation), highestOf(observation)];
  const [farthest, nearest] = down ? [lowest, highest] : [highest, lowest];
  const first = firstOf(observation) ?? observation.price;
  const holds: Test = (percentage) => hasMoved(observation.price, reference, percentage, move);
  const wasReached: Test = (percentage) =>
    record !== null && hasMoved(farthest, record, percentage, move);
  // At the first price, too: against the record of then it may have been farther than at the nearest one.
  const isKept: Test = (percentage) =>
    holds(percentage) && hasMoved(nearest, reference, percentage, move) &&
    (record === null || hasMoved(first, record, percentage, move));
  return { unmet: lower((value) => holds(value) || wasReached(value)), met: upper(isKept) };
}

function touchedMoves(sample: TimeframeAlarm, context: JudgeContext): Touched {
  const { observation } = context;
  const reference = windowReference(sample, context, observation.at);
  if (reference === null) return { unmet: none, met: none };
  const reached = (price: number): Test => (percentage) =>
    moveOf(price, reference, percentage, sample.direction) !== null;
  const tests = [
    observation.price,
    highestOf(observation),
    lowestOf(observation),
    firstOf(observation) ?? observation.price,
  ].map(reached);
  return {
    unmet: lower((value) => tests.some((test) => test(value))),
    met: upper((value) => tests.every((test) => test(value))),
  };
}

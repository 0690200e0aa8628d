import {
  type ConditionProblem,
  downProblem,
  type EvaluationContext,
  type Finding,
  findingOf,
  firstOf,
  highestOf,
  type KindChart,
  type KindRules,
  type KindView,
  type KnownPast,
  levelAt,
  lowestOf,
  PERCENT_FIGURE,
  type Present,
  type Reach,
  type StartRules,
  type Unfinished,
} from "@/lib/alarms/kinds/kind.ts";
import { MAX_SPAN_SECONDS } from "@/lib/alarms/limits.ts";
import {
  formatChange,
  formatExactPrice,
  formatPercent,
  formatPrice,
  moveOf,
  percentChange,
} from "@/lib/market/format_price.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import type { TimeframeAlarm, TimeframeCondition, TimeframeInput } from "./schema.ts";
import { texts } from "@/lib/language/texts.ts";

/** What is said and shown of a move within a time, or since a start. */
export const timeframeView: KindView<TimeframeCondition> = {
  describe,
  brief: (condition) => ({ subject: "", words: describe(condition) }),
  namedPrice: () => null,
  reference: ({ timeUnit, startPrice }, _pair, windowStart) =>
    timeUnit === "sinceStart" ? startPrice : windowStart,
  trigger: (condition, reference, current) =>
    reference === null ? null : nearer(condition, reference, current ?? reference),
  levelFrom: ({ percentage }, reference, move) => levelAt(reference, percentage, move),
  problem: (condition) =>
    downProblem(condition.direction === "down", condition.percentage) ?? spanProblem(condition),
  isTrueAt: ({ percentage, direction }, price, reference) =>
    reference !== null && moveOf(price, reference, percentage, direction) !== null,
  figure: PERCENT_FIGURE,
  window: { field: "timeValue", ms: windowMs, words: windowWords },
};

function describe({ direction, percentage, ...span }: TimeframeCondition): string {
  return timeframeWords.moves[direction](formatPercent(percentage), spanWords(span));
}

type Span = Pick<TimeframeCondition, "timeUnit" | "timeValue" | "startPrice">;

function spanWords(span: Span): string {
  if (span.timeUnit !== "sinceStart") return timeframeWords.withinSpan(windowWords(span));
  if (span.startPrice === null) return timeframeWords.sinceStart;
  return timeframeWords.sinceAt(formatExactPrice(span.startPrice));
}

type Window = Pick<TimeframeCondition, "timeUnit" | "timeValue">;

/** Length of a window in words: "15 minutes", "1 hour"; "" for `sinceStart`. */
function windowWords({ timeUnit, timeValue }: Window): string {
  if (timeUnit === "sinceStart" || timeValue === null) return "";
  return timeframeWords.length(formatExactPrice(timeValue), timeUnit, timeValue === 1);
}

const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** Length of a window in milliseconds; null for `sinceStart`, which has none. */
export function windowMs({ timeUnit, timeValue }: Window): number | null {
  if (timeUnit === "sinceStart" || timeValue === null) return null;
  return Math.round(timeValue * UNIT_MS[timeUnit]);
}

function nearer(
  { direction, percentage }: TimeframeCondition,
  reference: number,
  current: number,
): number {
  if (direction !== "any") return levelAt(reference, percentage, direction);
  const [up, down] = [levelAt(reference, percentage, "up"), levelAt(reference, percentage, "down")];
  // A price cannot fall by 100 % or more.
  return down > 0 && current - down < up - current ? down : up;
}

function spanProblem(condition: Unfinished<TimeframeCondition>): ConditionProblem | null {
  const { timeUnit, timeValue = null, startPrice = null } = condition;
  if (timeUnit === "sinceStart") {
    if (timeValue === null) return null;
    return { field: "timeValue", rule: timeframeWords.noValueAtStart };
  }
  if (startPrice !== null) {
    return { field: "startPrice", rule: timeframeWords.noStartWithin };
  }
  const length = windowMs({ timeUnit, timeValue });
  if (length === null) {
    return { field: "timeValue", rule: timeframeWords.missing(timeUnit) };
  }
  if (length >= 1000 && length <= MAX_SPAN_SECONDS * 1000) return null;
  return { field: "timeValue", rule: timeframeWords.limits };
}

const SIGNS = { any: "±", up: "+", down: "\u2212" } as const;

/** A band around the prices of its window, or from its start on. */
export const timeframeChart: KindChart<TimeframeAlarm> = {
  shape: "band",
  title(alarm) {
    const size = `${SIGNS[alarm.direction]}${formatPercent(alarm.percentage)}`;
    return alarm.timeUnit === "sinceStart"
      ? timeframeWords.chartSince(size)
      : timeframeWords.chartIn(size, windowWords(alarm));
  },
  moves: ({ direction }) => direction === "any" ? ["up", "down"] : [direction],
  since(alarm, now) {
    const length = windowMs(alarm);
    return length === null ? Date.parse(alarm.startTime ?? alarm.createdAt) : now - length;
  },
};

/** The price at a window's start is known when it is known to within this share of the window, or a second. */
const TOLERANCE = 1 / 100;

/** How a `sinceStart` alarm measures from its start. */
const start: StartRules<TimeframeAlarm> = {
  field: "startPrice",
  lacks: (alarm) => measuresFromStart(alarm) && alarm.startPrice === null,
  from: (alarm, startPrice, at) =>
    measuresFromStart(alarm)
      ? { ...alarm, startPrice, startTime: new Date(at).toISOString() }
      : alarm,
  holdsAt: (alarm, price) =>
    alarm.startPrice === null
      ? null
      : moveOf(price, alarm.startPrice, alarm.percentage, alarm.direction) !== null,
  takenFrom: (alarm, { startPrice, startTime }) =>
    measuresFromStart(alarm) ? { ...alarm, startPrice, startTime } : alarm,
  shifted: (alarm, move) => ({
    ...alarm,
    startTime: alarm.startTime === null ? null : move(alarm.startTime),
  }),
  dropped(alarm, { timeUnit }) {
    const goesOn = timeUnit === undefined ||
      measuresFromStart(alarm) === (timeUnit === "sinceStart");
    return goesOn ? {} : { timeValue: null, startPrice: null };
  },
};

/** So many percent away from the price at the start of a window, or from a start. */
export const timeframeRules: KindRules<TimeframeCondition, TimeframeAlarm, TimeframeInput> = {
  find,
  holds: (condition, price, context) =>
    timeframeView.isTrueAt(condition, price, referenceAt(condition, context, context.now)),
  needsEvaluation: true,
  measuresFromRecord: false,
  needsNoPast: false,
  referenceAt,
  windowStartAt: (condition, past, at) =>
    measuresFromStart(condition) ? null : referenceAt(condition, past, at),
  fireMessage(alarm, symbol, { price, reference }) {
    const change = formatChange(percentChange(price, reference));
    return measuresFromStart(alarm)
      ? timeframeWords.firedSince(symbol, change, formatPrice(reference))
      : timeframeWords.firedIn(symbol, change, windowWords(alarm));
  },
  testMove: ({ direction }) => direction === "down" ? "down" : "up",
  made: (input, base, present) => ({ ...base, ...input, ...spanOf(input, present) }),
  edited(alarm, input, present) {
    const { percentage, direction, timeUnit } = input;
    const isKept = alarm.startPrice !== null && input.startPrice === alarm.startPrice;
    const span = spanOf(input, present);
    const startTime = isKept ? alarm.startTime : span.startTime;
    return { ...alarm, percentage, direction, timeUnit, ...span, startTime };
  },
  start,
};

function measuresFromStart({ timeUnit }: Pick<TimeframeCondition, "timeUnit">): boolean {
  return timeUnit === "sinceStart";
}

/** What a condition measures from: only `sinceStart` has a start, the current price unless one is named. */
function spanOf(
  input: Pick<TimeframeInput, "timeUnit" | "timeValue" | "startPrice">,
  { currentPrice, now }: Present,
) {
  if (!measuresFromStart(input)) {
    return { timeValue: input.timeValue ?? null, startPrice: null, startTime: null };
  }
  const startPrice = input.startPrice ?? currentPrice;
  return { timeValue: null, startPrice, startTime: new Date(now).toISOString() };
}

/** Looks for a move far enough from the price at the start of the window; null while that is not known. */
function find(alarm: TimeframeAlarm, context: EvaluationContext): Finding | null {
  const { observation } = context;
  const reference = referenceAt(alarm, context, observation.at);
  if (reference === null) return null;
  const reached = (price: number): Reach | null => {
    const direction = moveOf(price, reference, alarm.percentage, alarm.direction);
    return direction === null ? null : { price, direction, reference };
  };
  const close = reached(observation.price);
  const [high, low] = [reached(highestOf(observation)), reached(lowestOf(observation))];
  const first = firstOf(observation);
  const startsFalse = first !== null && reached(first) === null;
  return findingOf(alarm.conditionMet, {
    close,
    touch: high ?? low,
    startsFalse,
    isLeft: startsFalse || high === null || low === null,
  });
}

/**
 * The price a timeframe alarm compares with at a moment (milliseconds): the one in force at the start of
 * its window, or its start price. Null while that is not known: the history is shorter than the window,
 * or nobody watched at its start. A window starts with the end of a second, so that a price that is told
 * in the middle of its second and again at the end is compared with the same one.
 */
function referenceAt(alarm: TimeframeCondition, past: KnownPast, at: number): number | null {
  const length = windowMs(alarm);
  if (length === null) return alarm.startPrice;
  const { oldestAt } = past.history;
  if (oldestAt === null || oldestAt > at - length) return null;
  return knownPriceAt(endOfSecond(at - length), past, Math.max(SECOND_MS, length * TOLERANCE));
}

/** The price in force at a moment; where nobody watched then, a price so near to it (ms) that it is as good. */
function knownPriceAt(at: number, { history, isUnwatched }: KnownPast, tolerance: number) {
  if (!isUnwatched?.(at)) return history.priceAt(at);
  const near = history.firstAtOrAfter(at - tolerance);
  if (near === null || near.at > at + tolerance) return null;
  return near.at <= at ? history.priceAt(at) : near.price;
}

function endOfSecond(at: number): number {
  return Math.floor(at / SECOND_MS) * SECOND_MS + SECOND_MS - 1;
}

type Unit = "minutes" | "hours" | "days";

/** A move within a time, or since a start. */
export const timeframeWords = texts("timeframe", {
  moves: {
    any: (size: string, span: string) => `moves ${size} ${span}`,
    up: (size: string, span: string) => `rises ${size} ${span}`,
    down: (size: string, span: string) => `falls ${size} ${span}`,
  },
  withinSpan: (length: string) => `within ${length}`,
  sinceStart: "since start",
  sinceAt: (price: string) => `since ${price} at start`,
  /** Length of a window: "15 minutes". */
  length: (count: string, unit: Unit, isOne: boolean) =>
    `${count} ${isOne ? unit.slice(0, -1) : unit}`,
  chartSince: (size: string) => `${size} since start`,
  chartIn: (size: string, length: string) => `${size} in ${length}`,
  firedSince: (symbol: string, change: string, start: string) =>
    `${symbol} moved ${change} since its start at ${start}`,
  firedIn: (symbol: string, change: string, length: string) =>
    `${symbol} moved ${change} in ${length}`,
  noValueAtStart: "must be left out when timeUnit is sinceStart",
  noStartWithin: "must be left out unless timeUnit is sinceStart",
  missing: (unit: Unit) => `is missing: it must be a number of ${unit} above 0`,
  limits: "must make a window of at least 1 second and at most 30 days",
});

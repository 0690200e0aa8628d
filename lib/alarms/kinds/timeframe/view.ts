import {
  type ConditionProblem,
  downProblem,
  type KindChart,
  type KindView,
  levelAt,
  type Unfinished,
} from "../kind.ts";
import { MAX_SPAN_SECONDS } from "@/lib/alarms/limits.ts";
import { moveOf } from "@/lib/market/decimal.ts";
import { formatExactPrice, formatPercent } from "@/lib/market/format_price.ts";
import type { TimeframeAlarm, TimeframeCondition } from "./schema.ts";

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
  window: { field: "timeValue", ms: windowMs, words: windowWords },
};

function describe({ direction, percentage, ...span }: TimeframeCondition): string {
  const size = formatPercent(percentage);
  if (direction === "any") return `moves ${size} ${spanWords(span)}`;
  return `${direction === "up" ? "rises" : "falls"} ${size} ${spanWords(span)}`;
}

type Span = Pick<TimeframeCondition, "timeUnit" | "timeValue" | "startPrice">;

function spanWords(span: Span): string {
  if (span.timeUnit !== "sinceStart") return `within ${windowWords(span)}`;
  if (span.startPrice === null) return "since start";
  return `since ${formatExactPrice(span.startPrice)} at start`;
}

type Window = Pick<TimeframeCondition, "timeUnit" | "timeValue">;

/** Length of a window in words: "15 minutes", "1 hour"; "" for `sinceStart`. */
export function windowWords({ timeUnit, timeValue }: Window): string {
  if (timeUnit === "sinceStart" || timeValue === null) return "";
  return `${formatExactPrice(timeValue)} ${timeValue === 1 ? timeUnit.slice(0, -1) : timeUnit}`;
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
    return { field: "timeValue", rule: "must be left out when timeUnit is sinceStart" };
  }
  if (startPrice !== null) {
    return { field: "startPrice", rule: "must be left out unless timeUnit is sinceStart" };
  }
  const length = windowMs({ timeUnit, timeValue });
  if (length === null) {
    return { field: "timeValue", rule: `is missing: it must be a number of ${timeUnit} above 0` };
  }
  if (length >= 1000 && length <= MAX_SPAN_SECONDS * 1000) return null;
  return {
    field: "timeValue",
    rule: "must make a window of at least 1 second and at most 30 days",
  };
}

const SIGNS = { any: "±", up: "+", down: "\u2212" } as const;

/** A band around the prices of its window, or from its start on. */
export const timeframeChart: KindChart<TimeframeAlarm> = {
  shape: "band",
  title(alarm) {
    const size = `${SIGNS[alarm.direction]}${formatPercent(alarm.percentage)}`;
    return alarm.timeUnit === "sinceStart"
      ? `${size} since start`
      : `${size} in ${windowWords(alarm)}`;
  },
  moves: ({ direction }) => direction === "any" ? ["up", "down"] : [direction],
  since(alarm, now) {
    const length = windowMs(alarm);
    return length === null ? Date.parse(alarm.startTime ?? alarm.createdAt) : now - length;
  },
};

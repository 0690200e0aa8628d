import type { Span, Watched } from "@/lib/market/coverage.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The spans of time a chart can show, shortest first. */
export const CHART_RANGES = ["1h", "4h", "24h", "7d", "30d"] as const;
export type ChartRange = typeof CHART_RANGES[number];

export const CHART_KINDS = ["line", "candles"] as const;
export type ChartKind = typeof CHART_KINDS[number];

/** What a chart shows at first, unless the address says otherwise. */
const FIRST_RANGE: ChartRange = "24h";
const FIRST_KIND: ChartKind = "line";

/** How much time a chart shows, and how long each of its candles is, in milliseconds. */
export interface ChartSpan {
  readonly lengthMs: number;
  readonly stepMs: number;
}

/** What a chart shows of a pair. */
export interface ChartChoice {
  readonly range: ChartRange;
  readonly kind: ChartKind;
}

/** What a page knows of its chart before any script runs. */
export interface ChartStart {
  readonly choice: ChartChoice;
  /** What is in sight. */
  readonly span: Span;
  readonly coverage: readonly Watched[];
}

/** Length of each range and of its steps, in seconds: a line takes finer ones than candles can show. */
const RANGES: Readonly<Record<ChartRange, Readonly<Record<"length" | ChartKind, number>>>> = {
  "1h": { length: HOUR, line: 15, candles: MINUTE },
  "4h": { length: 4 * HOUR, line: MINUTE, candles: 5 * MINUTE },
  "24h": { length: DAY, line: 5 * MINUTE, candles: 15 * MINUTE },
  "7d": { length: 7 * DAY, line: 30 * MINUTE, candles: HOUR },
  "30d": { length: 30 * DAY, line: 2 * HOUR, candles: 4 * HOUR },
};
const SHORTEST_MS = 5 * MINUTE * 1000;
/** A range takes in a little more than its length, so that an hour and a minute are not shown as four hours are. */
const SLACK = 1.1;

/** The length of a range in milliseconds. */
export function rangeMs(range: ChartRange): number {
  return RANGES[range].length * 1000;
}

/**
 * What to show of a range when prices are known for `knownMs` only: no more than there is, in steps that fit it,
 * so that a pair that was added an hour ago fills its chart.
 */
export function chartSpan(range: ChartRange, kind: ChartKind, knownMs: number): ChartSpan {
  const lengthMs = Math.min(rangeMs(range), Math.max(knownMs, SHORTEST_MS));
  const fitting = CHART_RANGES.find((each) => rangeMs(each) * SLACK >= lengthMs) ??
    range;
  return { lengthMs, stepMs: RANGES[fitting][kind] * 1000 };
}

/** The range with this name, or what a chart shows at first. */
export function readRange(text: string | null): ChartRange {
  return CHART_RANGES.find((range) => range === text) ?? FIRST_RANGE;
}

/** The kind with this name, or what a chart shows at first. */
export function readKind(text: string | null): ChartKind {
  return CHART_KINDS.find((kind) => kind === text) ?? FIRST_KIND;
}

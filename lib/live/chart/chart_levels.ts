import type { Alarm, TimeframeAlarm } from "@/lib/alarms/alarm.ts";
import { distanceToTrigger } from "@/lib/alarms/distance.ts";
import { windowMs } from "@/lib/alarms/window_ms.ts";
import { windowWords } from "@/lib/alarms/window_words.ts";
import { formatPercent } from "@/lib/market/format_price.ts";
import { type AlarmLook, lookOf } from "../alarm_look.ts";
import type { PairView } from "../protocol.ts";
import { windowStart } from "../window_start.ts";

/** Alarms that wait for one price, which a person can move. */
export type LevelAlarm = Exclude<Alarm, TimeframeAlarm>;

/** The price at which an alarm rings, drawn as a line. */
export interface ChartLevel {
  readonly alarm: LevelAlarm;
  readonly price: number;
  readonly title: string;
  /** The title beside its price. */
  readonly short: string;
  readonly look: AlarmLook;
}

/** A price from which on an alarm rings: upwards or downwards. */
export interface BandEdge {
  readonly price: number;
  readonly side: "above" | "below";
}

/** The prices at which a timeframe alarm would ring now. */
export interface ChartBand {
  readonly id: string;
  readonly edges: readonly BandEdge[];
  /** Since when prices are compared, in milliseconds. */
  readonly since: number;
  readonly title: string;
  readonly look: AlarmLook;
}

/** The lines of a pair's alarms at `now` (ms); one that has no price yet is left out. */
export function levelsOf(pair: PairView, now: number): ChartLevel[] {
  return pair.alarms.flatMap((alarm) => {
    if (alarm.type === "timeframe") return [];
    const { price } = distanceToTrigger(alarm, pair);
    // Down by 100 % or more is no price.
    if (price === null || price <= 0) return [];
    const title = levelTitle(alarm);
    const short = alarm.type === "target" ? ARROWS[alarm.direction] : title;
    return [{ alarm, price, title, short, look: lookOf(alarm, pair, now) }];
  });
}

/** The bands of a pair's timeframe alarms at `now` (ms); one that is warming up has none. */
export function bandsOf(pair: PairView, now: number): ChartBand[] {
  return pair.alarms.flatMap((alarm) => {
    if (alarm.type !== "timeframe") return [];
    const edges = edgesOf(alarm, pair, now);
    const look = lookOf(alarm, pair, now);
    if (edges.length === 0 || look === "warmingUp") return [];
    return [{ id: alarm.id, edges, since: sinceOf(alarm, now), title: bandTitle(alarm), look }];
  });
}

function edgesOf(alarm: TimeframeAlarm, pair: PairView, now: number): BandEdge[] {
  const start = windowStart(alarm, pair, now);
  const at = (direction: "up" | "down") =>
    distanceToTrigger({ ...alarm, direction }, pair, start).price;
  const up = alarm.direction === "down" ? null : at("up");
  const down = alarm.direction === "up" ? null : at("down");
  return [
    ...(up === null ? [] : [{ price: up, side: "above" } as const]),
    ...(down === null || down <= 0 ? [] : [{ price: down, side: "below" } as const]),
  ];
}

function sinceOf(alarm: TimeframeAlarm, now: number): number {
  const length = windowMs(alarm);
  if (length !== null) return now - length;
  return Date.parse(alarm.startTime ?? alarm.createdAt);
}

/** Short enough for a phone: the price itself stands on the axis. */
function levelTitle(alarm: LevelAlarm): string {
  if (alarm.type === "target") return `Target ${ARROWS[alarm.direction]}`;
  const size = formatPercent(alarm.percentage);
  return alarm.changeType === "downFromMax" ? `\u2212${size} max` : `+${size} min`;
}

const ARROWS = { any: "↕", fromBelow: "↑", fromAbove: "↓" } as const;

const SIGNS = { any: "±", up: "+", down: "\u2212" } as const;

function bandTitle(alarm: TimeframeAlarm): string {
  const size = `${SIGNS[alarm.direction]}${formatPercent(alarm.percentage)}`;
  return alarm.timeUnit === "sinceStart"
    ? `${size} since start`
    : `${size} in ${windowWords(alarm)}`;
}

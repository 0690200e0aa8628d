import { z } from "zod";
import { ALARM_SOUNDS, DEFAULT_COOLDOWN_SECONDS, MAX_SPAN_SECONDS } from "./limits.ts";

const price = z.number().positive();
const time = z.iso.datetime();
const nullableTime = time.nullable().default(null);

/** What every alarm carries, whatever its condition is. Times are ISO 8601 in UTC. */
const common = {
  id: z.string().min(1),
  note: z.string().max(500).default(""),
  mode: z.enum(["once", "repeat"]).default("once"),
  cooldownSeconds: z.int().min(0).max(MAX_SPAN_SECONDS).default(DEFAULT_COOLDOWN_SECONDS),
  expiresAt: nullableTime,
  /** What it rings with; absent for the default. */
  sound: z.enum(ALARM_SOUNDS).optional(),
  snoozedUntil: nullableTime,
  /** Since when it is snoozed; absent while it is not, and in older files. */
  snoozedFrom: time.optional(),
  createdAt: time,
  /** Has fired and is not armed again yet. */
  triggered: z.boolean().default(false),
  triggeredAt: nullableTime,
  triggeredPrice: price.nullable().default(null),
  fireCount: z.int().min(0).default(0),
  /** Whether the condition held when it was last judged; null while it never was. */
  conditionMet: z.boolean().nullable().default(null),
  /** Whether the condition has been false since the last fire: a repeating alarm needs that to arm again. */
  clearedSinceFire: z.boolean().default(false),
  /** Moments of the newest fires, for the limit of fires in three minutes. */
  recentFires: z.array(time).max(16).optional(),
  /** Since when the condition counts as it is: when it was set, changed or armed again by a person. */
  watchedFrom: time.optional(),
  /** The price at `watchedFrom`, while nothing newer was judged: what happened before it is still to be told. */
  watchedPrice: price.optional(),
  /** When that price was told; absent in older files. */
  watchedPricedAt: time.optional(),
  /** Why the program itself snoozed this alarm; null or absent when it did not. */
  pausedReason: z.string().nullable().optional(),
  /** Paused by a person, until a person ends it; absent while it is not. */
  paused: z.boolean().optional(),
  /** Since when; absent while it is not paused, and in older files. */
  pausedFrom: time.optional(),
  /**
   * Stretches that are over in which it was not to ring, oldest first: what happened then may be told
   * later. `price` is the newest one known at the end, of the moment `pricedAt`, until a newer one was judged.
   */
  silences: z.array(z.object({
    ...{ from: time, to: time },
    ...{ price: price.optional(), pricedAt: time.optional() },
  })).optional(),
};

export const TargetAlarm = z.object({
  ...common,
  type: z.literal("target"),
  targetPrice: price,
  direction: z.enum(["any", "fromBelow", "fromAbove"]),
});

export const PercentChangeAlarm = z.object({
  ...common,
  type: z.literal("percentChange"),
  percentage: z.number().positive(),
  changeType: z.enum(["downFromMax", "upFromMin"]),
});

export const TimeframeAlarm = z.object({
  ...common,
  type: z.literal("timeframe"),
  percentage: z.number().positive(),
  direction: z.enum(["any", "up", "down"]),
  timeUnit: z.enum(["minutes", "hours", "days", "sinceStart"]),
  /** Length of the window in `timeUnit`; null for `sinceStart`. */
  timeValue: z.number().positive().nullable().default(null),
  /** What `sinceStart` compares with; null for the other units. */
  startPrice: price.nullable().default(null),
  startTime: nullableTime,
});

/** An alarm as it stands in the store file, in memory and on the wire. */
export const Alarm = z.discriminatedUnion("type", [
  TargetAlarm,
  PercentChangeAlarm,
  TimeframeAlarm,
]);

export type TargetAlarm = z.infer<typeof TargetAlarm>;
export type PercentChangeAlarm = z.infer<typeof PercentChangeAlarm>;
export type TimeframeAlarm = z.infer<typeof TimeframeAlarm>;
export type Alarm = z.infer<typeof Alarm>;

/** What an alarm waits for, without what has become of it: enough to describe and to measure it. */
export type AlarmCondition =
  | Pick<TargetAlarm, "type" | "targetPrice" | "direction">
  | Pick<PercentChangeAlarm, "type" | "percentage" | "changeType">
  | Pick<
    TimeframeAlarm,
    "type" | "percentage" | "direction" | "timeUnit" | "timeValue" | "startPrice"
  >;

/** The condition of a move within a time. */
export type TimeframeCondition = Extract<AlarmCondition, { type: "timeframe" }>;

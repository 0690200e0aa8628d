import type { NewAlarm } from "@/lib/alarms/alarm_input.ts";

/** One accepted observation, by the clock as it was when the pair was added. */
export interface Seen {
  readonly at: number;
  readonly price: number;
  readonly low: number;
  readonly high: number;
  /** The first price of its stretch, where that is told. */
  readonly first?: number | undefined;
}

export interface ModelFire {
  readonly id: string;
  readonly pair: string;
  readonly price: number;
  readonly previousPrice: number | null;
  readonly direction: "up" | "down";
  /** Moment of the price as its source gave it, in milliseconds since the Unix epoch. */
  readonly at: number;
}

/** What must be known of an alarm to tell its next fire. */
export interface ModelAlarm {
  readonly id: string;
  spec: NewAlarm;
  /** When it was set, changed or armed by a person, by the pair's clock. */
  setAt: number;
  /** What `sinceStart` measures from. */
  start: number;
  wasTrue: boolean;
  /** May fire: never has since it was armed, or its cooldown is over and it was false since. */
  free: boolean;
  cleared: boolean;
  /** By the pair's clock. */
  lastFireAt: number;
  count: number;
  /** Moments of fires by the pair's clock, and until when the program suppressed it. */
  recent: number[];
  pausedUntil: number | null;
  /** By the wall clock, as a person named it; since when by the pair's clock. */
  snoozedUntil: number | null;
  snoozedFrom: number;
  /** Since when a person paused it, by the pair's clock; null while nobody has. */
  pausedFrom: number | null;
  /** Silences that a person ended, by the pair's clock. */
  readonly silences: { from: number; to: number }[];
}

export interface ModelPair {
  readonly symbol: string;
  /** Whether its source dates its prices by itself. */
  readonly ownTime: boolean;
  readonly staleAfterMs: number;
  /** Wall clock minus the clock as it was when the pair was added. */
  offset: number;
  readonly seen: Seen[];
  outlier: { at: number; price: number } | null;
  readonly alarms: ModelAlarm[];
}

/** The reference: what is watched, and every fire so far. Plain data, so that it can be copied. */
export interface Model {
  readonly pairs: Map<string, ModelPair>;
  readonly fires: ModelFire[];
}

export function emptyModel(): Model {
  return { pairs: new Map(), fires: [] };
}

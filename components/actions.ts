import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Pair } from "@/lib/store/state.ts";

/** What a person can do with an alarm of a pair. */
export interface AlarmActions {
  readonly edit: (pair: Pair, alarm: Alarm) => void;
  readonly rearm: (pair: Pair, alarm: Alarm) => void;
  readonly snooze: (pair: Pair, alarm: Alarm) => void;
  /** Ends a person's pause. */
  readonly resume: (pair: Pair, alarm: Alarm) => void;
  readonly test: (pair: Pair, alarm: Alarm) => void;
  readonly remove: (pair: Pair, alarm: Alarm) => void;
}

/** What a person can do with a pair and its alarms. */
export interface PairActions extends AlarmActions {
  readonly addAlarm: (pair: Pair) => void;
  readonly removePair: (pair: Pair) => void;
  /** Watches one more pair, by its symbol. */
  readonly addPair: (symbol: string) => void;
}

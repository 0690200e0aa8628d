import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import type { SnoozeChoice } from "@/lib/client/ringing/snooze_choices.ts";

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

/** What a person can do about what rings; all but `hide` end it on every screen. */
export interface RingingActions {
  readonly silenceAll: () => void;
  readonly acknowledge: (fire: Fire) => void;
  /** Acknowledges all that rings of this alarm, and keeps it quiet. */
  readonly snooze: (fire: Fire, input: SnoozeChoice["input"]) => void;
  /** Acknowledges all that rings of this alarm, and arms it again. */
  readonly rearm: (fire: Fire) => void;
  /** Takes it off this screen alone, when the server cannot be told. */
  readonly hide: () => void;
}

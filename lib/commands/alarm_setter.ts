import type { AlarmSet } from "@/lib/alarms/alarm_result.ts";
import { makeAlarm } from "@/lib/alarms/make_alarm.ts";
import type { NewAlarm } from "@/lib/alarms/new_alarm.ts";
import { pause } from "@/lib/alarms/pause.ts";
import type { Event } from "@/lib/store/event.ts";
import type { State } from "@/lib/store/state.ts";
import type { DecidingContext } from "./command.ts";
import { findPair } from "./lookup.ts";
import { Refusal } from "./refusal.ts";
import { refuseTooLong, settingContext, settled } from "./setting_context.ts";

/** More alarms than this on one pair are refused. */
export const MAX_ALARMS_PER_PAIR = 1000;
/** More alarms than this in all are refused: each check, page and commit has to go through them. */
export const MAX_ALARMS = 20_000;

/** An alarm that was set, and on which pair. */
export type SetAlarm = Omit<AlarmSet, "ok"> & { readonly pair: string };

/** Decides about the new alarms of one change, one after the other. */
export class AlarmSetter {
  readonly events: Event[] = [];
  /** Symbol → how many alarms were added to the pair. */
  readonly #added = new Map<string, number>();
  #inAll: number;

  constructor(private readonly state: State, private readonly context: DecidingContext) {
    this.#inAll = alarmCount(state);
  }

  /** Sets one more alarm. @throws {Refusal} when it cannot be */
  set(text: string, wanted: NewAlarm, id: string, { isPaused = false } = {}): SetAlarm {
    const { context } = this;
    const pair = findPair(this.state, text);
    const { symbol } = pair;
    const added = this.#added.get(symbol) ?? 0;
    if (pair.alarms.length + added >= MAX_ALARMS_PER_PAIR) {
      const message = `${symbol} has ${MAX_ALARMS_PER_PAIR} alarms; remove one first`;
      throw new Refusal("too_many_alarms", message, "pair");
    }
    if (this.#inAll >= MAX_ALARMS) {
      const message = `There are ${MAX_ALARMS} alarms; remove one first`;
      throw new Refusal("too_many_alarms", message, "pair");
    }
    const made = settled(makeAlarm(wanted, { id, ...settingContext(pair, context) }));
    refuseTooLong(made.alarm, context.historyDays);
    this.#added.set(symbol, added + 1);
    this.#inAll++;
    const alarm = isPaused ? pause(made.alarm, { now: context.now() }) : made.alarm;
    this.events.push({ type: "alarmAdded", symbol, alarm });
    return { pair: symbol, ...made, alarm };
  }
}

function alarmCount({ pairs }: State): number {
  let count = 0;
  for (const pair of pairs.values()) count += pair.alarms.length;
  return count;
}

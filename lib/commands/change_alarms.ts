import { z } from "zod";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import {
  type AlarmSet,
  pause,
  resume,
  type SettingContext,
  SnoozeInput,
} from "@/lib/alarms/life_cycle.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { AlarmAct, Event } from "@/lib/store/events.ts";
import { settingContext, settled } from "./add_alarms.ts";
import { type Change, snoozed } from "./change_alarm.ts";
import { changeInParts, defineCommand, findAlarms, NamedAlarms } from "./command.ts";
import { keepRemoved } from "./removed_alarms.ts";

/**
 * A command that does the same to several alarms, where all of them are there and none is refused: else to none; with
 * the fields that come beside the ids.
 */
function changeAlarms<Fields extends z.ZodRawShape>(
  act: AlarmAct,
  fields: Fields,
  change: Change<Fields>,
) {
  return defineCommand({
    answer: "alarms_updated",
    input: z.strictObject({ ...fields, ...NamedAlarms.shape }),
    run(input, context, cause) {
      const { ids, ...given } = input as z.output<typeof NamedAlarms>;
      const asked = given as z.output<z.ZodObject<Fields>>;
      const changed = (alarms: ReturnType<typeof findAlarms>) => {
        const after = alarms.map(({ pair, alarm: before }) => {
          const { alarm } = settled(change(asked, before, settingContext(pair, context)));
          return { pair: pair.symbol, before, alarm };
        });
        const events = after.filter(({ before, alarm }) => alarm !== before)
          .map(({ pair: symbol, alarm }): Event => (
            { type: "alarmUpdated", symbol, alarm, by: "person", act }
          ));
        return { events, result: { alarms: after.map(({ pair, alarm }) => ({ pair, alarm })) } };
      };
      return changeInParts(context.store, {
        first: (state) => changed(findAlarms(state, ids)),
        later: (state, events) => changed(stillThere(state, events)).events,
      }, cause);
    },
  });
}

/** The alarms that events are about, without those that were removed meanwhile. */
function stillThere(state: State, events: readonly Event[]): ReturnType<typeof findAlarms> {
  const ids = new Set(
    events.flatMap((event) =>
      event.type === "alarmUpdated"
        ? [event.alarm.id]
        : event.type === "alarmRemoved"
        ? [event.id]
        : []
    ),
  );
  const symbols = new Set(events.flatMap((event) => "symbol" in event ? [event.symbol] : []));
  return [...symbols].flatMap((symbol) => {
    const pair = state.pairs.get(symbol);
    const alarms = pair?.alarms.filter(({ id }) => ids.has(id)) ?? [];
    return pair === undefined ? [] : alarms.map((alarm) => ({ pair, alarm }));
  });
}

/** A change that no alarm refuses, and that asks for nothing more. */
function plain(change: (alarm: Alarm, context: SettingContext) => Alarm) {
  return (_asked: object, alarm: Alarm, context: SettingContext): AlarmSet => {
    const alreadyTrue = alarm.conditionMet === true;
    return { ok: true, alarm: change(alarm, context), alreadyTrue };
  };
}

/** Keeps alarms from ringing until a person resumes or re-arms them. */
export const pauseAlarms = changeAlarms("paused", {}, plain(pause));

/** Ends the pause of alarms. */
export const resumeAlarms = changeAlarms("resumed", {}, plain(resume));

/** Keeps several alarms from firing until a moment, or for some minutes (15 unless told), all or none. */
export const snoozeAlarms = changeAlarms("snoozed", SnoozeInput.shape, snoozed);

/** Removes several alarms, all or none; what they rang stays in the log of fires. */
export const removeAlarms = defineCommand({
  answer: "alarms_removed",
  input: NamedAlarms,
  async run({ ids }, { store, now }, cause) {
    let gone: ReturnType<typeof findAlarms> = [];
    const removed = (found: ReturnType<typeof findAlarms>) => {
      const alarms = found.map(({ pair, alarm }) => ({ pair: pair.symbol, id: alarm.id }));
      const events = alarms.map(({ pair: symbol, id }): Event => (
        { type: "alarmRemoved", symbol, id }
      ));
      return { events, result: { alarms } };
    };
    const answer = await changeInParts(store, {
      first: (state) => removed(gone = findAlarms(state, ids)),
      later: (state, events) => removed(stillThere(state, events)).events,
    }, cause);
    keepRemoved(store, gone, now());
    return answer;
  },
});

import { z } from "zod";
import { type Alarm, rehearsalAt } from "@/lib/alarms/alarm.ts";
import { AlarmPatch } from "@/lib/alarms/alarm_input.ts";
import {
  type AlarmRefused,
  type AlarmSet,
  editAlarm,
  makeAlarm,
  rearm,
  type SettingContext,
  snooze,
  snoozeEnd,
  SnoozeInput,
} from "@/lib/alarms/life_cycle.ts";
import { makeTestFire } from "@/lib/alarms/fire.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { type AlarmAct, type Event, silenceOldest } from "@/lib/store/events.ts";
import { refuseTooLong, settingContext, settled } from "./add_alarms.ts";
import { type CommandContext, defineCommand, findAlarm, findPair, Refusal } from "./command.ts";
import { refuseUnknownWays } from "./policies.ts";
import { keepRemoved } from "./removed_alarms.ts";

/** Which alarm is meant; the id alone is enough, a pair that is named must be the alarm's. */
const alarmReference = { pair: z.string().optional(), id: z.string() };

/** What a command makes of an alarm, with the fields that were given. */
export type Change<Fields extends z.ZodRawShape> = (
  fields: z.output<z.ZodObject<Fields>>,
  alarm: Alarm,
  context: SettingContext,
) => AlarmSet | AlarmRefused;

/**
 * A command that replaces one alarm by what `change` makes of it, with the fields that come beside the
 * reference.
 */
function changeAlarm<Fields extends z.ZodRawShape>(
  act: AlarmAct,
  fields: Fields,
  change: Change<Fields>,
) {
  return defineCommand({
    answer: "alarm_updated",
    input: z.strictObject({ ...fields, ...alarmReference }),
    run(input, context, cause) {
      const { pair: text, id, ...given } = input as z.output<z.ZodObject<typeof alarmReference>>;
      const decide = (state: State) => {
        const { pair, alarm: before } = findAlarm(state, id, text);
        const changed = change(
          given as z.output<z.ZodObject<Fields>>,
          before,
          settingContext(pair, context),
        );
        const { alarm, alreadyTrue, dropped } = settled(changed);
        refuseTooLong(alarm, context.historyDays);
        refuseUnknownWays(alarm, state, cause.by, before);
        const { symbol } = pair;
        const anew = alarm.watchedFrom === before.watchedFrom ? {} : { startedAnew: true };
        const event: Event = {
          ...{ type: "alarmUpdated", symbol, alarm, by: "person", act, ...anew },
          ...(dropped && { dropped }),
        };
        const result = { pair: symbol, alarm, alreadyTrue, ...anew, ...dropped };
        return { events: [event], result };
      };
      return context.store.change(decide, cause);
    },
  });
}

/** Changes an alarm: the fields to change stand beside `id`, or in an object `alarm` as when adding. */
export const updateAlarm = changeAlarm(
  "edited",
  { ...AlarmPatch.shape, alarm: AlarmPatch.optional() },
  ({ alarm: nested, ...beside }, alarm, context) =>
    editAlarm(alarm, { ...beside, ...nested }, context),
);

/** Arms an alarm again: it can fire anew, and a snooze ends. */
export const restartAlarm = changeAlarm(
  "rearmed",
  {},
  (_fields, alarm, context) => rearm(alarm, context),
);

/** Keeps an alarm from firing until a moment, or for some minutes (15 unless told). */
export const snoozeAlarm = changeAlarm("snoozed", SnoozeInput.shape, snoozed);

/** What a snooze makes of an alarm. */
export function snoozed(
  asked: z.output<typeof SnoozeInput>,
  alarm: Alarm,
  { now }: SettingContext,
): AlarmSet | AlarmRefused {
  const until = snoozeEnd(asked, now);
  if (typeof until !== "string") return until;
  const alreadyTrue = alarm.conditionMet === true;
  return { ok: true, alarm: snooze(alarm, until, now), alreadyTrue };
}

/** Rings as if an alarm had gone off, over the same path; the alarm itself stays as it is. */
export const testAlarm = defineCommand({
  answer: "alarm_triggered",
  input: z.strictObject({ ...alarmReference, id: z.string().optional() }),
  run({ pair: text, id }, context, cause) {
    const decide = (state: State) => {
      const { pair, alarm } = id === undefined
        ? rehearsal(state, text, context)
        : findAlarm(state, id, text);
      const price = pair.currentPrice;
      if (price === null) {
        throw new Refusal("no_price_yet", `${pair.symbol} has no price yet; try again`, "pair");
      }
      const fire = makeTestFire(alarm, pair, {
        id: `fire_test_${context.newId()}`,
        now: context.now(),
        price,
      });
      const { symbol } = pair;
      const tested = [{ type: "alarmTested" as const, symbol, fire }];
      return {
        events: [...tested, ...silenceOldest(state, tested, context.now())],
        result: { pair: symbol, alarm, price, fire },
      };
    };
    return context.store.change(decide, cause);
  },
});

/** Without an alarm to test, the pair's first one serves, or else one made up at the current price. */
function rehearsal(
  state: State,
  text: string | undefined,
  context: CommandContext,
): { pair: Pair; alarm: Alarm } {
  const pair = text === undefined ? state.pairs.values().next().value : findPair(state, text);
  if (!pair) throw new Refusal("pair_not_found", "There is no pair yet; add one first", "pair");
  const alarm = pair.alarms[0] ?? madeUp(pair, context);
  return { pair, alarm };
}

function madeUp(pair: Pair, context: CommandContext): Alarm {
  const wanted = {
    ...rehearsalAt(pair.currentPrice ?? 1),
    note: "",
    mode: "once" as const,
    cooldownSeconds: 0,
    expiresAt: null,
  };
  const id = `alarm_test_${context.newId()}`;
  return settled(makeAlarm(wanted, { id, ...settingContext(pair, context) })).alarm;
}

/** Removes an alarm; what it rang stays in the log of fires. */
export const removeAlarm = defineCommand({
  answer: "alarm_removed",
  input: z.strictObject(alarmReference),
  async run({ pair: text, id }, { store, now }, cause) {
    const decide = (state: State) => {
      const found = findAlarm(state, id, text);
      const events = [{ type: "alarmRemoved" as const, symbol: found.pair.symbol, id }];
      return { events, result: found };
    };
    const removed = await store.change(decide, cause);
    keepRemoved(store, [removed], now());
    return { pair: removed.pair.symbol, id };
  },
});

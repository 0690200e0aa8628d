import { z } from "zod";
import { type Alarm, rehearsalAt } from "@/lib/alarms/alarm.ts";
import { AlarmPatch } from "@/lib/alarms/alarm_input.ts";
import { makeTestFire } from "@/lib/alarms/fire.ts";
import {
  type AlarmRefused,
  type AlarmSet,
  editAlarm,
  makeAlarm,
  rearm,
  type SettingContext,
  settle,
  snooze,
  snoozeEnd,
  SnoozeInput,
} from "@/lib/alarms/life_cycle.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import type { FrameData } from "@/lib/protocol/frames.ts";
import { type AlarmAct, type Event, silenceOldest } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { doInTurns } from "@/lib/time/turns.ts";
import {
  MAX_ALARMS,
  MAX_ALARMS_PER_PAIR,
  refuseTooLong,
  settingContext,
  settled,
} from "./add_alarms.ts";
import {
  type CommandContext,
  defineCommand,
  findAlarm,
  findPair,
  NamedAlarms,
  Refusal,
  refuseUnknownWays,
} from "./command.ts";

/** Which alarm is meant; the id alone is enough, a pair that is named must be the alarm's. */
const alarmReference = { pair: z.string().optional(), id: z.string() };

/** What a command makes of an alarm, with what is asked beside the reference. */
export type Change<Asked> = (
  asked: Asked,
  alarm: Alarm,
  context: SettingContext,
) => AlarmSet | AlarmRefused;

/** A command that replaces one alarm by what `change` makes of it, with what `input` has beside the reference. */
function changeAlarm<Asked extends z.output<z.ZodObject<typeof alarmReference>>>(
  act: AlarmAct,
  input: z.ZodType<Asked>,
  change: Change<Omit<Asked, "pair" | "id">>,
) {
  return defineCommand({
    answer: "alarm_updated",
    input,
    run({ pair: text, id, ...given }, context, cause) {
      const decide = (state: State) => {
        const { pair, alarm: before } = findAlarm(state, id, text);
        const changed = change(given, before, settingContext(pair, context));
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
  z.strictObject({ ...AlarmPatch.shape, alarm: AlarmPatch.optional(), ...alarmReference }),
  ({ alarm: nested, ...beside }, alarm, context) =>
    editAlarm(alarm, { ...beside, ...nested }, context),
);

/** Arms an alarm again: it can fire anew, and a snooze ends. */
export const restartAlarm = changeAlarm(
  "rearmed",
  z.strictObject(alarmReference),
  (_asked, alarm, context) => rearm(alarm, context),
);

/** Keeps an alarm from firing until a moment, or for some minutes (15 unless told). */
export const snoozeAlarm = changeAlarm(
  "snoozed",
  z.strictObject({ ...SnoozeInput.shape, ...alarmReference }),
  snoozed,
);

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

/** How long what was removed can be brought back, in milliseconds. */
const KEPT_MS = 10 * MINUTE_MS;
/** Of more than these the oldest are forgotten first. */
const MOST_KEPT = 5_000;

interface Removed {
  readonly symbol: string;
  readonly alarm: Alarm;
  readonly at: number;
}

// In memory only: after a restart nobody looks at the line any more that offers to undo it.
const kept = new WeakMap<object, Map<string, Removed>>();

/** Remembers alarms that were removed, `at` that moment (ms), so that this can be undone. */
export function keepRemoved(
  store: Pick<Store, "change">,
  alarms: readonly { readonly pair: Pick<Pair, "symbol">; readonly alarm: Alarm }[],
  at: number,
): void {
  const all = kept.get(store) ?? new Map<string, Removed>();
  kept.set(store, all);
  for (const { pair: { symbol }, alarm } of alarms) {
    all.delete(alarm.id);
    all.set(alarm.id, { symbol, alarm, at });
  }
  for (const [id, removed] of all) {
    if (all.size <= MOST_KEPT && at - removed.at <= KEPT_MS) break;
    all.delete(id);
  }
}

/**
 * Brings back alarms that were removed a moment ago, all or none, as they were: with their ids, so that their
 * history goes on, paused or snoozed where they were. What happened in between rings nothing.
 */
export const restoreAlarms = defineCommand({
  answer: "alarms_added",
  input: NamedAlarms,
  async run({ ids }, context, cause) {
    const { store, now } = context;
    const wanted = [...new Set(ids)].map((id, place) => found(store, { id, place, now: now() }));
    const parts: Promise<readonly SetAgain[]>[] = [];
    let isDecided = false;
    const decide = (from: number) => (state: State) => {
      // Whether all of them can be is decided with the first ones; where not, none is.
      if (from === 0) {
        refuseAny(state, wanted);
        isDecided = true;
      }
      if (!isDecided) return { events: [], result: [] };
      const alarms = wanted.slice(from, from + ALARMS_A_TURN)
        .flatMap((removed) => setAgain(state, removed, context));
      const events = alarms.map(({ pair: symbol, alarm }): Event => (
        { type: "alarmAdded", symbol, alarm }
      ));
      return { events, result: alarms };
    };
    await doInTurns(function* () {
      for (let from = 0; from < wanted.length; from += ALARMS_A_TURN) {
        const part = store.change(decide(from), cause);
        // It may fail before it is waited for.
        part.catch(() => {});
        parts.push(part);
        yield;
      }
    }());
    return { success: true as const, alarms: (await Promise.all(parts)).flat() };
  },
});

/** To decide about more of them at once would take too long. */
const ALARMS_A_TURN = 200;

type SetAgain = FrameData["alarms_added"]["alarms"][number];

/** The alarm as it is brought back; nothing where it is there already, or its pair is gone meanwhile. */
function setAgain(state: State, { symbol, alarm }: Removed, context: CommandContext): SetAgain[] {
  const pair = state.pairs.get(symbol);
  if (pair === undefined || pair.alarms.some(({ id }) => id === alarm.id)) return [];
  return [{ pair: symbol, ...settled(settle(alarm, settingContext(pair, context))) }];
}

interface Wanted {
  readonly id: string;
  readonly place: number;
  readonly now: number;
}

/** @throws {Refusal} where it was not removed, or too long ago */
function found(store: CommandContext["store"], { id, place, now }: Wanted): Removed {
  const removed = kept.get(store)?.get(id);
  if (removed !== undefined && now - removed.at <= KEPT_MS) return removed;
  const message =
    `ids.${place}: Alarm ${id.slice(0, 60)} was not removed in the last ten minutes; ` +
    "set it anew. Nothing was changed";
  throw new Refusal("alarm_not_found", message, `ids.${place}`);
}

/** @throws {Refusal} where a pair is gone, or others have taken their places meanwhile */
function refuseAny(state: State, wanted: readonly Removed[]): void {
  const { pairs } = state;
  for (const { symbol } of wanted) findPair(state, symbol);
  const all = [...pairs.values()].reduce((sum, { alarms }) => sum + alarms.length, 0);
  const counts = Map.groupBy(wanted, ({ symbol }) => symbol);
  const full = [...counts].find(([symbol, more]) =>
    (pairs.get(symbol)?.alarms.length ?? 0) + more.length > MAX_ALARMS_PER_PAIR
  );
  if (full === undefined && all + wanted.length <= MAX_ALARMS) return;
  const message = full === undefined
    ? `There would be more than ${MAX_ALARMS} alarms; remove one first`
    : `${full[0]} would have more than ${MAX_ALARMS_PER_PAIR} alarms; remove one first`;
  throw new Refusal("too_many_alarms", message, "ids");
}

import { z } from "zod";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { must } from "@/lib/alarms/kinds/fields.ts";
import {
  type AlarmRefused,
  type AlarmSet,
  makeAlarm,
  pause,
  type SettingContext,
} from "@/lib/alarms/life_cycle.ts";
import { evaluatedPoint, type Pair, type State, unwatchedFinder } from "@/lib/alarms/pair.ts";
import { viewOf } from "@/lib/alarms/kinds/kinds.ts";
import { NO_HISTORY } from "@/lib/market/history/history_view.ts";
import type { Event } from "@/lib/store/events.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import {
  type CommandContext,
  type DecidingContext,
  defineCommand,
  findPair,
  Refusal,
  refuseUnknownWays,
} from "./command.ts";

const listRule = must("be a list of at least one {pair, alarm}");

/** Longer lists are refused unread: what is wrong with each item takes time to tell. */
const MAX_ALARMS_AT_ONCE = 2000;
const tooMany = must(`have at most ${MAX_ALARMS_AT_ONCE} alarms; send several requests`);

/** More alarms than this on one pair are refused. */
export const MAX_ALARMS_PER_PAIR = 1000;
/** More alarms than this in all are refused: each check, page and commit has to go through them. */
export const MAX_ALARMS = 20_000;

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
    refuseUnknownWays(made.alarm, this.state, context.by);
    this.#added.set(symbol, added + 1);
    this.#inAll++;
    const owned = context.by === undefined ? made.alarm : { ...made.alarm, owner: context.by.id };
    const alarm = isPaused ? pause(owned, { now: context.now() }) : owned;
    this.events.push({ type: "alarmAdded", symbol, alarm });
    return { pair: symbol, ...made, alarm };
  }
}

/** Sets several alarms in one decision, all or none; a refusal names the one that is at fault. */
export const addAlarms = defineCommand({
  answer: "alarms_added",
  input: z.strictObject({
    alarms: z.array(z.strictObject({ pair: z.string(), alarm: NewAlarm }), listRule)
      .min(1, listRule).max(MAX_ALARMS_AT_ONCE, tooMany),
  }),
  run({ alarms }, context, cause) {
    const ids = alarms.map(() => `alarm_${context.newId()}`);
    const decide = (state: State) => {
      const setter = new AlarmSetter(state, { ...context, by: cause.by });
      const set = alarms.map(({ pair, alarm }, place) =>
        atItem(`alarms.${place}`, () => setter.set(pair, alarm, ids[place] ?? ""))
      );
      return { events: setter.events, result: { success: true as const, alarms: set } };
    };
    return context.store.change(decide, cause);
  },
});

/** Sets an alarm. It never fires for being set; `alreadyTrue` says whether its condition holds now. */
export const addAlarm = defineCommand({
  answer: "alarm_added",
  input: z.strictObject({ pair: z.string(), alarm: NewAlarm }),
  run({ pair, alarm }, context, cause) {
    const id = `alarm_${context.newId()}`;
    const decide = (state: State) => {
      const setter = new AlarmSetter(state, { ...context, by: cause.by });
      const set = setter.set(pair, alarm, id);
      return { events: setter.events, result: { success: true as const, ...set } };
    };
    return context.store.change(decide, cause);
  },
});

/** An alarm that was set, and on which pair. */
type SetAlarm = Omit<AlarmSet, "ok"> & { readonly pair: string };

function alarmCount({ pairs }: State): number {
  let count = 0;
  for (const pair of pairs.values()) count += pair.alarms.length;
  return count;
}

/** The pair's present, as the alarm rules need it. */
export function settingContext(
  pair: Pair,
  { store, now }: Pick<CommandContext, "store" | "now">,
): SettingContext {
  const history = store.histories.get(pair.symbol) ?? NO_HISTORY;
  const isUnwatched = unwatchedFinder(() => pair.coverage);
  const oldest = pair.openGaps?.[0]?.from ?? evaluatedPoint(pair);
  return {
    ...{ pair, history, isUnwatched, now: now(), isBehind: pair.judged !== undefined },
    pricedAt: pair.lastUpdate === null ? null : Date.parse(pair.lastUpdate),
    unjudgedFrom: oldest === null ? null : Date.parse(oldest.timestamp),
  };
}

/** The alarm that was set or changed. @throws {Refusal} when the rules refused it */
export function settled(result: AlarmSet | AlarmRefused): Omit<AlarmSet, "ok"> {
  if (result.ok) {
    const { ok: _, ...set } = result;
    return set;
  }
  const code = result.reason === "noPriceYet" ? "no_price_yet" : "invalid_request";
  throw new Refusal(code, result.message, result.field);
}

/** @throws {Refusal} when the alarm's window is longer than prices are kept */
export function refuseTooLong(alarm: Alarm, historyDays: number): void {
  const { window } = viewOf(alarm);
  if (window === null || (window.ms(alarm) ?? 0) <= historyDays * DAY_MS) return;
  const message =
    `${window.field} must be at most ${historyDays} days: prices are kept no longer (HISTORY_DAYS)`;
  throw new Refusal("invalid_request", message, window.field);
}

/** Does something for one item of a list. @throws {Refusal} with the item's place in its message and field */
function atItem<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const field = error.field === undefined ? path : `${path}.${error.field}`;
    throw new Refusal(error.code, `${path}: ${error.message}; nothing was changed`, field);
  }
}

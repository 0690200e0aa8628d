import type { Alarm } from "@/lib/alarms/alarm.ts";
import { settle } from "@/lib/alarms/life_cycle.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import type { Event } from "@/lib/store/events.ts";
import type { FrameData } from "@/lib/protocol/frames.ts";
import type { Store } from "@/lib/store/store.ts";
import { doInTurns } from "@/lib/time/turns.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { MAX_ALARMS, MAX_ALARMS_PER_PAIR, settingContext, settled } from "./add_alarms.ts";
import { type CommandContext, defineCommand, findPair, NamedAlarms, Refusal } from "./command.ts";

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

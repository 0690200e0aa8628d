import { z } from "zod";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { AlarmPatch } from "@/lib/alarms/alarm_input.ts";
import { must } from "@/lib/alarms/kinds/fields.ts";
import {
  type AlarmRefused,
  type AlarmSet,
  editAlarm,
  pause,
  resume,
  type SettingContext,
  SnoozeInput,
} from "@/lib/alarms/life_cycle.ts";
import { MAX_TAGS, plainTag } from "@/lib/alarms/limits.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import type { FrameData } from "@/lib/protocol/frames.ts";
import { type AlarmAct, type Event, EVENTS_A_CHANGE } from "@/lib/store/events.ts";
import { doInTurns } from "@/lib/time/turns.ts";
import { settingContext, settled } from "./add_alarms.ts";
import { type Change, keepRemoved, snoozed } from "./change_alarm.ts";
import {
  changeInParts,
  defineCommand,
  findAlarms,
  NamedAlarms,
  Refusal,
  refuseUnknownWays,
} from "./command.ts";

/**
 * A command that does the same to several alarms, where all of them are there and none is refused: else to none; with
 * the fields that come beside the ids.
 */
function changeAlarms<Asked extends z.output<typeof NamedAlarms>>(
  act: AlarmAct,
  input: z.ZodType<Asked>,
  change: Change<Omit<Asked, "ids">>,
) {
  return defineCommand({
    answer: "alarms_updated",
    input,
    run({ ids, ...asked }, context, cause) {
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
export const pauseAlarms = changeAlarms("paused", z.strictObject(NamedAlarms.shape), plain(pause));

/** Ends the pause of alarms. */
export const resumeAlarms = changeAlarms(
  "resumed",
  z.strictObject(NamedAlarms.shape),
  plain(resume),
);

/** Keeps several alarms from firing until a moment, or for some minutes (15 unless told), all or none. */
export const snoozeAlarms = changeAlarms(
  "snoozed",
  z.strictObject({ ...SnoozeInput.shape, ...NamedAlarms.shape }),
  snoozed,
);

const tagsRule = must("be a list of at most 10 tags");
const changedTags = z.array(z.string(), tagsRule).max(MAX_TAGS, tagsRule).optional();

function handling() {
  const { note, mode, cooldownSeconds, expiresAt, sound, priority, policy, tell } =
    AlarmPatch.shape;
  return { note, mode, cooldownSeconds, expiresAt, sound, priority, policy, tell };
}

/** What may be changed of several alarms at once: nothing of their conditions. */
const SeveralPatch = z.strictObject({
  ...NamedAlarms.shape,
  ...handling(),
  addTags: changedTags,
  removeTags: changedTags,
  /** Snoozes them for so long. */
  snoozeMinutes: SnoozeInput.shape.minutes,
  paused: z.boolean(must("be true to pause them, false to resume them")).optional(),
}).refine(
  ({ ids: _ids, ...change }) => Object.values(change).some((value) => value !== undefined),
  { message: "must come with a field to change, such as cooldownSeconds", path: ["ids"] },
);

/** To decide about more of them at once would take too long. */
const ALARMS_A_TURN = 200;

type SeveralPatch = z.output<typeof SeveralPatch>;

/**
 * Changes the same of several alarms, each by itself: the answer names those that are refused, and why. In parts,
 * since there may be thousands.
 */
export const updateAlarms = defineCommand({
  answer: "alarms_updated",
  input: SeveralPatch,
  async run({ ids, ...change }, context, cause) {
    const asked = [...new Set(ids)];
    const parts: Promise<Part>[] = [];
    const decide = (some: readonly string[]) => (state: State) =>
      partOf(state, some, (pair, alarm) => {
        const after = settled(changedBy(change, alarm, settingContext(pair, context))).alarm;
        refuseUnknownWays(after, state, cause.by, alarm);
        return after;
      });
    await doInTurns(function* () {
      for (let from = 0; from < asked.length; from += ALARMS_A_TURN) {
        const part = context.store.change(decide(asked.slice(from, from + ALARMS_A_TURN)), cause);
        // It may fail before it is waited for.
        part.catch(() => {});
        parts.push(part);
        yield;
      }
    }());
    const done = await Promise.all(parts);
    return {
      alarms: done.flatMap(({ alarms }) => alarms),
      refused: done.flatMap(({ refused }) => refused),
    };
  },
});

type Part = Required<FrameData["alarms_updated"]>;

function partOf(
  state: State,
  ids: readonly string[],
  change: (pair: Pair, alarm: Alarm) => Alarm,
): { events: Event[]; result: Part } {
  const [events, alarms, refused]: [Event[], Part["alarms"][number][], Part["refused"][number][]] =
    [
      ...[[], [], []] as [[], [], []],
    ];
  const wanted = new Set(ids);
  for (const pair of state.pairs.values()) {
    for (const before of pair.alarms) {
      if (!wanted.delete(before.id)) continue;
      try {
        const alarm = change(pair, before);
        events.push({
          ...{ type: "alarmUpdated", symbol: pair.symbol, alarm, by: "person", act: "edited" },
        });
        alarms.push({ pair: pair.symbol, alarm });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refused.push({ pair: pair.symbol, id: before.id, message: error.message });
      }
    }
  }
  for (const id of wanted) {
    refused.push({ pair: null, id, message: `There is no alarm ${id.slice(0, 60)}` });
  }
  return { events, result: { alarms, refused } };
}

/** The alarm with the changes that are asked of all of them, one after the other. */
function changedBy(
  { addTags, removeTags, snoozeMinutes, paused, ...given }: Omit<SeveralPatch, "ids">,
  alarm: Alarm,
  context: SettingContext,
): AlarmSet | AlarmRefused {
  const tags = addTags || removeTags ? { tags: tagsAfter(alarm, addTags, removeTags) } : {};
  const set = editAlarm(alarm, { ...given, ...tags }, context);
  if (!set.ok) return set;
  const afterPause = paused === undefined
    ? set.alarm
    : paused
    ? pause(set.alarm, context)
    : resume(set.alarm, context);
  return snoozeMinutes === undefined
    ? { ...set, alarm: afterPause }
    : snoozed({ minutes: snoozeMinutes }, afterPause, context);
}

function tagsAfter(
  { tags = [] }: Alarm,
  added: readonly string[] = [],
  removed: readonly string[] = [],
): string[] {
  const gone = new Set(removed.map(plainTag));
  const kept = tags.filter((tag) => !gone.has(plainTag(tag)));
  const known = new Set(kept.map(plainTag));
  return [...kept, ...added.filter((tag) => !known.has(plainTag(tag)))];
}

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

/** Longer lists are refused unread: what is wrong with each item takes time to tell. */
const MAX_IDS = 5000;

/** Not a union of three: what is wrong with one of them would be told without its field. */
const Fires = z.strictObject({
  fireId: z.string(must("be the id of a fire")).optional(),
  fireIds: z.array(z.string(must("be the id of a fire")), must("be a list of ids of fires"))
    .max(MAX_IDS, must(`have at most ${MAX_IDS} ids; send several requests`)).optional(),
  all: z.literal(true, must("be true, or left out")).optional(),
}).check(({ value, issues }) => {
  const [, other] = Object.keys(value);
  if (other !== undefined) {
    const message = "cannot be given with what names other fires; send one of them";
    issues.push({ code: "custom", message, path: [other], input: value });
  } else if (Object.keys(value).length === 0) {
    const message = "Give fireId (the id of one fire), fireIds (a list of such ids) or all: true";
    issues.push({ code: "custom", message, input: value });
  }
});

/** Silences one fire, several, or all that ring, on every screen. */
export const acknowledge = defineCommand({
  answer: "fire_acknowledged",
  input: Fires,
  async run(input, { store, now }, cause) {
    const acknowledgedAt = new Date(now()).toISOString();
    const { address } = cause;
    const by = cause.by?.name ?? address;
    const isMany = input.fireId === undefined && ringing(store.state).length > EVENTS_A_CHANGE;
    const first = (state: State) => {
      const fireIds = meant(state, input);
      return { events: silencing(fireIds, acknowledgedAt, by), result: fireIds };
    };
    const later = (state: State, events: readonly Event[]) => {
      const fireIds = events.flatMap((event) => "fireId" in event ? [event.fireId] : []);
      return silencing(meant(state, { fireIds }), acknowledgedAt, by);
    };
    // The frame of a part is not the answer.
    const partCause = isMany ? { address, by: cause.by } : cause;
    const fireIds = await changeInParts(store, { first, later }, partCause);
    return { fireIds, acknowledgedAt, by };
  },
});

function silencing(fireIds: readonly string[], at: string, by: string): Event[] {
  return fireIds.map((fireId) => ({ type: "fireAcknowledged", fireId, at, by }));
}

function meant(
  state: State,
  { fireId, fireIds }: Pick<z.infer<typeof Fires>, "fireId" | "fireIds">,
): string[] {
  if (fireId !== undefined) return ringingOrKnown(state, fireId);
  if (fireIds === undefined) return ringing(state);
  // What one screen shows may be silenced on another, and forgotten, by the time it asks.
  const wanted = new Set(fireIds);
  return ringing(state).filter((id) => wanted.has(id));
}

function ringing(state: State): string[] {
  return state.fires.filter((fire) => fire.acknowledgedAt === null).map((fire) => fire.id);
}

/** Acknowledging twice is harmless: two people click at the same time. */
function ringingOrKnown(state: State, fireId: string): string[] {
  const fire = state.fires.find((candidate) => candidate.id === fireId);
  if (!fire) {
    throw new Refusal("fire_not_found", `There is no fire ${fireId.slice(0, 60)}`, "fireId");
  }
  return fire.acknowledgedAt === null ? [fireId] : [];
}

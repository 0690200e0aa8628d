import { z } from "zod";
import { SECOND_MS } from "@/lib/time/durations.ts";
import type { Fire } from "./fire.ts";

const timeOrNull = z.iso.datetime().nullable().default(null);

/** How a channel has been doing. */
const ChannelState = z.object({
  lastAcceptedAt: timeOrNull,
  /** Since when nothing was accepted, though something was to go out; null while all is well. */
  failingSince: timeOrNull,
  /** What went wrong last, in words for a person; null once something was accepted again. */
  lastError: z.string().nullable().default(null),
  /** Why the program switched it off; null while it did not. */
  disabledReason: z.string().nullable().default(null),
});

/** `HH:MM` on a clock on the wall. */
const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** When nothing goes out that can wait; where `from` is later than `to`, over midnight. */
const QuietHours = z.object({ from: wallTime, to: wallTime, zone: z.string().min(1) });

export type QuietHours = z.infer<typeof QuietHours>;

/** What may be wrong with the program itself, or what it watches. */
export const TROUBLES = ["source", "pair", "disk", "channel", "expired", "restart"] as const;

export type Trouble = typeof TROUBLES[number];

/** A way to a person, as it stands in the store file: secrets in `config` are sealed. */
export const StoredChannel = z.object({
  /** `channel_<ulid>`. */
  id: z.string().min(1),
  /** Which service; a name that this version does not know is kept as it is, and nothing is sent. */
  type: z.string().min(1),
  name: z.string().min(1),
  enabled: z.boolean(),
  /** Told of every alarm that names nobody else. */
  isDefault: z.boolean(),
  /** Fields of its type; lib/notify reads them. */
  config: z.record(z.string(), z.unknown()),
  /** Whose it is; null when it is everybody's. */
  owner: z.string().nullable().default(null),
  /** Absent: at any hour. */
  quietHours: QuietHours.optional(),
  /** Which troubles of the program it is told of; absent: none. */
  troubles: z.array(z.enum(TROUBLES)).readonly().optional(),
  /** When a test goes out over it every day, from the engine on; absent: never. */
  canary: z.object({ at: wallTime, zone: z.string().min(1) }).optional(),
  /** Title and text in place of ours, with places such as {pair}. */
  templates: z.object({ title: z.string().optional(), text: z.string().optional() }).optional(),
  createdAt: z.iso.datetime(),
  state: ChannelState.prefault({}),
});

export type StoredChannel = z.infer<typeof StoredChannel>;
type ChannelState = z.infer<typeof ChannelState>;

/** More shared channels than this are refused. */
export const MAX_CHANNELS = 100;
/** More of one person's own: whoever may only look on must not take the room of others. */
export const MAX_OWN_CHANNELS = 10;
/** More of all people's own together: each fire goes through all of them. */
export const MAX_OWN_IN_ALL = 500;

/** Why the program keeps an own channel off: its owner is not let in. */
export const OWNER_IS_OUT = "Its owner's account is disabled or erased";

export const DELIVERY_STATES = ["due", "accepted", "delivered", "dead", "cancelled"] as const;

/** One message to one channel. */
export const Delivery = z.object({
  /** `fireId:channelId:step`, and `:2` … where a step repeats; it never changes, so that a service can tell a repeat by it. */
  key: z.string().min(1),
  /** The fire it tells of; of a test of a channel an id that no fire has. */
  fireId: z.string().min(1),
  channelId: z.string().min(1),
  step: z.int().min(0),
  /** `delivered`: a person is known to have it. */
  state: z.enum(DELIVERY_STATES),
  /** How often it was tried since `dueSince`. */
  attempts: z.int().min(0),
  /** From when on it waits to be accepted: after a day it is given up. */
  dueSince: z.iso.datetime(),
  /** Null once it is not tried any more. */
  nextAttemptAt: timeOrNull,
  acceptedAt: timeOrNull,
  /** What went wrong at the last attempt, in words for a person. */
  lastError: z.string().nullable().default(null),
  /** How the service names the message, so that it can be changed later. */
  reference: z.string().optional(),
  /** An attempt ended without an answer: the message may have arrived. */
  isUnclear: z.literal(true).optional(),
  /** Its step of the escalation goes on: so long after this one ended, while nobody acknowledged. */
  repeat: z.object({ everySeconds: z.int().min(1), until: z.iso.datetime() }).optional(),
  /** Quiet hours of its channel held it back until then. */
  heldUntil: z.iso.datetime().optional(),
  /** Key of the one of its channel's deliveries under which it goes out, together with others. */
  batch: z.string().min(1).optional(),
  /** Asked for by "Send a test"; no alarm fired. */
  isTest: z.literal(true).optional(),
  /** A test that goes out every day, to prove that the channel works. */
  isCanary: z.literal(true).optional(),
  /** A person asked for it once more after it was given up. */
  isResent: z.literal(true).optional(),
  /** It tells of trouble of the program; no alarm fired. */
  notice: z.object({ kind: z.enum(TROUBLES), title: z.string(), text: z.string() }).optional(),
});

export type Delivery = z.infer<typeof Delivery>;

/** Whether it still waits to be accepted. */
export function isOpen({ state }: Pick<Delivery, "state">): boolean {
  return state === "due";
}

/** A delivery that is due at a moment (ISO 8601). */
export function newDelivery(fireId: string, channelId: string, at: string, step = 0): Delivery {
  return {
    key: `${fireId}:${channelId}:${step}`,
    ...{ fireId, channelId, step },
    ...{ state: "due", attempts: 0, dueSince: at, nextAttemptAt: at },
    ...{ acceptedAt: null, lastError: null },
  };
}

/** The same, to be tried at once: what stood in its way may be gone. */
export function hurried(delivery: Delivery): Delivery {
  return isOpen(delivery) ? { ...delivery, nextAttemptAt: delivery.dueSince } : delivery;
}

/** The same, given up because nobody needs it any more; one that is not open stays as it is. */
export function cancelled(delivery: Delivery): Delivery {
  return isOpen(delivery) ? { ...delivery, state: "cancelled", nextAttemptAt: null } : delivery;
}

/** The same after the clock was set by so many milliseconds; one that is not open stays as it is. */
export function shifted(delivery: Delivery, deltaMs: number): Delivery {
  if (!isOpen(delivery)) return delivery;
  const move = (time: string) => new Date(Date.parse(time) + deltaMs).toISOString();
  const { nextAttemptAt, dueSince, repeat, heldUntil } = delivery;
  // Quiet hours end by the clock on the wall, however it is set.
  const isHeld = heldUntil !== undefined && nextAttemptAt === heldUntil;
  return {
    ...delivery,
    dueSince: move(dueSince),
    nextAttemptAt: isHeld ? nextAttemptAt : nextAttemptAt && move(nextAttemptAt),
    ...(repeat && { repeat: { ...repeat, until: move(repeat.until) } }),
  };
}

/** So many wait to be accepted at most, of all channels together. */
export const MOST_OPEN = 10_000;
/** So many others are kept at most, the newest: a fire may have one for each of a hundred channels, and for each step. */
const MOST_CLOSED = 30_000;

const TOO_MANY = `Given up: over ${MOST_OPEN} messages waited`;

/** Whether it was given up because more waited than may. */
export function isGivenUp({ state, lastError }: Delivery): boolean {
  return state === "dead" && lastError === TOO_MANY;
}

// Lists are replaced, never changed in place; all workers ask about the same one.
const openLists = new WeakMap<readonly Delivery[], ReadonlyMap<string, readonly Delivery[]>>();

/** The open ones of each channel, in their order; a channel without any is left out. */
export function openByChannel(
  outbox: readonly Delivery[],
): ReadonlyMap<string, readonly Delivery[]> {
  let known = openLists.get(outbox);
  if (known === undefined) {
    known = Map.groupBy(outbox.filter(isOpen), ({ channelId }) => channelId);
    openLists.set(outbox, known);
  }
  return known;
}

/**
 * The same without what is over the limits: open ones are given up, of those channels that have more than an
 * equal share of the room, and the oldest closed ones are forgotten.
 */
export function withinLimits(outbox: readonly Delivery[]): readonly Delivery[] {
  const open = [...openByChannel(outbox).values()];
  const waiting = open.reduce((sum, { length }) => sum + length, 0);
  if (waiting <= MOST_OPEN && outbox.length - waiting <= MOST_CLOSED) return outbox;
  const over = new Set(overShare(open));
  let surplus = outbox.length - (waiting - over.size) - MOST_CLOSED;
  return outbox.flatMap((delivery) => {
    const isClosed = !isOpen(delivery) || over.has(delivery);
    if (isClosed && surplus-- > 0) return [];
    return over.has(delivery)
      ? [{ ...delivery, state: "dead" as const, nextAttemptAt: null, lastError: TOO_MANY }]
      : [delivery];
  });
}

/**
 * What each channel has over its share; what others do not need is shared by the rest. First go the steps that lie
 * ahead, the last to come before all: most fires are acknowledged by then. After them the oldest.
 */
function overShare(open: readonly (readonly Delivery[])[]): Delivery[] {
  let room = MOST_OPEN;
  return open.toSorted((a, b) => a.length - b.length).flatMap((own, place) => {
    const kept = Math.min(own.length, Math.floor(room / (open.length - place)));
    room -= kept;
    const ahead = own.filter(isAhead).toSorted((a, b) => a.step - b.step).reverse();
    return [...ahead, ...own.filter((each) => !isAhead(each))].slice(0, own.length - kept);
  });
}

/** A later step of an escalation that was not tried yet. */
function isAhead({ step, attempts }: Delivery): boolean {
  return step > 0 && attempts === 0;
}

/** The one of a channel's open deliveries that is due first, the oldest of those that are due together. */
export function soonest(open: readonly Delivery[]): Delivery | null {
  let found: Delivery | null = null;
  for (const delivery of open) {
    if (found === null || dueAt(delivery) < dueAt(found)) found = delivery;
  }
  return found;
}

/** When it is tried next, in ISO 8601: all in UTC, so that texts compare as the moments do. */
export function dueAt({ nextAttemptAt, dueSince }: Delivery): string {
  return nextAttemptAt ?? dueSince;
}

/** One round of an escalation policy. */
const PolicyStep = z.object({
  /** So long after the fire, while nobody has acknowledged it. */
  afterSeconds: z.int().min(0),
  /** Ids; empty: whoever the alarm tells. */
  channels: z.array(z.string().min(1)).readonly(),
  /** It goes out again so long after it was accepted; absent: it does not. */
  repeatSeconds: z.int().min(1).optional(),
});

/** Who is told next when nobody acknowledges, as it stands in the store file. */
export const Policy = z.object({
  /** `policy_<ulid>`. */
  id: z.string().min(1),
  name: z.string().min(1),
  steps: z.array(PolicyStep).min(1).readonly(),
  /** Nothing is repeated later than that after the fire. */
  stopAfterSeconds: z.int().min(0),
});

export type Policy = z.infer<typeof Policy>;
type PolicyStep = z.infer<typeof PolicyStep>;

/** More policies than this are refused. */
export const MAX_POLICIES = 100;

/** What counts where an alarm names no policy: whoever it tells, at once. */
const DEFAULT_STEPS: Pick<Policy, "steps" | "stopAfterSeconds"> = {
  steps: [{ afterSeconds: 0, channels: [] }],
  stopAfterSeconds: 0,
};

/** What plans are made of. */
interface Ways {
  readonly channels: readonly StoredChannel[];
  readonly policies: readonly Policy[];
}

/** All that tells of a fire unless somebody acknowledges it, step by step; repeats come one by one. */
export function plannedDeliveries({ id, alarm, detectedAt }: Fire, ways: Ways): Delivery[] {
  const on = ways.channels.filter(({ enabled }) => enabled);
  if (on.length === 0) return [];
  const { steps, stopAfterSeconds } = ways.policies.find((policy) => policy.id === alarm.policy) ??
    DEFAULT_STEPS;
  const told = toldBy(alarm, on);
  const firedAt = Date.parse(detectedAt);
  const until = new Date(firedAt + stopAfterSeconds * SECOND_MS).toISOString();
  return steps.flatMap(({ afterSeconds, channels, repeatSeconds }, step) => {
    const at = new Date(firedAt + afterSeconds * SECOND_MS).toISOString();
    const named = idsOf(on.filter((channel) => channels.includes(channel.id)));
    const repeat = repeatSeconds === undefined
      ? {}
      : { repeat: { everySeconds: repeatSeconds, until } };
    // A step whose channels are all off or gone goes to the others, rather than to nobody.
    return (named.length > 0 ? named : told)
      .map((channelId) => ({ ...newDelivery(id, channelId, at, step), ...repeat }));
  });
}

/**
 * Ids of the channels (of those that are on) that an alarm tells. One whose chosen channels are all off or gone
 * tells the default ones, rather than nobody.
 */
function toldBy(
  { tell = "default", owner }: Fire["alarm"],
  on: readonly StoredChannel[],
): string[] {
  const isOwn = (channel: StoredChannel) => owner !== undefined && channel.owner === owner;
  switch (tell) {
    case "everybody":
      return idsOf(on);
    case "default":
      return usual();
    case "me":
      return orUsual(on.filter(isOwn));
    default:
      return orUsual(on.filter(({ id }) => tell.includes(id)));
  }

  function usual(): string[] {
    return idsOf(on.filter((each) => each.isDefault && (each.owner === null || isOwn(each))));
  }

  function orUsual(chosen: readonly StoredChannel[]): string[] {
    return chosen.length > 0 ? idsOf(chosen) : usual();
  }
}

function idsOf(channels: readonly StoredChannel[]): string[] {
  return channels.map(({ id }) => id);
}

/** What tells of the fire once more after a delivery that ended at a moment (ms); null when nothing is to. */
export function repeatAfter(delivery: Delivery, endedAt: number): Delivery | null {
  const { state, repeat, fireId, channelId, step } = delivery;
  if (repeat === undefined || (state !== "accepted" && state !== "dead")) return null;
  const at = endedAt + repeat.everySeconds * SECOND_MS;
  if (at > Date.parse(repeat.until)) return null;
  const next = newDelivery(fireId, channelId, new Date(at).toISOString(), step);
  return { ...next, key: `${next.key}:${timeOf(delivery) + 1}`, repeat };
}

/** The how manieth time its step tells it, from 1 on. */
export function timeOf({ key, fireId, channelId, step }: Delivery): number {
  return Number(key.slice(`${fireId}:${channelId}:${step}:`.length) || 1);
}

import { z } from "zod";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { type Delivery, newDelivery, type StoredChannel } from "./delivery.ts";
import type { Fire } from "./fire.ts";

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

import { z } from "zod";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { Policy, StoredChannel } from "@/lib/alarms/delivery.ts";
import { Fire } from "@/lib/alarms/fire.ts";
import { Pair, StoredTrouble, Watchlist } from "@/lib/alarms/pair.ts";
import { ACCOUNT_EVENTS, type AccountEvent } from "./views.ts";

const common = {
  /** Unique in the log. A fire's is the fire's own, so that it stands there once. */
  id: z.string().min(1),
  timestamp: z.iso.datetime(),
  /** Null where it is about no pair. */
  pair: z.string().min(1).nullable(),
  alarmId: z.string().nullable(),
  by: z.enum(["person", "engine"]),
  /** From where the person asked for it; null where nobody did, or it is not known any more. */
  address: z.string().nullable(),
  /** Name of the person; left out where nobody has to log in. */
  person: z.string().optional(),
};

const PairFacts = Pair.pick({
  symbol: true,
  base: true,
  quote: true,
  source: true,
  sourceId: true,
  coinName: true,
});

/** What may be told of a channel: nothing of how it is reached. */
const ChannelFacts = StoredChannel.pick({
  ...{ id: true, type: true, name: true, enabled: true, isDefault: true, owner: true },
});

/** A watchlist and its place among them, from 0 on. */
const ListFacts = Watchlist.extend({ place: z.int().min(0) });

/** One line of `audit.log`: what was changed, from what to what, when and by whom; or a fire. */
export const AuditEntry = z.discriminatedUnion("kind", [
  z.object({ ...common, kind: z.literal("pairAdded"), before: z.null(), after: PairFacts }),
  z.object({
    ...common,
    kind: z.literal("pairRemoved"),
    before: PairFacts.extend({ alarms: z.array(Alarm) }),
    after: z.null(),
  }),
  z.object({
    ...common,
    kind: z.literal("pairsReordered"),
    before: z.object({ pairs: z.array(z.string()) }),
    after: z.object({ pairs: z.array(z.string()) }),
  }),
  z.object({
    ...common,
    kind: z.literal("pairTroubled"),
    before: StoredTrouble.nullable(),
    after: StoredTrouble,
  }),
  z.object({ ...common, kind: z.literal("pairRecovered"), before: StoredTrouble, after: z.null() }),
  z.object({ ...common, kind: z.literal("alarmAdded"), before: z.null(), after: Alarm }),
  z.object({
    ...common,
    kind: z.enum([
      ...["alarmEdited", "alarmRearmed", "alarmSnoozed"] as const,
      ...["alarmPausedByPerson", "alarmResumed"] as const,
    ]),
    before: Alarm,
    after: Alarm,
  }),
  z.object({ ...common, kind: z.literal("alarmRemoved"), before: Alarm, after: z.null() }),
  z.object({
    ...common,
    kind: z.literal("alarmPaused"),
    before: z.null(),
    after: z.object({ snoozedUntil: z.iso.datetime().nullable(), pausedReason: z.string() }),
  }),
  z.object({ ...common, kind: z.enum(["alarmFired", "alarmTested"]), fire: Fire }),
  z.object({
    ...common,
    kind: z.literal("fireAcknowledged"),
    fireId: z.string().min(1),
    before: z.object({ acknowledgedAt: z.null() }),
    after: z.object({ acknowledgedAt: z.iso.datetime() }),
  }),
  z.object({ ...common, kind: z.literal("channelAdded"), before: z.null(), after: ChannelFacts }),
  z.object({
    ...common,
    kind: z.literal("channelEdited"),
    before: ChannelFacts,
    after: ChannelFacts,
  }),
  z.object({
    ...common,
    kind: z.literal("channelSwitchedOff"),
    before: ChannelFacts,
    after: ChannelFacts.extend({ reason: z.string() }),
  }),
  z.object({
    ...common,
    kind: z.enum(["channelTested", "deliveryResent"]),
    before: z.null(),
    after: ChannelFacts,
  }),
  z.object({ ...common, kind: z.literal("channelRemoved"), before: ChannelFacts, after: z.null() }),
  z.object({ ...common, kind: z.literal("policyAdded"), before: z.null(), after: Policy }),
  z.object({ ...common, kind: z.literal("policyEdited"), before: Policy, after: Policy }),
  z.object({ ...common, kind: z.literal("policyRemoved"), before: Policy, after: z.null() }),
  z.object({
    ...common,
    kind: z.enum(ACCOUNT_EVENTS),
    before: z.null(),
    after: z.object({
      /** Whom or what it is about: kept here, so that it stays when a person is erased. */
      name: z.string(),
      detail: z.string(),
      /** How many more of the same were left out before it; absent for none. */
      leftOut: z.int().positive().optional(),
    }),
  }),
  z.object({ ...common, kind: z.literal("watchlistAdded"), before: z.null(), after: ListFacts }),
  z.object({ ...common, kind: z.literal("watchlistEdited"), before: ListFacts, after: ListFacts }),
  z.object({ ...common, kind: z.literal("watchlistRemoved"), before: ListFacts, after: z.null() }),
]);

export type AuditEntry = z.infer<typeof AuditEntry>;
export type AuditKind = AuditEntry["kind"];
/** An entry that tells of a fire. */
export type FireEntry = Extract<AuditEntry, { fire: unknown }>;
/** An entry that tells of anything else. */
export type ChangeEntry = Exclude<AuditEntry, FireEntry>;
/** An entry that tells of accounts. */
export type AccountEntry = Extract<AuditEntry, { kind: AccountEvent }>;

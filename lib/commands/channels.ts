import { z } from "zod";
import {
  type Delivery,
  MAX_CHANNELS,
  MAX_OWN_CHANNELS,
  MAX_OWN_IN_ALL,
  newDelivery,
  type StoredChannel,
  type Trouble,
  TROUBLES,
} from "@/lib/alarms/delivery.ts";
import { must, nameInput } from "@/lib/alarms/kinds/fields.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { ConfigRead } from "@/lib/notify/channel_desk.ts";
import { CHANNEL_TYPE_NAMES, CHANNEL_TYPES } from "@/lib/notify/channels/table.ts";
import { resent } from "@/lib/notify/retries.ts";
import type { FrameData } from "@/lib/protocol/frames.ts";
import type { Event } from "@/lib/store/events.ts";
import { unknownNames } from "@/lib/text/template.ts";
import { isTimeZone } from "@/lib/text/wall_time.ts";
import { type CommandContext, defineCommand, Refusal } from "./command.ts";
import { refuseUsedChannel } from "./policies.ts";

const LONGEST_TITLE = 200;
const LONGEST_TEXT = 2000;

const timeRule = must("be a time of day such as 22:00");
const zoneRule = must("be a time zone such as Europe/Berlin, or UTC");
const troublesRule = must(`be true for all, or a list of ${TROUBLES.join(", ")}`);
const quietRule = must("be {from, to, zone} such as 22:00, 07:00, Europe/Berlin; or null for none");
const canaryRule = must("be {at, zone} such as 09:00, Europe/Berlin; or null for none");

const time = z.string(timeRule).regex(/^([01]\d|2[0-3]):[0-5]\d$/, timeRule);
const zone = z.string(zoneRule).max(100, zoneRule).refine(
  // `+02:00` knows no summer time; a person who means a place names it.
  (name) => isTimeZone(name) && !/^[+-]/.test(name),
  zoneRule,
);

function template(most: number) {
  const rule = must(`be a text of 1 to ${most} characters`);
  return z.string(rule).min(1, rule).max(most, rule).superRefine((text, context) => {
    const message = unknownNames(text);
    if (message !== null) context.addIssue({ code: "custom", message });
  }).optional();
}

const quietHours = z.strictObject({ from: time, to: time, zone }, quietRule)
  .refine(({ from, to }) => from !== to, {
    path: ["to"],
    error: "must be another time than from: a channel that is always quiet is one that is off",
  });

const troubles = z.union([
  z.boolean().transform((all): readonly Trouble[] => all ? TROUBLES : []),
  z.array(z.enum(TROUBLES)).max(TROUBLES.length).readonly(),
], troublesRule);

/** What may be said of a channel of any type besides how it is reached; null takes it away. */
export const channelExtras = {
  quietHours: quietHours.nullable().optional(),
  troubles: troubles.nullable().optional(),
  canary: z.strictObject({ at: time, zone }, canaryRule).nullable().optional(),
  templates: z.strictObject({ title: template(LONGEST_TITLE), text: template(LONGEST_TEXT) })
    .nullable().optional(),
};

type Extras = z.output<z.ZodObject<typeof channelExtras>>;

/** A channel with what a person says of it; what is left out stays as it is. */
function withExtras(channel: StoredChannel, given: Extras): StoredChannel {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const { quietHours, troubles, canary, templates, ...rest } = channel;
  const all = { quietHours, troubles, canary, templates, ...Object.fromEntries(said) };
  const kept = Object.entries(all).filter(([, value]) => value !== undefined && value !== null);
  return { ...rest, ...Object.fromEntries(kept) };
}

const ownerRule = must('be "me" for a channel of your own, or null for everybody\'s');
const fieldsRule = must("be an object with the fields of the channel's type");

const fields = {
  name: nameInput,
  /** Off: nothing is sent; what waits goes out once it is on again, for a day. */
  enabled: z.boolean(),
  /** Told of every alarm that names nobody else. */
  isDefault: z.boolean(),
  config: z.record(z.string(), z.unknown(), fieldsRule),
};

/** Adds a way to a person; what is entered is checked as its type wants it. */
export const addChannel = defineCommand({
  answer: "channel_added",
  input: z.strictObject({
    type: z.enum(CHANNEL_TYPE_NAMES, must(`be one of ${CHANNEL_TYPE_NAMES.join(", ")}`)),
    name: fields.name.optional(),
    enabled: fields.enabled.default(true),
    isDefault: fields.isDefault.default(true),
    config: fields.config,
    owner: z.literal("me", ownerRule).nullable()
      .describe("me: one's own, which others do not see; null: everybody's. A phone is one's own")
      .optional(),
    ...channelExtras,
  }),
  async run(asked, context, cause) {
    const { type, name = type, enabled, isDefault, config: given, owner: whose, ...extras } = asked;
    const owner = ownerOf({ type, owner: whose }, cause.by?.id ?? null);
    const id = `channel_${context.newId()}`;
    const config = accepted(
      await context.channels.read(CHANNEL_TYPES[type], { id, config: {} }, given),
    );
    const channel = withExtras({
      ...{ id, type, name, enabled, isDefault, config, owner },
      createdAt: new Date(context.now()).toISOString(),
      state: { lastAcceptedAt: null, failingSince: null, lastError: null, disabledReason: null },
    }, extras);
    return await context.store.change(({ channels }) => {
      refuseMany(channels, owner);
      const result = { success: true as const, channel: context.channels.view(channel) };
      return { events: [{ type: "channelAdded", channel }], result };
    }, cause);
  },
});

/** Whose a new channel is: a browser's is of whoever sits before it. Where nobody logs in all are everybody's. */
export function ownerOf(
  { type, owner = type === "webPush" ? "me" : null }: {
    readonly type?: unknown;
    readonly owner?: unknown;
  },
  asker: string | null,
): string | null {
  return owner === "me" ? asker : null;
}

/** @throws {Refusal} when there are as many as may be */
function refuseMany(channels: readonly StoredChannel[], owner: string | null): void {
  const own = channels.filter((each) => each.owner !== null);
  const refuse = (what: string) => {
    throw new Refusal("too_many_channels", `There are ${what}; remove one first`);
  };
  if (owner === null) {
    if (channels.length - own.length >= MAX_CHANNELS) refuse(`${MAX_CHANNELS} channels`);
    return;
  }
  const isTheirs = (each: StoredChannel) => each.owner === owner;
  if (own.filter(isTheirs).length >= MAX_OWN_CHANNELS) {
    refuse(`${MAX_OWN_CHANNELS} channels of your own`);
  }
  if (own.length >= MAX_OWN_IN_ALL) refuse(`${MAX_OWN_IN_ALL} own channels of all people`);
}

/** What of a channel a person may change. */
export const ChannelPatch = z.strictObject({
  name: fields.name.optional(),
  enabled: fields.enabled.optional(),
  isDefault: fields.isDefault.optional(),
  config: fields.config.optional(),
  ...channelExtras,
});

/** Changes a channel; of `config` what is named. Switching it on forgets why it was switched off. */
export const updateChannel = defineCommand({
  answer: "channel_updated",
  input: ChannelPatch.extend({ id: z.string() }),
  async run({ id, config: given, ...patch }, context, cause) {
    for (;;) {
      const { config: from } = findChannel(context.store.state, id);
      const config = given === undefined ? from : await newConfig(id, given, context);
      const changed = await context.store.change((state) => {
        const before = findChannel(state, id);
        // Changed while what was entered was checked: it is merged into what is there now.
        if (given !== undefined && before.config !== from) return { events: [], result: null };
        const fields = given === undefined ? patch : { ...patch, config };
        const channel = changedChannel(before, fields);
        const result = { channel: context.channels.view(channel) };
        return { events: [{ type: "channelUpdated", channel, by: "person" }], result };
      }, cause);
      if (changed !== null) return changed;
    }
  },
});

function changedChannel(
  before: StoredChannel,
  { name, enabled, isDefault, config, ...extras }: z.output<typeof ChannelPatch>,
): StoredChannel {
  const isRenewed = config !== undefined || enabled === true;
  const changed = {
    ...before,
    name: name ?? before.name,
    enabled: enabled ?? before.enabled,
    isDefault: isDefault ?? before.isDefault,
    config: config ?? before.config,
    state: isRenewed ? { ...before.state, disabledReason: null } : before.state,
  };
  return withExtras(changed, extras);
}

async function newConfig(
  id: string,
  given: Readonly<Record<string, unknown>>,
  { store, channels }: CommandContext,
): Promise<StoredChannel["config"]> {
  const channel = findChannel(store.state, id);
  const type = channels.typeOf(channel.type);
  if (type === null) {
    const message = `This version knows no channels of type ${channel.type}; it can be removed`;
    throw new Refusal("invalid_request", message, "config");
  }
  return accepted(await channels.read(type, channel, given));
}

/** @throws {Refusal} naming the field and the remedy */
function accepted(read: ConfigRead): StoredChannel["config"] {
  if (read.ok) return read.config;
  throw new Refusal("invalid_request", read.message, read.field);
}

/** Removes a channel; what waits for it is cancelled. */
export const removeChannel = defineCommand({
  answer: "channel_removed",
  input: z.strictObject({ id: z.string() }),
  run({ id }, { store }, cause) {
    return store.change((state) => {
      findChannel(state, id);
      refuseUsedChannel(state, id);
      return { events: [{ type: "channelRemoved", id }], result: { id } };
    }, cause);
  },
});

/** Sends a test the whole way that a fire goes; what became of it is told by `delivery_updated`. */
export const testChannel = defineCommand({
  answer: "delivery_updated",
  input: z.strictObject({ id: z.string() }),
  run({ id }, { store, newId, now }, cause) {
    const fireId = `fire_test_${newId()}`;
    return store.change((state) => {
      if (!findChannel(state, id).enabled) {
        const message = "The channel is switched off; switch it on first";
        throw new Refusal("channel_off", message, "id");
      }
      const at = new Date(now()).toISOString();
      const delivery: Delivery = { ...newDelivery(fireId, id, at), isTest: true };
      return { events: [{ type: "channelTested", delivery }], result: { delivery } };
    }, cause);
  },
});

/** Sends a dead delivery again, with the same key. */
export const resendDelivery = defineCommand({
  answer: "delivery_updated",
  input: z.strictObject({ key: z.string() }),
  run({ key }, { store, now }, cause) {
    return store.change((state) => {
      const delivery = resendable(state, key, now());
      const result: FrameData["delivery_updated"] = { delivery };
      const events: Event[] = [{ type: "deliveryUpdated", delivery, by: "person" }];
      return { events, result };
    }, cause);
  },
});

/** @throws {Refusal} */
function resendable(state: State, key: string, now: number): Delivery {
  const delivery = state.outbox.find((each) => each.key === key);
  if (delivery === undefined) throw noDelivery(key);
  if (delivery.state !== "dead") {
    const message = `Delivery ${
      key.slice(0, 100)
    } is ${delivery.state}; only a dead one is sent again`;
    throw new Refusal("not_dead", message, "key");
  }
  findChannel(state, delivery.channelId);
  return resent(delivery, now);
}

/** The channel with this id. @throws {Refusal} */
export function findChannel({ channels }: Pick<State, "channels">, id: string): StoredChannel {
  const channel = channels.find((each) => each.id === id);
  if (channel !== undefined) return channel;
  throw noChannel(id);
}

export function noChannel(id: string): Refusal {
  return new Refusal("channel_not_found", `There is no channel ${id.slice(0, 60)}`, "id");
}

export function noDelivery(key: string): Refusal {
  const message = `There is no delivery ${key.slice(0, 100)}; its fire may not be kept any more`;
  return new Refusal("delivery_not_found", message, "key");
}

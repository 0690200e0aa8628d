import { personView } from "@/lib/accounts/people.ts";
import { type Action, can, type Thing, type Who } from "@/lib/accounts/rights.ts";
import type { Delivery, StoredChannel } from "@/lib/alarms/delivery.ts";
import type { State as StoreState } from "@/lib/alarms/pair.ts";
import { findChannel } from "@/lib/commands/channels.ts";
import {
  type ChannelReader,
  type ChannelView,
  type Proofs,
  withoutConfig,
} from "@/lib/protocol/views.ts";
import type { FireView, FrameData, FrameEvent } from "@/lib/protocol/frames.ts";
import type { Veil } from "./socket/frame_text.ts";
import type { State } from "./define.ts";

// What of channels and deliveries is for whom: shared ones for everybody, one's own for oneself. Of another's own
// one admins know that it is there, and not where it sends.

type Asking = Pick<State, "services" | "who">;
type Owned = Pick<StoredChannel, "owner">;

/** A channel as somebody may see it who may see it at all. */
export function channelFor(who: Who, view: ChannelView): ChannelView {
  return can(who, "seeChannelConfig", view) ? view : withoutConfig(view);
}

/** All channels that are there for whoever asks. */
export function channelsFor({ services: { channels, store }, who }: Asking): ChannelView[] {
  return seenBy(who, store.state).map((channel) => channelFor(who, channels.view(channel)));
}

/** One channel. @throws {Refusal} the same for one that is another's and one that is not there */
export function findChannelFor(
  { services: { channels, store }, who }: Asking,
  id: string,
): ChannelView {
  const channel = findChannel({ channels: seenBy(who, store.state) }, id);
  return channelFor(who, channels.view(channel));
}

function seenBy(who: Who, { channels }: Pick<StoreState, "channels">): StoredChannel[] {
  return channels.filter((channel) => can(who, "seeChannels", channel));
}

/** Of a channel that was removed nobody knows any more whose it was. */
const NOBODYS: Owned = { owner: "" };

/** Looks up whose channels are. */
export function ownersIn(
  { channels }: Pick<StoreState, "channels">,
): (channelId: string) => Owned {
  const byId = new Map(channels.map((channel) => [channel.id, channel]));
  return (id) => byId.get(id) ?? NOBODYS;
}

/** A delivery as somebody may see it; null where its channel is not there for them. */
function deliveryFor(who: Who, delivery: Delivery, owned: Owned): Delivery | null {
  const maySee = can(who, "seeChannels", owned);
  if (owned.owner === null) return maySee ? delivery : withoutWords(delivery);
  if (!maySee) return null;
  const mayKnowWhy = can(who, "seeChannelConfig", owned);
  return mayKnowWhy ? delivery : withoutWords(delivery);
}

/** A delivery without what was said, or answered: that may hold an address. */
function withoutWords({ notice: _, ...delivery }: Delivery): Delivery {
  return { ...delivery, lastError: null };
}

/** Those deliveries that whoever asks may see, as they may. */
export function deliveriesFor(
  { services: { store }, who }: Asking,
  deliveries: readonly Delivery[],
): Delivery[] {
  const ownerOf = ownersIn(store.state);
  return deliveries.flatMap((each) => deliveryFor(who, each, ownerOf(each.channelId)) ?? []);
}

/** Fires with what became of those deliveries that whoever asks may see. */
export function firesFor(asking: Asking, fires: readonly FireView[]): FireView[] {
  return fires.map((fire) =>
    fire.deliveries === undefined
      ? fire
      : { ...fire, deliveries: deliveriesFor(asking, fire.deliveries) }
  );
}

/** Who looks at the page of channels; null where nobody logs in. */
export function channelReader({ services: { accounts }, who }: Asking): ChannelReader | null {
  if (who.kind !== "person") return null;
  const knowsOthers = can(who, "managePeople");
  const people = knowsOthers ? accounts.people.list() : [];
  return {
    id: who.person.id,
    maySetShared: can(who, "editChannel"),
    names: Object.fromEntries(people.map(({ id, name }) => [id, name])),
    proofs: proofsOf(personView(accounts.book.personOf(who))),
  };
}

function proofsOf({ hasTotp, hasPassword, passkeys, isLinked }: Proofs): Proofs {
  return { hasTotp, hasPassword, passkeys, isLinked };
}

/** A broadcast frame before it is numbered. */
export type FrameToTell = {
  [E in FrameEvent]: { readonly event: E; readonly data: FrameData[E] };
}[FrameEvent];

/** Whose a channel is, by its id. */
type OwnerOf = (channelId: string) => Thing;

/** Somebody gets all of a frame, or what is left without what is not for them. */
const [ALL, PART] = ["", "part"];

/**
 * What a listener needs beside the right to listen, by frame. A token that lacks it is not sent the frame, and sees
 * a gap in the numbers; what concerns one person's own channel goes to them, and a part of it to admins.
 */
const FRAME_RIGHTS = {
  ...{ snapshot: null, status: null, heartbeat: null, error: null, price_update: null },
  ...{ pair_added: null, pair_updated: null, pair_removed: null, pairs_reordered: null },
  ...{ alarm_added: null, alarm_updated: null, alarm_removed: null, alarm_triggered: null },
  ...{ alarms_added: null, alarms_updated: null, alarms_imported: null, alarms_removed: null },
  ...{ fire_acknowledged: null, delivery_updated: null },
  ...{ watchlist_added: null, watchlist_updated: null, watchlist_removed: null },
  ...{ channel_added: "seeChannels", channel_updated: "seeChannels" },
  ...{ channel_removed: "seeChannels", policy_added: "seeChannels" },
  ...{ policy_updated: "seeChannels", policy_removed: "seeChannels" },
} as const satisfies Record<FrameEvent, Action | null>;

/** Who gets how much of a frame; null where everybody who listens gets all of it. */
export function veilOf({ event, data }: FrameToTell, ownerOf: OwnerOf): Veil<FrameEvent> | null {
  switch (event) {
    case "channel_added":
    case "channel_updated":
      return channelVeil(data.channel, (channel) => ({ ...data, channel }));
    case "channel_removed":
      return wholeVeil("seeChannels", ownerOf(data.id), data);
    case "delivery_updated":
      return deliveryVeil(data.delivery, ownerOf(data.delivery.channelId));
    case "alarm_triggered":
      return fireVeil(data.fire, ownerOf, (fire) => ({ ...data, fire }));
    default: {
      const right = FRAME_RIGHTS[event];
      return right && wholeVeil(right, { owner: null }, data);
    }
  }
}

function channelVeil(
  channel: ChannelView,
  dataOf: (channel: ChannelView) => FrameData[FrameEvent],
): Veil<FrameEvent> {
  return {
    isPersonal: channel.owner !== null,
    keyOf: (who) => {
      if (!can(who, "seeChannels", channel)) return null;
      return can(who, "seeChannelConfig", channel) ? ALL : PART;
    },
    dataFor: () => dataOf(withoutConfig(channel)),
  };
}

/** All of it for whoever has the right, and nothing for others. */
function wholeVeil(
  right: Action,
  thing: Thing,
  data: FrameData[FrameEvent],
): Veil<FrameEvent> {
  const keyOf = (who: Who) => can(who, right, thing) ? ALL : null;
  return { isPersonal: thing.owner !== null, keyOf, dataFor: () => data };
}

function deliveryVeil(delivery: Delivery, thing: Thing): Veil<FrameEvent> {
  return {
    isPersonal: thing.owner !== null,
    keyOf: (who) => {
      const seen = deliveryFor(who, delivery, thing);
      return seen === null ? null : seen === delivery ? ALL : PART;
    },
    dataFor: () => ({ delivery: withoutWords(delivery) }),
  };
}

/** A fire goes to everybody; that another is told of it over a channel of their own does not. */
function fireVeil(
  fire: FireView,
  ownerOf: OwnerOf,
  dataOf: (fire: FireView) => FrameData[FrameEvent],
): Veil<FrameEvent> | null {
  const { deliveries = [] } = fire;
  const owners = [...new Set(deliveries.map(({ channelId }) => ownerOf(channelId).owner))];
  if (owners.length === 0) return null;
  return {
    keyOf: (who) => {
      const seen = owners.filter((owner) => can(who, "seeChannels", { owner }));
      return seen.length === owners.length ? ALL : JSON.stringify(seen);
    },
    dataFor: (key) => {
      const seen: readonly (string | null)[] = JSON.parse(key);
      const shown = deliveries.flatMap((delivery) => {
        const { owner } = ownerOf(delivery.channelId);
        if (seen.includes(owner)) return delivery;
        // What came of it over everybody's channels belongs to the fire.
        return owner === null ? withoutWords(delivery) : [];
      });
      return dataOf({ ...fire, deliveries: shown });
    },
  };
}

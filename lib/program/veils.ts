import { can, type Thing, type Who } from "@/lib/accounts/rights.ts";
import type { Delivery } from "@/lib/alarms/delivery.ts";
import { type ChannelView, withoutConfig } from "@/lib/protocol/channel_view.ts";
import type { FrameData, FrameEvent } from "@/lib/protocol/frames.ts";
import type { FireView } from "@/lib/protocol/fire_view.ts";
import type { Veil } from "@/lib/server/socket/numbering.ts";
import { deliveryFor, withoutWords } from "@/lib/server/visible.ts";

/** A broadcast frame before it is numbered. */
export type FrameToTell = {
  [E in FrameEvent]: { readonly event: E; readonly data: FrameData[E] };
}[FrameEvent];

/** Whose a channel is, by its id. */
type OwnerOf = (channelId: string) => Thing;

/** Somebody gets all of a frame, or what is left without what is not for them. */
const [ALL, PART] = ["", "part"];

/** Who gets how much of a frame: what concerns one person's own channel goes to them, and a part of it to admins. */
export function veilOf({ event, data }: FrameToTell, ownerOf: OwnerOf): Veil<FrameEvent> | null {
  switch (event) {
    case "channel_added":
    case "channel_updated":
      return channelVeil(data.channel, (channel) => ({ ...data, channel }));
    case "channel_removed":
      return removalVeil(ownerOf(data.id), data);
    case "delivery_updated":
      return deliveryVeil(data.delivery, ownerOf(data.delivery.channelId));
    case "alarm_triggered":
      return fireVeil(data.fire, ownerOf, (fire) => ({ ...data, fire }));
    default:
      return null;
  }
}

function channelVeil(
  channel: ChannelView,
  dataOf: (channel: ChannelView) => FrameData[FrameEvent],
): Veil<FrameEvent> {
  const isPersonal = channel.owner !== null;
  return {
    isPersonal,
    keyOf: (who) => {
      if (isPersonal && !can(who, "seeChannels", channel)) return null;
      return can(who, "seeChannelConfig", channel) ? ALL : PART;
    },
    dataFor: () => dataOf(withoutConfig(channel)),
  };
}

function removalVeil(thing: Thing, data: FrameData["channel_removed"]): Veil<FrameEvent> | null {
  if (thing.owner === null) return null;
  const keyOf = (who: Who) => can(who, "seeChannels", thing) ? ALL : null;
  return { isPersonal: true, keyOf, dataFor: () => data };
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
  const owners = new Set(deliveries.flatMap(({ channelId }) => ownerOf(channelId).owner ?? []));
  if (owners.size === 0) return null;
  return {
    keyOf: (who) => {
      const seen = [...owners].filter((owner) => can(who, "seeChannels", { owner }));
      return seen.length === owners.size ? ALL : JSON.stringify(seen);
    },
    dataFor: (key) => {
      const seen: readonly string[] = JSON.parse(key);
      const isSeen = ({ channelId }: Delivery) => {
        const { owner } = ownerOf(channelId);
        return owner === null || seen.includes(owner);
      };
      return dataOf({ ...fire, deliveries: deliveries.filter(isSeen) });
    },
  };
}

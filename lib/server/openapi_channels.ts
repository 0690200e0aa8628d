import { z } from "zod";
import { StoredChannel } from "@/lib/alarms/channel.ts";
import { Delivery } from "@/lib/alarms/delivery.ts";
import { ChannelPatch } from "@/lib/commands/channels.ts";
import { COMMANDS } from "@/lib/commands/commands.ts";

export const CHANNEL_INPUTS = {
  NewChannel: COMMANDS.add_channel.input,
  ChannelPatch,
  DeliveryKey: COMMANDS.resend_delivery.input,
};

const Channel = StoredChannel.extend({
  config: z.record(z.string(), z.unknown()).describe(
    'Fields of its type (docs/channels); secrets are {"set": true}',
  ),
  linkUrl: z.string().optional().describe("Where to press Start, so that the chat is linked"),
  missing: z.array(z.string()).describe("Secrets to enter again: the server's key has changed"),
});

export const CHANNEL_OUTPUTS = { Channel, Delivery };

/** What `/api` can do with channels and deliveries. */
export const CHANNEL_OPERATIONS = {
  "get /api/channels": { summary: "All channels" },
  "post /api/channels": { summary: "Add a way to a person", body: "NewChannel", status: 201 },
  "get /api/channels/{id}": { summary: "One channel" },
  "patch /api/channels/{id}": {
    summary: "Change a channel; secrets that are not named stay, unless its server changes",
    body: "ChannelPatch",
  },
  "delete /api/channels/{id}": { summary: "Remove a channel; what waits for it is cancelled" },
  "post /api/channels/{id}/test": { summary: "Send a test the whole way of a real fire" },
  "get /api/deliveries": {
    summary: "What was or is to be sent, oldest first",
    query: "DeliveriesQuery",
  },
  "post /api/deliveries/resend": { summary: "Send a dead delivery again", body: "DeliveryKey" },
} as const;

import { z } from "zod";
import { StoredChannel } from "@/lib/alarms/channel.ts";
import { Delivery } from "@/lib/alarms/delivery.ts";
import { Policy } from "@/lib/alarms/policy.ts";
import { ChannelPatch } from "@/lib/commands/channels.ts";
import { COMMANDS } from "@/lib/commands/commands.ts";
import { PolicyPatch } from "@/lib/commands/policies.ts";

export const CHANNEL_INPUTS = {
  NewChannel: COMMANDS.add_channel.input,
  ChannelPatch,
  DeliveryKey: COMMANDS.resend_delivery.input,
  NewPolicy: COMMANDS.add_policy.input,
  PolicyPatch,
};

const Channel = StoredChannel.extend({
  config: z.record(z.string(), z.unknown()).describe(
    'Fields of its type (docs/channels); secrets are {"set": true}',
  ),
  linkUrl: z.string().optional().describe("Where to press Start, so that the chat is linked"),
  linkExpiresAt: z.iso.datetime().optional()
    .describe("Until when that link is good; asking again gives a new one"),
  missing: z.array(z.string()).describe("Secrets to enter again: the server's key has changed"),
});

export const CHANNEL_OUTPUTS = { Channel, Delivery, Policy };

/** What `/api` can do with channels, deliveries and escalation policies. */
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
  "get /api/policies": { summary: "All escalation policies" },
  "post /api/policies": {
    summary: "Add an escalation policy: who is told next when nobody acknowledges",
    body: "NewPolicy",
    status: 201,
  },
  "patch /api/policies/{id}": {
    summary: "Change a policy; what went off before goes on as it was planned",
    body: "PolicyPatch",
  },
  "delete /api/policies/{id}": { summary: "Remove a policy that no alarm uses" },
} as const;

import { z } from "zod";
import { type Delivery, DELIVERY_STATES, isOpen } from "@/lib/alarms/delivery.ts";
import { parseInput } from "@/lib/commands/command.ts";
import { channelsFor, deliveriesFor, findChannelFor } from "../visible.ts";
import { countUpTo, type Ctx, query } from "./answer.ts";

export function list(ctx: Ctx): Response {
  return Response.json({ channels: channelsFor(ctx.state) });
}

export function one(ctx: Ctx): Response {
  return Response.json({ channel: findChannelFor(ctx.state, ctx.params.id ?? "") });
}

export function policies({ state: { services } }: Ctx): Response {
  return Response.json({ policies: services.store.state.policies });
}

export function deliveries(ctx: Ctx): Response {
  const wanted = parseInput(DeliveriesQuery, query(ctx));
  const { outbox } = ctx.state.services.store.state;
  const deliveries = selectDeliveries(deliveriesFor(ctx.state, outbox), wanted);
  return Response.json({ deliveries });
}

/** `?state`, `?channel` and `?fire`: ids; `?limit`: the newest 500. */
export const DeliveriesQuery = z.strictObject({
  state: z.enum(DELIVERY_STATES, `must be one of ${DELIVERY_STATES.join(", ")}`).optional(),
  channel: z.string().optional(),
  fire: z.string().optional(),
  limit: countUpTo(5000).default(500),
});

/** The newest deliveries that are wanted, oldest first. */
function selectDeliveries(
  outbox: readonly Delivery[],
  { state, channel, fire, limit }: z.infer<typeof DeliveriesQuery>,
): readonly Delivery[] {
  return outbox.filter((each) =>
    (state === undefined || each.state === state) &&
    (channel === undefined || each.channelId === channel) &&
    (fire === undefined || each.fireId === fire)
  ).slice(-limit);
}

/** Deliveries that the page of channels comes with; the API has all of them. */
const MOST_NEWEST = 200;
const MOST_DEAD = 500;

/**
 * What the page of channels shows: the newest, what was given up and can be sent again, and what is on the way for
 * the second time; oldest first.
 */
export function pageDeliveries(outbox: readonly Delivery[]): readonly Delivery[] {
  const dead = outbox.filter(({ state, isTest }) => state === "dead" && !isTest).slice(-MOST_DEAD);
  const again = outbox.filter((each) => each.isResent === true && isOpen(each));
  const shown = new Set([...dead, ...again, ...outbox.slice(-MOST_NEWEST)]);
  return outbox.filter((each) => shown.has(each));
}

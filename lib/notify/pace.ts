import type { Delivery } from "@/lib/alarms/delivery.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import type { Outcome } from "./retries.ts";

/** How often a channel sends, where each message costs money or keeps a line busy. */
export interface Pace {
  /** Messages within 24 hours; more wait. */
  readonly mostPerDay: number;
  /** From one message to the next, in milliseconds. */
  readonly gapMs: number;
}

type Outbox = readonly Pick<
  Delivery,
  "channelId" | "acceptedAt" | "dueSince" | "isUnclear" | "state" | "batch"
>[];

/** From when on (milliseconds since the Unix epoch) a channel's next message may go out after its last one. */
export function gapEnd(outbox: Outbox, channelId: string, { gapMs }: Pace, now: number): number {
  if (gapMs === 0) return 0;
  const last = costsOf(outbox, channelId, now).at(-1);
  return last === undefined ? 0 : last + gapMs;
}

/** Why a message waits though nothing is wrong: the day's are used up. Null while they are not. */
export function heldBack(
  outbox: Outbox,
  channelId: string,
  { mostPerDay }: Pace,
  now: number,
): Outcome | null {
  const oldest = costsOf(outbox, channelId, now).filter((at) => at > now - DAY_MS).at(-mostPerDay);
  if (oldest === undefined) return null;
  const next = oldest + DAY_MS;
  const time = new Date(next).toISOString().slice(0, 16).replace("T", " ");
  const why = `Held: ${mostPerDay} messages went out within 24 hours, the most that this channel ` +
    `may send; the next one may at ${time} UTC`;
  return { kind: "retry", why, afterMs: next - now };
}

/** When a channel's messages went out, oldest first: those that may have arrived cost as well. */
function costsOf(outbox: Outbox, channelId: string, now: number): number[] {
  const batches = new Set<string>();
  const costs = outbox.flatMap((delivery) => {
    const { batch } = delivery;
    if (delivery.channelId !== channelId || (batch !== undefined && batches.has(batch))) return [];
    // What went out together was one message.
    if (batch !== undefined) batches.add(batch);
    const at = Date.parse(delivery.acceptedAt ?? delivery.dueSince);
    // One was not answered, and another one followed unless it still waits.
    const unclear = delivery.isUnclear ? delivery.state === "due" ? 1 : 2 : 0;
    return Array<number>(Math.max(unclear, delivery.acceptedAt === null ? 0 : 1)).fill(at);
  });
  // Of before the clock was set back: they say nothing of now.
  return costs.filter((at) => at <= now).sort((a, b) => a - b);
}

import { type Delivery, dueAt, isOpen } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { DAY_MS, SECOND_MS } from "@/lib/time/durations.ts";
import { batchLine } from "./message.ts";
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

/** So many fires go out singly within the span; the others together, at its end. */
const SINGLES = 5;
const SPAN_MS = 10 * SECOND_MS;

/** Counts what goes out singly over one channel. */
export class Burst {
  /** When single messages went out, by a clock that nobody sets, in milliseconds. */
  #singles: number[] = [];
  /** When all that waits goes out together; null while nothing has to wait. */
  #endsAt: number | null = null;

  /** How long the next one waits for others to go out with it, in milliseconds; null where it goes out by itself. */
  waitMs(now: number): number | null {
    this.#singles = this.#singles.filter((at) => now - at < SPAN_MS);
    const [first] = this.#singles;
    if (this.#endsAt === null && this.#singles.length >= SINGLES && first !== undefined) {
      this.#endsAt = first + SPAN_MS;
    }
    return this.#endsAt === null ? null : Math.max(0, this.#endsAt - now);
  }

  /** All that waited is put together; the next ones go out singly again. */
  over(): void {
    this.#endsAt = null;
  }

  sentSingly(now: number): void {
    this.#singles.push(now);
  }
}

/** Deliveries of fires that were not tried yet, and are due at a moment (ms). */
export function untried(outbox: readonly Delivery[], channelId: string, now: number): Delivery[] {
  return outbox.filter((each) =>
    each.channelId === channelId && isOpen(each) && isSingle(each) &&
    Date.parse(dueAt(each)) <= now
  );
}

/** It goes out for the first time, and could go out with others. */
export function isSingle({ attempts, isTest, notice, batch }: Delivery): boolean {
  return attempts === 0 && !isTest && notice === undefined && batch === undefined;
}

/** The same, put together so that each message holds at most so many bytes of text. */
export function batched(
  deliveries: readonly Delivery[],
  { fires }: Pick<State, "fires">,
  mostBytes: number,
): Delivery[] {
  const byId = new Map(fires.map((fire) => [fire.id, fire]));
  let [batch, bytes] = ["", Infinity];
  return deliveries.flatMap((delivery) => {
    const fire: Fire | undefined = byId.get(delivery.fireId);
    if (fire === undefined) return [];
    const size = new TextEncoder().encode(batchLine(fire)).length + 1;
    if (bytes + size > mostBytes) [batch, bytes] = [delivery.key, 0];
    bytes += size;
    return [{ ...delivery, batch }];
  });
}

import { type Delivery, dueAt, isOpen } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { batchLine } from "./message.ts";

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

import {
  type Delivery,
  dueAt,
  isOpen,
  newDelivery,
  type StoredChannel,
  timeOf,
} from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/time/durations.ts";
import { batchLine } from "./message.ts";

/** How an attempt to deliver ended. */
export type Outcome =
  | {
    readonly kind: "sent";
    /** How the service names the message. */
    readonly reference?: string;
    /** Plain fields of the channel's config that the service changed, such as the number of a chat that moved. */
    readonly config?: Readonly<Record<string, unknown>>;
  }
  | {
    readonly kind: "retry";
    readonly why: string;
    /** How long the service asks to be left alone, in milliseconds. */
    readonly afterMs?: number;
    /** The request was sent, and nobody knows what became of it. */
    readonly mayHaveArrived?: boolean;
  }
  /** This message can never be sent; the channel goes on. */
  | { readonly kind: "drop"; readonly why: string }
  /** Nobody is there any more: the channel is switched off. */
  | { readonly kind: "gone"; readonly why: string };

interface Circumstances {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** 0 to 1. */
  readonly random: number;
  /** The service tells a repeat by its key, so that nobody hears it twice. */
  readonly repeatsAreSafe: boolean;
}

const FIRST_WAITS_MS = [1, 5, 15, 60, 300].map((seconds) => seconds * SECOND_MS);
const LATER_WAIT_MS = 10 * MINUTE_MS;
const JITTER = 0.2;
/** What a service asks for is obeyed up to here. */
export const LONGEST_ASKED_MS = HOUR_MS;
/** After that long nobody needs to hear of it any more. */
const GIVEN_UP_AFTER_MS = DAY_MS;

/** A delivery after an attempt; one that was cancelled meanwhile stays so unless it was accepted. */
export function afterAttempt(
  delivery: Delivery,
  outcome: Outcome,
  circumstances: Circumstances,
): Delivery {
  const attempts = delivery.attempts + 1;
  if (outcome.kind === "sent") return accepted({ ...delivery, attempts }, outcome, circumstances);
  const tried = { ...delivery, attempts, lastError: outcome.why };
  if (!isOpen(delivery)) return tried;
  return outcome.kind === "retry" ? again(tried, outcome, circumstances) : dead(tried);
}

function accepted(
  delivery: Delivery,
  { reference }: Extract<Outcome, { kind: "sent" }>,
  { now }: Circumstances,
): Delivery {
  return {
    ...delivery,
    // Whoever has answered already has it.
    state: delivery.state === "delivered" ? "delivered" : "accepted",
    ...{ nextAttemptAt: null, lastError: null },
    acceptedAt: new Date(now).toISOString(),
    ...(reference === undefined ? {} : { reference }),
  };
}

function again(
  delivery: Delivery,
  { afterMs = 0, mayHaveArrived = false }: Extract<Outcome, { kind: "retry" }>,
  { now, random, repeatsAreSafe }: Circumstances,
): Delivery {
  const isUnclear = mayHaveArrived && !repeatsAreSafe;
  // Once more is a chance for a message that was lost; more often is a person woken twice.
  if (isUnclear && delivery.isUnclear) return dead(delivery);
  const waitMs = Math.max(
    waitAfter(delivery.attempts, random),
    Math.min(afterMs, LONGEST_ASKED_MS),
  );
  const next = now + waitMs;
  if (next > Date.parse(delivery.dueSince) + GIVEN_UP_AFTER_MS) return dead(delivery);
  const nextAttemptAt = new Date(next).toISOString();
  return { ...delivery, nextAttemptAt, ...(isUnclear ? { isUnclear: true } : {}) };
}

function waitAfter(attempts: number, random: number): number {
  return FIRST_WAITS_MS[attempts - 1] ?? LATER_WAIT_MS * (1 + JITTER * (2 * random - 1));
}

function dead(delivery: Delivery): Delivery {
  return { ...delivery, state: "dead", nextAttemptAt: null };
}

/** Given up for its age, without another attempt. */
export function expired(delivery: Delivery): Delivery {
  return dead({ ...delivery, lastError: delivery.lastError ?? "The channel was off for a day" });
}

/** Whether it is too old to be sent; `now` in milliseconds since the Unix epoch. */
export function isExpired({ dueSince }: Delivery, now: number): boolean {
  return now > Date.parse(dueSince) + GIVEN_UP_AFTER_MS;
}

/** The same, to be sent again now because a person asks for it; by itself, whatever it went out with. */
export function resent(delivery: Delivery, now: number): Delivery {
  const { isUnclear: _, batch: __, ...rest } = delivery;
  const at = new Date(now).toISOString();
  return { ...rest, state: "due", attempts: 0, dueSince: at, nextAttemptAt: at, isResent: true };
}

/** So often a step is told where nobody hears it; a person who takes no call now may take the next. */
const MOST_UNHEARD = 3;
/** From a call that nobody took to the next, in milliseconds. */
const UNHEARD_WAIT_MS = MINUTE_MS;

/** What becomes of a delivery that a service took and nobody heard, and what tells it again; `now` in milliseconds. */
export function unheard(
  delivery: Delivery,
  why: string,
  now: number,
): { readonly ended: Delivery; readonly again: Delivery | null } {
  const ended = dead({ ...delivery, lastError: why });
  const time = timeOf(delivery);
  // Where its step repeats anyway, the next one is planned.
  const isLast = delivery.isTest || delivery.repeat !== undefined || time >= MOST_UNHEARD;
  if (isLast) return { ended, again: null };
  const { fireId, channelId, step } = delivery;
  const at = new Date(now + UNHEARD_WAIT_MS).toISOString();
  const next = newDelivery(fireId, channelId, at, step);
  return { ended, again: { ...next, key: `${next.key}:${time + 1}` } };
}

/** What an attempt with a config that is replaced by now means: others may have more luck. */
export function reopened(outcome: Outcome): Outcome {
  const isEnd = outcome.kind === "gone" || outcome.kind === "drop";
  return isEnd ? { kind: "retry", why: outcome.why } : outcome;
}

/** How a channel is doing after an attempt at a moment (ISO 8601). */
export function channelAfter(channel: StoredChannel, outcome: Outcome, at: string): StoredChannel {
  if (outcome.kind === "sent") {
    const state = { lastAcceptedAt: at, failingSince: null, lastError: null, disabledReason: null };
    const { config } = outcome;
    return { ...channel, ...(config && { config: { ...channel.config, ...config } }), state };
  }
  const { why } = outcome;
  const failing = { failingSince: channel.state.failingSince ?? at, lastError: why };
  if (outcome.kind !== "gone") return { ...channel, state: { ...channel.state, ...failing } };
  const state = { ...channel.state, ...failing, disabledReason: why };
  return { ...channel, enabled: false, state };
}

/** How often a channel sends, where each message costs money or keeps a line busy. */
export interface Pace {
  /** Messages within 24 hours; more wait. */
  readonly mostPerDay: number;
  /** From one message to the next, in milliseconds. */
  readonly gapMs: number;
}

/** How many messages a service takes at once, and how often one more after them. */
export interface Rate {
  readonly atOnce: number;
  /** In milliseconds. */
  readonly everyMs: number;
}

/** Keeps to a service's rate, so that a heap of messages does not have it refuse them. */
export class Allowance {
  /** When all of what is allowed at once is there again, by a clock that nobody sets, in milliseconds. */
  #fullAt = 0;

  /** How long the next message waits, in milliseconds. */
  waitMs({ atOnce, everyMs }: Rate, now: number): number {
    return Math.max(0, this.#fullAt - (atOnce - 1) * everyMs - now);
  }

  sent({ everyMs }: Rate, now: number): void {
    this.#fullAt = Math.max(this.#fullAt, now) + everyMs;
  }
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
  { fires, pairs }: Pick<State, "fires" | "pairs">,
  mostBytes: number,
): Delivery[] {
  const byId = new Map(fires.map((fire) => [fire.id, fire]));
  let [batch, bytes] = ["", Infinity];
  return deliveries.flatMap((delivery) => {
    const fire: Fire | undefined = byId.get(delivery.fireId);
    if (fire === undefined) return [];
    const size = new TextEncoder().encode(batchLine(fire, pairs)).length + 1;
    if (bytes + size > mostBytes) [batch, bytes] = [delivery.key, 0];
    bytes += size;
    return [{ ...delivery, batch }];
  });
}

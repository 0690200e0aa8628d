import {
  type Delivery,
  dueAt,
  isOpen,
  openByChannel,
  repeatAfter,
  soonest,
  type StoredChannel,
} from "@/lib/alarms/delivery.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import { type Event, EVENTS_A_CHANGE } from "@/lib/store/events.ts";
import { type Store, StoreFailedError } from "@/lib/store/store.ts";
import { type Clock, orAborted } from "@/lib/time/clock.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import type { Actions } from "./actions.ts";
import type { ChannelDesk } from "./channel_desk.ts";
import type { Button, ChannelType, SendTools } from "./channel_type.ts";
import { held } from "./quiet_hours.ts";
import { outcomeOfFailure } from "./request.ts";
import { type Message, messageOf } from "./message.ts";
import {
  afterAttempt,
  Allowance,
  batched,
  Burst,
  channelAfter,
  expired,
  gapEnd,
  heldBack,
  isExpired,
  isSingle,
  LONGEST_ASKED_MS,
  type Outcome,
  type Pace,
  type Rate,
  reopened,
  untried,
} from "./retries.ts";

/** What workers work with. */
export interface WorkerOptions {
  readonly store: Store;
  readonly desk: ChannelDesk;
  readonly typeOf: (name: string) => ChannelType | null;
  /** Makes what types work with; it gives up when the signal aborts. */
  readonly tools: (signal: AbortSignal) => Omit<SendTools, "buttons">;
  readonly actions: Actions;
  readonly clock: Clock;
  /** Called before deciding by the moment: the computer's clock may have been set. */
  readonly syncClock: () => void;
  /** 0 to 1. */
  readonly random: () => number;
  readonly publicUrl: string | undefined;
  readonly log: Logger;
}

const BUTTONS = [
  { action: "acknowledge", label: "Acknowledge" },
  { action: "snooze", label: "Snooze 15 min" },
] as const;

/** Of a type that does not say how much it takes, in bytes. */
const LONGEST_TEXT = 950;

/** Longest sleep: somebody may set the clock meanwhile. */
const LONGEST_SLEEP_MS = 10 * MINUTE_MS;

/** Sends the deliveries of one channel, one after the other, as long as there are any. */
export class ChannelWorker {
  ended: Promise<void> = Promise.resolve();
  readonly #tools: Omit<SendTools, "buttons">;
  #isRunning = false;
  /** Something may be due earlier than it sleeps. */
  #isWoken = false;
  #sleep = new AbortController();
  readonly #burst = new Burst();
  readonly #allowance = new Allowance();
  /** The service asked to be left alone, with all messages; until when, in milliseconds of the clock that nobody sets. */
  #rest: { readonly until: number; readonly config: StoredChannel["config"] } | null = null;

  constructor(
    private readonly channelId: string,
    private readonly options: WorkerOptions,
    private readonly stopping: AbortSignal,
  ) {
    this.#tools = options.tools(stopping);
  }

  wake(): void {
    this.#isWoken = true;
    this.#sleep.abort();
    if (this.#isRunning || this.stopping.aborted) return;
    this.#isRunning = true;
    this.ended = this.#run().catch((error) => this.#failed(error));
  }

  async #run(): Promise<void> {
    try {
      while (!this.stopping.aborted) {
        this.#isWoken = false;
        const waitMs = await this.#step();
        if (this.#isWoken) continue;
        if (waitMs === null) return;
        await this.#waitFor(waitMs);
      }
    } finally {
      // In the turn of the last look, so that no wake falls between.
      this.#isRunning = false;
    }
  }

  /** Does what is due, and says how long there is nothing to do; null when nothing is open. */
  async #step(): Promise<number | null> {
    const { store, clock, syncClock } = this.options;
    // Where it was set, what waits is not older for that.
    syncClock();
    const { state } = store;
    const delivery = soonest(openByChannel(state.outbox).get(this.channelId) ?? []);
    if (delivery === null) return null;
    if (isExpired(delivery, clock.now())) {
      // Decided on the newest: a clock that was set has moved it meanwhile.
      const giveUp = (each: Delivery) => isExpired(each, clock.now()) ? expired(each) : each;
      await this.#keep(new Set([delivery.key]), giveUp);
      return 0;
    }
    const channel = this.#channelIn(state);
    // Switched off: what waits goes out when somebody switches it on again, for a day.
    if (channel === undefined || !channel.enabled) return LONGEST_SLEEP_MS;
    // Whoever enters something else may be asked at once.
    const restMs = this.#rest?.config === channel.config ? this.#rest.until - clock.monotonic() : 0;
    const { pace, rate } = this.#limitsOf(channel);
    const due = Math.max(this.#gapEnd(pace), Date.parse(dueAt(delivery)));
    const paceMs = rate === null ? 0 : this.#allowance.waitMs(rate, clock.monotonic());
    const waitMs = Math.max(restMs, paceMs, due - clock.now());
    return waitMs > 0 ? waitMs : await this.#sendDue(channel, delivery, state);
  }

  /** Sends what is due, unless it has to wait: for the end of quiet hours, or for others to go out with it. */
  async #sendDue(channel: StoredChannel, delivery: Delivery, state: State): Promise<number> {
    const { clock, store } = this.options;
    if (held(state, channel, clock.now()).length > 0) {
      await this.#hold(channel);
      return 0;
    }
    if (isSingle(delivery)) {
      // A line that is busy for a while after each message takes all that waits at once.
      const isLine = (this.#limitsOf(channel).pace?.gapMs ?? 0) > 0;
      if (isLine && untried(state.outbox, channel.id, clock.now()).length > 1) {
        return await this.#putTogether(channel);
      }
      const waitMs = this.#burst.waitMs(clock.monotonic());
      if (waitMs !== null) return waitMs > 0 ? waitMs : await this.#putTogether(channel);
      this.#burst.sentSingly(clock.monotonic());
    }
    const { batch } = delivery;
    const isWithIt = (each: Delivery) => each.channelId === channel.id && each.batch === batch;
    const together = batch === undefined
      ? [delivery]
      : store.state.outbox.filter((each) => isWithIt(each) && isOpen(each));
    await this.#attempt(channel, together);
    return 0;
  }

  async #hold(channel: StoredChannel): Promise<void> {
    const { clock, store, log } = this.options;
    const count = await store.change((state) => {
      const waiting = held(state, channel, clock.now()).slice(0, EVENTS_A_CHANGE);
      return { events: waiting.map(updated), result: waiting.length };
    });
    log.info("Channel {name}: {count} held back by its quiet hours", { name: channel.name, count });
  }

  /** Their keys are on disk before they are sent: a repeat after a crash has the same one. */
  async #putTogether(channel: StoredChannel): Promise<number> {
    const { clock, store, typeOf } = this.options;
    const most = typeOf(channel.type)?.longestText ?? LONGEST_TEXT;
    const left = await store.change((state) => {
      const waiting = untried(state.outbox, channel.id, clock.now());
      const events = batched(waiting.slice(0, EVENTS_A_CHANGE), state, most).map(updated);
      return { events, result: waiting.length - EVENTS_A_CHANGE };
    });
    if (left <= 0) this.#burst.over();
    return 0;
  }

  #limitsOf(channel: StoredChannel): { readonly pace: Pace | null; readonly rate: Rate | null } {
    const { desk, typeOf } = this.options;
    const type = typeOf(channel.type);
    const config = type && desk.open(type, channel).config;
    return { pace: type?.pace?.(config) ?? null, rate: type?.rate?.(config) ?? null };
  }

  /** When the line of a channel that has one is free again. */
  #gapEnd(pace: Pace | null): number {
    const { store: { state }, clock } = this.options;
    return pace === null ? 0 : gapEnd(state.outbox, this.channelId, pace, clock.now());
  }

  async #waitFor(ms: number): Promise<void> {
    if (ms <= 0) return;
    this.#sleep = new AbortController();
    const signal = AbortSignal.any([this.#sleep.signal, this.stopping]);
    await this.options.clock.after(Math.min(ms, LONGEST_SLEEP_MS), signal);
  }

  /** Sends one message, and keeps what became of all deliveries that it tells. */
  async #attempt(channel: StoredChannel, together: readonly Delivery[]): Promise<void> {
    const { clock, random, typeOf, log } = this.options;
    const { rate } = this.#limitsOf(channel);
    if (rate !== null) this.#allowance.sent(rate, clock.monotonic());
    const outcome = await this.#send(channel, together);
    if (this.stopping.aborted) return;
    const afterMs = outcome.kind === "retry" ? outcome.afterMs ?? 0 : 0;
    const until = clock.monotonic() + Math.min(afterMs, LONGEST_ASKED_MS);
    this.#rest = afterMs > 0 ? { until, config: channel.config } : null;
    if (outcome.kind !== "sent") {
      const { name, type } = channel;
      log.warn("Channel {name} ({type}): {why}", { name, type, why: outcome.why });
    }
    const repeatsAreSafe = typeOf(channel.type)?.repeatsAreSafe ?? false;
    const how = { now: clock.now(), random: random(), repeatsAreSafe };
    const { config } = channel;
    await this.#keep(
      new Set(together.map(({ key }) => key)),
      (now, isRepaired) => afterAttempt(now, isRepaired ? reopened(outcome) : outcome, how),
      { outcome, config },
    );
  }

  async #send(channel: StoredChannel, together: readonly Delivery[]): Promise<Outcome> {
    const { desk, typeOf, log } = this.options;
    const type = typeOf(channel.type);
    if (type === null) return { kind: "retry", why: `This version knows no ${channel.type}` };
    const { config, missing } = desk.open(type, channel);
    if (missing.length > 0) {
      const why = `Enter ${missing.join(", ")} again: the server's key has changed`;
      return { kind: "retry", why };
    }
    const { store: { state }, clock, publicUrl } = this.options;
    const message = messageOf(together, channel, { state, now: clock.now(), publicUrl });
    if (message === null) return { kind: "drop", why: "Its fire is not kept any more" };
    const pace = type.pace?.(config) ?? null;
    const used = pace && heldBack(state.outbox, channel.id, pace, clock.now());
    if (used !== null) return used;
    try {
      const tools = { ...this.#tools, buttons: this.#buttons(channel, message) };
      const sent = type.send(message, config, tools);
      return await orAborted(sent, this.stopping);
    } catch (error) {
      const outcome = outcomeOfFailure(error);
      // Its message may hold an address with secrets in it.
      const name = error instanceof Error ? error.name : "Error";
      if (name !== "NoAnswer" && !this.stopping.aborted) {
        log.error("A channel of type {type} failed: {name}", {
          ...{ type: channel.type, name },
        });
      }
      return outcome;
    }
  }

  #buttons({ id, type }: StoredChannel, { key, trouble }: Message): readonly Button[] {
    // Nothing rings.
    if (trouble !== undefined) return [];
    const { actions, publicUrl } = this.options;
    const { may } = actions.presserOf(id);
    return BUTTONS.filter(({ action }) => may(action)).map((button) => {
      const token = actions.tokenOf(key, button.action);
      if (publicUrl === undefined) return { ...button, token, url: null, callback: null };
      const callback = callbackUrl(publicUrl, type, token);
      return { ...button, token, url: `${publicUrl}/a/${token}`, callback };
    });
  }

  /** Commits what became of deliveries and, after an attempt, how its channel is doing. */
  async #keep(
    keys: ReadonlySet<string>,
    change: (delivery: Delivery, isRepaired: boolean) => Delivery,
    attempt?: { readonly outcome: Outcome; readonly config: StoredChannel["config"] },
  ): Promise<void> {
    const { store, clock } = this.options;
    await store.change((state) => {
      const channel = this.#channelIn(state);
      // Entered anew while the attempt was under way, which so says nothing of the channel as it is.
      const isRepaired = attempt !== undefined && channel !== undefined &&
        channel.config !== attempt.config;
      const isRinging = (fireId: string) =>
        state.fires.some(({ id, acknowledgedAt }) => id === fireId && acknowledgedAt === null);
      const events: Event[] = [];
      for (const delivery of state.outbox.filter(({ key }) => keys.has(key))) {
        const after = change(delivery, isRepaired);
        events.push(updated(after));
        const next = isRinging(after.fireId) ? repeatAfter(after, clock.now()) : null;
        if (next !== null) events.push({ type: "deliveryRepeated", delivery: next });
      }
      if (channel !== undefined && attempt !== undefined && !isRepaired) {
        const after = channelAfter(channel, attempt.outcome, new Date(clock.now()).toISOString());
        events.push({ type: "channelUpdated", channel: after, by: "program" });
      }
      return { events, result: null };
    });
  }

  #channelIn({ channels }: Pick<State, "channels">): StoredChannel | undefined {
    return channels.find(({ id }) => id === this.channelId);
  }

  #failed(error: unknown): void {
    // Said already, on every screen.
    if (error instanceof StoreFailedError) return;
    this.options.log.error("Deliveries of a channel stopped: {error}", { error });
  }
}

/** Where a service tells what a person did with a message. */
export function callbackUrl(publicUrl: string, type: string, token: string): string {
  return `${publicUrl}/n/${type}/${token}`;
}

function updated(delivery: Delivery): Event {
  return { type: "deliveryUpdated", delivery, by: "program" };
}

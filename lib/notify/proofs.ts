import { Buffer } from "node:buffer";
import type { StoredChannel } from "@/lib/alarms/channel.ts";
import { type Delivery, newDelivery } from "@/lib/alarms/delivery.ts";
import { evaluate } from "@/lib/alarms/evaluate.ts";
import { rehearsalAt } from "@/lib/alarms/alarm.ts";
import { UNTOUCHED } from "@/lib/alarms/kinds/kind.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import { NO_HISTORY } from "@/lib/market/history/history_view.ts";
import type { Event } from "@/lib/store/events.ts";
import { type Store, StoreFailedError } from "@/lib/store/store.ts";
import { namedMoment, wallTimeAt } from "@/lib/text/wall_time.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { type Ask, NoAnswer } from "./request.ts";

interface ProofsOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** A new unique id without prefix. */
  readonly newId: () => string;
  /** Asked every minute while all is well; undefined: nobody is. */
  readonly heartbeatUrl: string | undefined;
  readonly ask: (signal: AbortSignal) => Ask;
  /**
   * A check has ended since the start, and not long ago, and the store takes changes. A program that
   * crashes again and again before its first check ends must not look alive.
   */
  readonly isProven: () => boolean;
  readonly log: Logger;
}

/** Proves every minute, to whoever watches the program, that it works; and every day that channels do. */
export class Proofs {
  readonly #stopping = new AbortController();
  #ended: Promise<unknown> = Promise.resolve();
  /** Whether the last heartbeat failed: that is said once. */
  #isUnheard = false;

  constructor(private readonly options: ProofsOptions) {}

  start(): void {
    this.#ended = Promise.all([
      this.#everyMinute(() => this.#beat()),
      this.#everyMinute(() => this.#sendCanaries()),
    ]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #everyMinute(act: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await act();
      await this.options.clock.after(MINUTE_MS, signal);
    }
  }

  async #beat(): Promise<void> {
    const { heartbeatUrl, ask, isProven, log } = this.options;
    if (heartbeatUrl === undefined || !isProven()) return;
    const problem = await heartbeat(ask(this.#stopping.signal), heartbeatUrl);
    if (problem !== null && !this.#isUnheard && !this.#stopping.signal.aborted) {
      log.warn("HEARTBEAT_URL is not reached: {problem}", { problem });
    }
    this.#isUnheard = problem !== null;
  }

  async #sendCanaries(): Promise<void> {
    const { store, clock, newId, log } = this.options;
    try {
      if (dueCanaries(store.state, clock.now()).length === 0) return;
      if (!canaryFires(clock.now())) return log.error("The canary's alarm did not fire");
      await store.change((state) => {
        const at = new Date(clock.now()).toISOString();
        const events = dueCanaries(state, clock.now()).map(({ id }): Event => ({
          type: "channelTested",
          delivery: {
            ...newDelivery(`fire_canary_${newId()}`, id, at),
            isTest: true,
            isCanary: true,
          },
        }));
        return { events, result: undefined };
      });
    } catch (error) {
      if (!(error instanceof StoreFailedError)) log.error("No canary: {error}", { error });
    }
  }
}

/** Null once it was heard; else why not, without the address, which may be a secret. */
async function heartbeat(ask: Ask, url: string): Promise<string | null> {
  try {
    const { address, headers } = withoutLogin(url);
    const { status } = await ask(address, { method: "GET", headers });
    return status >= 200 && status < 300 ? null : `it answered with status ${status}`;
  } catch (error) {
    return error instanceof NoAnswer ? error.message : "the request failed";
  }
}

/** An address with a login in it, as a request carries that: in a header. */
function withoutLogin(address: string): {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  const url = new URL(address);
  const { username, password } = url;
  if (username === "" && password === "") return { address, headers: {} };
  const login = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64");
  [url.username, url.password] = ["", ""];
  return { address: url.href, headers: { authorization: `Basic ${login}` } };
}

/** A percent sign that escapes nothing is one of the password. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The channels whose canary of today did not go out yet; `now` in milliseconds. */
function dueCanaries({ channels, outbox }: State, now: number): StoredChannel[] {
  return channels.filter(({ id, enabled, canary }) => {
    if (!enabled || canary === undefined) return false;
    const [hour = 0, minute = 0] = canary.at.split(":").map(Number);
    const { at } = namedMoment({ ...wallTimeAt(now, canary.zone), hour, minute }, canary.zone);
    const isSent = (each: Delivery) =>
      each.isCanary && each.channelId === id && Date.parse(each.dueSince) >= at;
    return now >= at && !outbox.some(isSent);
  });
}

/** Whether an alarm that must fire does, as any other. */
function canaryFires(now: number): boolean {
  const createdAt = new Date(now).toISOString();
  const handling = { note: "", mode: "once", cooldownSeconds: 0, expiresAt: null } as const;
  const alarm = {
    ...{ ...UNTOUCHED, ...rehearsalAt(2), ...handling, id: "alarm_canary", createdAt },
    conditionMet: false,
  };
  const { reason } = evaluate(alarm, {
    ...{ symbol: "CANARY", now, previous: 1, previousAt: now - 1 },
    ...{ previousMax: 1, previousMin: 1, maxPrice: 3, minPrice: 1 },
    ...{ history: NO_HISTORY, isUnwatched: () => false },
    observation: { price: 3, at: now },
  });
  return reason === "fired";
}

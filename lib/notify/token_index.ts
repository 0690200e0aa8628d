import type { Delivery } from "@/lib/alarms/delivery.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { doInTurns, type Steps } from "@/lib/time/turns.ts";

/** What a person can do from a message. */
const ACTIONS = ["acknowledge", "snooze"] as const;
export type Action = typeof ACTIONS[number];

/** What a token stands for. */
interface Named {
  readonly delivery: Delivery;
  readonly action: Action;
}

interface TokenIndexOptions {
  /** The deliveries that are kept, as they are now; another list once one of them changed. */
  readonly deliveries: () => readonly Delivery[];
  readonly tokenOf: (deliveryKey: string, action: Action) => string;
}

/** 128 bits in Base64 for addresses. */
export const TOKEN_LENGTH = 22;
const TOKEN = new RegExp(`^[-\\w]{${TOKEN_LENGTH}}$`);

/** Finds tokens without making all of them at each question: whoever guesses must not keep the program busy. */
export class TokenIndex {
  readonly #byToken = new Map<string, { readonly key: string; readonly action: Action }>();
  readonly #tokens = new Map<string, readonly string[]>();
  /** The deliveries whose tokens are known. */
  #learned: readonly Delivery[] = [];
  #learning: Promise<void> = Promise.resolve();

  constructor(private readonly options: TokenIndexOptions) {}

  /** Null for what is no token of a delivery that is kept. */
  async find(token: string): Promise<Named | null> {
    if (!TOKEN.test(token)) return null;
    if (!this.#byToken.has(token) && this.#learned !== this.options.deliveries()) {
      // One after the other: whoever asks next may mean a delivery that is newer than these.
      this.#learning = this.#learning.then(() => doInTurns(this.#learn()));
      await this.#learning;
    }
    const named = this.#byToken.get(token);
    if (named === undefined) return null;
    const delivery = deliveryOf(this.options.deliveries(), named.key);
    return delivery === undefined ? null : { delivery, action: named.action };
  }

  *#learn(): Steps<void> {
    const deliveries = this.options.deliveries();
    if (deliveries === this.#learned) return;
    const keys = new Set<string>();
    for (const { key, batch = key } of deliveries) {
      keys.add(key).add(batch);
      for (const each of [key, batch]) if (!this.#tokens.has(each)) this.#add(each);
      yield;
    }
    if (this.#tokens.size > keys.size) this.#forgetAllBut(keys);
    this.#learned = deliveries;
  }

  #add(key: string): void {
    const tokens = ACTIONS.map((action) => {
      const token = this.options.tokenOf(key, action);
      this.#byToken.set(token, { key, action });
      return token;
    });
    this.#tokens.set(key, tokens);
  }

  #forgetAllBut(kept: ReadonlySet<string>): void {
    for (const [key, tokens] of this.#tokens) {
      if (kept.has(key)) continue;
      this.#tokens.delete(key);
      for (const token of tokens) this.#byToken.delete(token);
    }
  }
}

/** The delivery under whose key a message went out; where that is forgotten, another one that went out with it. */
export function deliveryOf(deliveries: readonly Delivery[], key: string): Delivery | undefined {
  return deliveries.find((each) => each.key === key) ??
    deliveries.find((each) => each.batch === key);
}

/** How long a code is good, in milliseconds. */
const GOOD_MS = 15 * MINUTE_MS;
/** The minute up to which it is good, and what proves that we made it. */
const CODE = /^([\da-z]{1,10})_([-\w]+)$/;

/** A code that links a chat with a channel. */
export interface LinkCode {
  readonly code: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

interface LinkCodesOptions {
  /** What nobody without the server's key can make of a text; letters, digits, - and _. */
  readonly sign: (text: string) => string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Codes that link chats with channels, each good for 15 minutes: a link that was passed on opens nothing later. */
export class LinkCodes {
  constructor(private readonly options: LinkCodesOptions) {}

  /** The same within a minute. */
  of(channelId: string): LinkCode {
    const minute = Math.floor((this.options.now() + GOOD_MS) / MINUTE_MS);
    const expiresAt = new Date(minute * MINUTE_MS).toISOString();
    return { code: this.#codeOf(channelId, minute.toString(36)), expiresAt };
  }

  isGood(code: string, channelId: string): boolean {
    const [, minute = ""] = CODE.exec(code) ?? [];
    if (minute === "" || code !== this.#codeOf(channelId, minute)) return false;
    return Number.parseInt(minute, 36) * MINUTE_MS > this.options.now();
  }

  #codeOf(channelId: string, minute: string): string {
    return `${minute}_${this.options.sign(`${channelId} ${minute}`)}`;
  }
}

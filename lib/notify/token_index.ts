import type { Delivery } from "@/lib/alarms/delivery.ts";
import { doInTurns, type Steps } from "@/lib/time/turns.ts";

/** What a person can do from a message. */
export const ACTIONS = ["acknowledge", "snooze"] as const;
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

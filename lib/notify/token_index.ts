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
    const delivery = this.options.deliveries().find(({ key }) => key === named.key);
    return delivery === undefined ? null : { delivery, action: named.action };
  }

  *#learn(): Steps<void> {
    const deliveries = this.options.deliveries();
    if (deliveries === this.#learned) return;
    for (const { key } of deliveries) {
      if (this.#tokens.has(key)) continue;
      this.#add(key);
      yield;
    }
    if (this.#tokens.size > deliveries.length) this.#forgetAllBut(deliveries);
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

  #forgetAllBut(deliveries: readonly Delivery[]): void {
    const kept = new Set(deliveries.map(({ key }) => key));
    for (const [key, tokens] of this.#tokens) {
      if (kept.has(key)) continue;
      this.#tokens.delete(key);
      for (const token of tokens) this.#byToken.delete(token);
    }
  }
}

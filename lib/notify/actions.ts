import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";
import type { Delivery } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { Store } from "@/lib/store/store.ts";

/** What a person can do from a message. */
export const ACTIONS = ["acknowledge", "snooze"] as const;
export type Action = typeof ACTIONS[number];

/** What came of a press, and how it is told to the person. */
export interface ActionResult {
  readonly outcome: "done" | "already" | "unknown";
  readonly text: string;
}

/** What a link would do, in words. */
export interface MeantAction {
  readonly action: Action;
  readonly title: string;
  readonly text: string;
  /** There is nothing to do any more. */
  readonly isDone: boolean;
}

export interface ActionsOptions {
  readonly store: Store;
  /** The server's key: tokens are made of it, so that a repeat after a restart carries the same one. */
  readonly key: string;
  /** Carries out what a person asks for; `by` names them. */
  readonly act: (action: Action, fire: Fire, by: string) => Promise<void>;
}

/** 128 bits in Base64 for addresses. */
const TOKEN_LENGTH = 22;

/** Buttons in messages: a token stands for one action on one fire, and for nothing else. */
export class Actions {
  readonly #key: Uint8Array;

  constructor(private readonly options: ActionsOptions) {
    this.#key = new Uint8Array(hkdfSync("sha256", options.key, "", "action tokens", 32));
  }

  tokenOf(deliveryKey: string, action: string): string {
    return createHmac("sha256", this.#key).update(`${action} ${deliveryKey}`).digest("base64url")
      .slice(0, TOKEN_LENGTH);
  }

  /** What a token stands for; null when it is none. */
  look(token: string): MeantAction | null {
    const meant = this.#find(token);
    if (meant === null) return null;
    const { delivery, action } = meant;
    if (delivery.isTest) {
      const title = "Test of Crypto Price Alarm";
      const text = "This button belongs to a test of a channel.";
      return { action, title, text, isDone: delivery.state === "delivered" };
    }
    const fire = this.options.store.state.fires.find(({ id }) => id === delivery.fireId);
    if (fire === undefined) return null;
    const { pair, price, message, acknowledgedAt } = fire;
    const title = `${pair} ${formatPrice(price)}`;
    return { action, title, text: message, isDone: acknowledgedAt !== null };
  }

  /** Does what a token stands for, once; doing it again says that it was done. */
  async take(token: string, by: string): Promise<ActionResult> {
    const meant = this.#find(token);
    if (meant === null) return UNKNOWN;
    const { delivery, action } = meant;
    if (delivery.isTest) return await this.#takeTest(delivery.key);
    const fire = this.options.store.state.fires.find(({ id }) => id === delivery.fireId);
    if (fire === undefined) return UNKNOWN;
    if (fire.acknowledgedAt !== null) return already(fire);
    await this.options.act(action, fire, by);
    const text = action === "snooze" ? "Snoozed for 15 minutes" : "Acknowledged";
    return { outcome: "done", text };
  }

  #find(token: string): { delivery: Delivery; action: Action } | null {
    if (token.length !== TOKEN_LENGTH) return null;
    for (const delivery of this.options.store.state.outbox.toReversed()) {
      const action = ACTIONS.find((each) => isSame(this.tokenOf(delivery.key, each), token));
      if (action !== undefined) return { delivery, action };
    }
    return null;
  }

  /** Nothing rings; the channel has shown that it works both ways. */
  async #takeTest(key: string): Promise<ActionResult> {
    await this.options.store.change((state) => {
      const delivery = state.outbox.find((each) => each.key === key);
      if (delivery === undefined || delivery.state === "delivered") {
        return { events: [], result: null };
      }
      const delivered = { ...delivery, state: "delivered" as const, nextAttemptAt: null };
      return {
        events: [{ type: "deliveryUpdated", delivery: delivered, by: "program" }],
        result: null,
      };
    });
    return { outcome: "done", text: "It works: the button arrived" };
  }
}

const UNKNOWN: ActionResult = {
  outcome: "unknown",
  text: "This fire is not kept any more",
};

function already({ acknowledgedBy }: Fire): ActionResult {
  const by = acknowledgedBy === undefined ? "" : ` by ${acknowledgedBy}`;
  return { outcome: "already", text: `Already acknowledged${by}` };
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

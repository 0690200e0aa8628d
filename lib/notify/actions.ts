import { createHmac, hkdfSync } from "node:crypto";
import type { Delivery } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { Doer, Event } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import { pairOf, saidOf } from "./message.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { doInTurns, type Steps } from "@/lib/time/turns.ts";
import { unheard } from "./retries.ts";

/** What came of a press, and how it is told to the person. */
export interface ActionResult {
  readonly outcome: "done" | "already" | "unknown" | "refused";
  readonly text: string;
}

/** What a link would do, in words. */
interface MeantAction {
  readonly action: Action;
  /** Of the delivery whose message has the link. */
  readonly key: string;
  readonly title: string;
  readonly text: string;
  /** There is nothing to do any more. */
  readonly isDone: boolean;
}

interface ActionsOptions {
  readonly store: Pick<Store, "state" | "change">;
  /** The server's key: tokens are made of it, so that a repeat after a restart carries the same one. */
  readonly key: string;
  /**
   * Carries out what a person asks for, for all fires at once, and answers what was done; `by` says from where,
   * `doer` who it is, where that is known.
   */
  readonly act: (
    action: Action,
    fires: readonly Fire[],
    by: string,
    doer: Doer | undefined,
  ) => Promise<string>;
  /** Who presses the buttons of a channel, by its owner; left out: whoever has the message. */
  readonly presserOf?: (owner: string | null) => Presser;
}

/** Who presses a button, and what they may at this moment. */
export interface Presser {
  readonly doer?: Doer;
  may(action: Action): boolean;
}

const ANYBODY: Presser = { may: () => true };

/** Buttons in messages: a token stands for one action on one fire, and for nothing else. */
export class Actions {
  #made: Uint8Array | null = null;
  readonly #tokens: TokenIndex;

  constructor(private readonly options: ActionsOptions) {
    this.#tokens = new TokenIndex({
      deliveries: () => options.store.state.outbox,
      tokenOf: (key, action) => this.tokenOf(key, action),
    });
  }

  /** Made when it is first used: what makes keys takes long to load. */
  get #key(): Uint8Array {
    return this.#made ??= new Uint8Array(
      hkdfSync("sha256", this.options.key, "", "action tokens", 32),
    );
  }

  tokenOf(deliveryKey: string, action: string): string {
    return createHmac("sha256", this.#key).update(`${action} ${deliveryKey}`).digest("base64url")
      .slice(0, TOKEN_LENGTH);
  }

  /** What a token stands for; null when it is none. */
  async look(token: string): Promise<MeantAction | null> {
    const meant = await this.#tokens.find(token);
    if (meant === null) return null;
    const { action, delivery: { channelId, key, isTest, state } } = meant;
    if (this.#channel(channelId) === undefined) return null;
    if (isTest) {
      const title = "Test of Crypto Price Alarm";
      const text = "This button belongs to a test of a channel.";
      return { action, key, title, text, isDone: state === "delivered" };
    }
    const fires = this.#firesOf(meant.delivery);
    const [fire] = fires;
    if (fire === undefined) return null;
    const { pairs } = this.options.store.state;
    if (fires.length > 1) {
      const isDone = fires.every(({ acknowledgedAt }) => acknowledgedAt !== null);
      const text = fires.map((each) => saidOf(each, pairs)).join("\n");
      return { action, key, title: `${fires.length} alarms`, text, isDone };
    }
    const title = `${pairOf(fire, pairs)} ${formatPrice(fire.price)}`;
    const isDone = fire.acknowledgedAt !== null;
    return { action, key, title, text: saidOf(fire, pairs), isDone };
  }

  /** Does what a link means, once; doing it again says that it was done. */
  async take(
    { action, key }: Pick<MeantAction, "action" | "key">,
    by: string,
  ): Promise<ActionResult> {
    const delivery = this.options.store.state.outbox.find((each) => each.key === key);
    // Whose a channel was, and so who pressed, nobody knows once it is removed.
    if (delivery === undefined || this.#channel(delivery.channelId) === undefined) return UNKNOWN;
    if (delivery.isTest) return await this.#takeTest(key);
    const fires = this.#firesOf(delivery);
    const [first] = fires;
    if (first === undefined) return UNKNOWN;
    const ringing = fires.filter(({ acknowledgedAt }) => acknowledgedAt === null);
    if (ringing.length === 0) return already(first);
    const { doer, may } = this.presserOf(delivery.channelId);
    if (!may(action)) return REFUSED;
    return { outcome: "done", text: await this.options.act(action, ringing, by, doer) };
  }

  /** A service tells that nobody heard a message: it is told again, a few times; `now` in milliseconds. */
  async unheard(key: string, why: string, now: number): Promise<void> {
    await this.options.store.change((state) => {
      const meant = deliveryOf(state.outbox, key);
      const rings = ({ fireId }: Delivery) =>
        state.fires.some(({ id, acknowledgedAt }) => id === fireId && acknowledgedAt === null);
      const unheardOnes = state.outbox.filter((each) =>
        meant !== undefined && each.state === "accepted" && isTogether(each, meant) &&
        (each.isTest || rings(each))
      );
      const events = unheardOnes.flatMap((each): Event[] => {
        const { ended, again } = unheard(each, why, now);
        const told: Event = { type: "deliveryUpdated", delivery: ended, by: "program" };
        return again === null ? [told] : [told, { type: "deliveryRepeated", delivery: again }];
      });
      return { events, result: null };
    });
  }

  /** Does what a token stands for. */
  async press(token: string, by: string): Promise<ActionResult> {
    const meant = await this.look(token);
    return meant === null ? UNKNOWN : await this.take(meant, by);
  }

  /** Who presses the buttons in messages of a channel. */
  presserOf(channelId: string): Presser {
    return this.options.presserOf?.(this.#channel(channelId)?.owner ?? null) ?? ANYBODY;
  }

  #channel(id: string) {
    return this.options.store.state.channels.find((channel) => channel.id === id);
  }

  /** The fires that a message told: those of all deliveries that went out with this one. */
  #firesOf(delivery: Delivery): readonly Fire[] {
    const { fires, outbox } = this.options.store.state;
    const together = outbox.filter((each) => isTogether(each, delivery));
    const ids = new Set(together.map(({ fireId }) => fireId));
    return fires.filter(({ id }) => ids.has(id));
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

/** Whether two deliveries went out as one message. */
function isTogether(one: Delivery, other: Delivery): boolean {
  const { batch, channelId } = other;
  if (batch === undefined) return one.key === other.key;
  return one.batch === batch && one.channelId === channelId;
}

const UNKNOWN: ActionResult = {
  outcome: "unknown",
  text: "This fire is not kept any more, or the channel was removed",
};

const REFUSED: ActionResult = {
  outcome: "refused",
  text: "The owner of this channel may not do that: an admin gives the role for it",
};

function already({ acknowledgedBy }: Fire): ActionResult {
  const by = acknowledgedBy === undefined ? "" : ` by ${acknowledgedBy}`;
  return { outcome: "already", text: `Already acknowledged${by}` };
}

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
const TOKEN_LENGTH = 22;
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
function deliveryOf(deliveries: readonly Delivery[], key: string): Delivery | undefined {
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

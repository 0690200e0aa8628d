import { z } from "zod";
import type { ActionResult, Actions } from "@/lib/notify/actions.ts";
import { type ChannelType, defineChannelType, type SendTools } from "@/lib/notify/channel_type.ts";
import type { Message } from "@/lib/notify/message.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import type { PhoneMessage, PhonePicture } from "@/lib/protocol/views.ts";

/** The type's name; it stands in no table, so that only the demo has such channels. */
export const DEMO_PHONE = "demoPhone";

/** Newest messages that the phone keeps. */
const MOST_MESSAGES = 30;

/**
 * A phone that is a page of the program: the demo's way to see fires arrive without an account anywhere.
 * The outbox sends to it as to any service; what it got is forgotten when the program stops.
 */
export class DemoPhone {
  readonly type: ChannelType;
  /** By key, newest last. */
  readonly #messages = new Map<string, PhoneMessage>();
  #isOn = true;

  constructor(private readonly actions: Pick<Actions, "press">) {
    this.type = defineChannelType({
      config: z.strictObject({}),
      ...{ secrets: [], addresses: [] },
      // A repeat takes the place of what it repeats.
      repeatsAreSafe: true,
      hasOwnButtons: true,
      send: (message, _config, tools) => Promise.resolve(this.#receive(message, tools)),
      close: ({ message, by }) => Promise.resolve(this.#edit(message.key, `${by} has it`)),
    });
  }

  get picture(): PhonePicture {
    return { isOn: this.#isOn, messages: [...this.#messages.values()].toReversed() };
  }

  /** A phone that is off is out of reach, as a service that is down. */
  turn(isOn: boolean): void {
    this.#isOn = isOn;
  }

  async press(token: string): Promise<ActionResult> {
    const result = await this.actions.press(token, "Demo phone");
    // Whatever rings is edited by whoever closes messages; nobody closes a test.
    const test = this.#messages.values().find(({ buttons, isTest }) =>
      isTest && buttons.some((button) => button.token === token)
    );
    if (test !== undefined) this.#edit(test.key, result.text);
    return result;
  }

  #receive({ key, title, text, at, fire, fires }: Message, { buttons, now }: SendTools): Outcome {
    if (!this.#isOn) return { kind: "retry", why: "The phone is switched off" };
    this.#messages.delete(key);
    this.#messages.set(key, {
      ...{ key, title, text, firedAt: at, receivedAt: new Date(now()).toISOString(), edit: null },
      buttons: buttons.map(({ action, label, token }) => ({ action, label, token })),
      ...{ isTest: fires.length === 0, alarmId: fire?.alarmId ?? null },
    });
    const [oldest] = this.#messages.keys();
    if (this.#messages.size > MOST_MESSAGES && oldest !== undefined) this.#messages.delete(oldest);
    return { kind: "sent", reference: key };
  }

  #edit(key: string, edit: string): void {
    const message = this.#messages.get(key);
    if (message !== undefined) this.#messages.set(key, { ...message, edit, buttons: [] });
  }
}

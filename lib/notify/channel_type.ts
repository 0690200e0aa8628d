import type { z } from "zod";
import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import type { Clock } from "@/lib/time/clock.ts";
import type { Action, ActionResult } from "./actions.ts";
import type { Dial } from "./dial.ts";
import type { Scheme } from "./guard.ts";
import type { Message } from "./message.ts";
import type { Ask } from "./request.ts";
import type { Outcome, Pace, Rate } from "./retries.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Addresses of services that whoever runs the server may replace. */
interface Services {
  readonly telegram: string;
  readonly pushover: string;
  readonly twilio: string;
}

/** What a person may do from a message. */
export interface Button {
  readonly action: Action;
  readonly label: string;
  readonly token: string;
  /** The page that does it; null where nobody said how this server is reached. */
  readonly url: string | null;
  /** Where the message's service tells that it was pressed; null as above. */
  readonly callback: string | null;
}

/** Who this server is, to the push services of browsers. */
export interface PushIdentity {
  /** In Base64url; browsers subscribe to what is sent by its owner. */
  readonly publicKey: string;
  /** The header that says who asks at a subscription's address; `now` in milliseconds. */
  authorization(endpoint: string, now: number): Promise<string>;
}

/** What a channel type works with. */
export interface SendTools {
  /** Asks at an address that a person gave. */
  readonly ask: Ask;
  /** Connects to one, where something else than HTTP is spoken. */
  readonly dial: Dial;
  /** Asks at an address of `services`. */
  readonly askOwn: Ask;
  readonly services: Services;
  readonly push: PushIdentity;
  /** Buttons for a message that is sent; the same ones for each attempt. */
  readonly buttons: readonly Button[];
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** The config to keep, perhaps with what the service told; or which field it does not know. */
type Prepared<Config> =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly field: string; readonly rule: string };

/** Which account is listened to. */
export interface Receiving {
  readonly config: Fields;
  /** The channels that share it, as they are now; secrets in them are sealed. */
  readonly channels: () => readonly StoredChannel[];
  /** What of the account was heard already; it outlives a failure. */
  readonly heard: Heard;
}

/** How far an account's answers were heard. */
export interface Heard {
  /** The service's number of the first answer that was not. */
  next: number;
  /** How the service names that place, where it has no numbers. */
  since?: string;
  /** What was asked about up to there, where a service tells only of what it is asked about. */
  rooms?: readonly string[];
}

/** What listening to a service works with. */
export interface ReceiveTools {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** As `askOwn`, for answers that let wait and are long. */
  readonly askLong: Ask;
  /** The same, at an address that a person gave. */
  readonly askTheirsLong: Ask;
  /** Connects there for long, where something else than HTTP is spoken. */
  readonly dialLong: Dial;
  readonly services: Services;
  /** Tells whoever runs the server. */
  readonly say: (words: string) => void;
  /** A button was pressed; `by` names the person. */
  readonly press: (token: string, by: string) => Promise<ActionResult>;
  /** The same, for services that tell which message it was by their own name for it. */
  readonly pressOn: (reference: string, action: Action, by: string) => Promise<ActionResult>;
  /** How the service names the messages of these channels that nobody has acknowledged. */
  readonly awaited: () => readonly string[];
  /** The service lets the account in no more: its channels are switched off, which is shown with the reason. */
  readonly giveUp: (why: string) => Promise<void>;
  /** Adds fields to the channel with this code, once; answers its name, or null. */
  readonly link: (code: string, config: Fields) => Promise<string | null>;
}

/** What each type has, whatever its config is. */
interface Traits<Config, Name extends string> {
  /** Fields of its `config`, secrets as texts. */
  readonly config: z.ZodType<Config>;
  /** Fields that are sealed in the file and never shown. */
  readonly secrets: readonly Name[];
  /** Fields that hold an address: checked before they are kept. */
  readonly addresses: readonly Name[];
  /** How its addresses begin; https:// or http:// where it is left out. */
  readonly schemes?: readonly Scheme[];
  /** The only hosts its addresses may have, by https:// alone, and (`.`) ends of them; any where it is left out. */
  readonly hosts?: readonly string[];
  /** So many bytes of text it takes in one message; fires that are told together are split by that. */
  readonly longestText?: number;
  /** A message that is sent twice with one key is heard once. */
  readonly repeatsAreSafe: boolean;
  /** Its messages can be answered in the service itself: nothing has to reach this server from outside. */
  readonly hasOwnButtons?: true;
  /** What people send in another shape, as fields of `config`. */
  readonly unpack?: (given: Fields) => Fields;
}

/** What a service brought to a button's `callback`. */
export interface Callback {
  /** The address as the service was given it. */
  readonly url: string;
  /** The fields of its form, in their order. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** One that proves who asks; null where it is not there. */
  header(name: string): string | null;
}

export interface CallbackAnswer {
  readonly type: string;
  readonly body: string;
}

/** What was pressed, and how that is answered. */
interface Heeded {
  /** Null where it means nothing. */
  readonly action: Action | null;
  /** Why nobody heard the message, where the service tells that it has ended so. */
  readonly unheard?: string | null;
  /** `result`: what came of the action; null where there was none. */
  answer(result: ActionResult | null): CallbackAnswer;
}

interface Acts<Config> {
  /** Asks the service about what was entered, before it is kept. */
  prepare?(config: Config, tools: Omit<SendTools, "buttons">): Promise<Prepared<Config>>;
  /** Sends one message; a rejection counts as an end that nobody knows. */
  send(message: Message, config: Config, tools: SendTools): Promise<Outcome>;
  /** The address that a config means, where it takes more than the field of `addresses` to say it. */
  addressOf?(config: Config): string | null;
  /** How often it may send; as often as there is something where it is left out. */
  pace?(config: Config): Pace | null;
  /** What the service takes before it refuses; whatever comes where it is left out. */
  rate?(config: Config): Rate | null;
  /** Reads what the service brought to a button's `callback`; null where it was not the service. */
  hear?(callback: Callback, config: Config): Heeded | null;
  /**
   * Takes the buttons off a message that was acknowledged, and says by whom; answers how long the service
   * wants to be left alone, in milliseconds, where it does.
   */
  close?(
    sent: SentMessage,
    config: Config,
    tools: Omit<SendTools, "buttons">,
  ): Promise<number | void>;
  /** Where a person links their chat by a code; null once it is linked. */
  linkUrl?(config: Config, code: string): string | null;
  /** Channels with the same account share one listener; null has none. */
  account?(config: Config): string | null;
}

/** A message that was accepted, and what is said of it now. */
interface SentMessage {
  readonly message: Message;
  /** How the service names it. */
  readonly reference: string;
  readonly said: string;
  /** Who acknowledged. */
  readonly by: string;
}

/** Listens to what people answer in a service, until the signal aborts or it fails. */
type Receive = (receiving: Receiving, tools: ReceiveTools) => Promise<void>;

/** One service that messages can go to. */
export interface ChannelType extends Traits<Fields, string>, Omit<Acts<unknown>, "prepare"> {
  prepare?(config: unknown, tools: Omit<SendTools, "buttons">): Promise<Prepared<Fields>>;
  readonly receive?: Receive;
}

interface Definition<Config> extends Traits<Config, keyof Config & string>, Acts<Config> {
  readonly receive?: Receive;
}

/** Makes a channel type of its fields' schema and what it does with them. */
export function defineChannelType<Config extends Fields>(
  { prepare, send, close, account, linkUrl, addressOf, pace, rate, hear, ...traits }: Definition<
    Config
  >,
): ChannelType {
  const read = (config: unknown) => traits.config.parse(config);
  // Somebody may have edited the store file.
  const readIfWhole = (config: unknown) => traits.config.safeParse(config).data ?? null;
  const askIfWhole = <T>(ask: (config: Config) => T | null) => (given: unknown) => {
    const config = readIfWhole(given);
    return config && ask(config);
  };
  return {
    ...traits,
    send: (message, config, tools) => send(message, read(config), tools),
    ...(prepare && { prepare: (config, tools) => prepare(read(config), tools) }),
    ...(close && { close: (sent, config, tools) => close(sent, read(config), tools) }),
    ...(linkUrl && {
      linkUrl: (given, code) => {
        const config = readIfWhole(given);
        return config && linkUrl(config, code);
      },
    }),
    ...(pace && { pace: askIfWhole(pace) }),
    ...(rate && { rate: askIfWhole(rate) }),
    ...(hear && {
      hear: (callback, given) => {
        const config = readIfWhole(given);
        return config && hear(callback, config);
      },
    }),
    ...(account && { account: askIfWhole(account) }),
    ...(addressOf && { addressOf: askIfWhole(addressOf) }),
  };
}

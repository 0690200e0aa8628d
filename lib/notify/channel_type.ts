import type { z } from "zod";
import type { Message } from "./message.ts";
import type { Ask } from "./request.ts";
import type { Outcome } from "./retries.ts";

/** What a channel type works with. */
export interface SendTools {
  readonly ask: Ask;
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** One service that messages can go to. */
export interface ChannelType {
  /** Fields of its `config`, secrets as texts. */
  readonly config: z.ZodType<Readonly<Record<string, unknown>>>;
  /** Fields that are sealed in the file and never shown. */
  readonly secrets: readonly string[];
  /** Fields that hold an address: checked before they are kept. */
  readonly addresses: readonly string[];
  /** A message that is sent twice with one key is heard once. */
  readonly repeatsAreSafe: boolean;
  /** Sends one message; a rejection counts as an end that nobody knows. */
  send(message: Message, config: unknown, tools: SendTools): Promise<Outcome>;
}

/** Makes a channel type of its fields' schema and what it does with them. */
export function defineChannelType<Config extends Readonly<Record<string, unknown>>>(
  { send, ...type }: Omit<ChannelType, "config" | "secrets" | "addresses" | "send"> & {
    readonly config: z.ZodType<Config>;
    readonly secrets: readonly (keyof Config & string)[];
    readonly addresses: readonly (keyof Config & string)[];
    send(message: Message, config: Config, tools: SendTools): Promise<Outcome>;
  },
): ChannelType {
  return {
    ...type,
    send: (message, config, tools) => send(message, type.config.parse(config), tools),
  };
}

import { MINUTE_MS } from "@/lib/time/durations.ts";

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

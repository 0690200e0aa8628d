import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import type { Proofs } from "./account_view.ts";

/** A channel on the wire: secrets say only that they are set. */
export interface ChannelView extends StoredChannel {
  /** Fields of `config` that must be entered again: the key that sealed them is gone. */
  readonly missing: readonly string[];
  /** Where the person opens the service to link their chat; absent where nothing is to be linked. */
  readonly linkUrl?: string;
  /** Until when that link is good, ISO 8601. */
  readonly linkExpiresAt?: string;
  /** Its messages have something to press, which acknowledges. */
  readonly hasButtons?: true;
}

const SET = { set: true } as const;

/** Who looks at the page of channels, where people log in. */
export interface ChannelReader {
  readonly id: string;
  /** Whether they may add shared ones. */
  readonly maySetShared: boolean;
  /** Names of the people whose own channels they know of, by id. */
  readonly names: Readonly<Record<string, string>>;
  /** How they can show once more that it is them. */
  readonly proofs: Proofs;
}

/** A channel as it may be shown; `secrets` are fields that are hidden even when they are not sealed. */
export function withoutSecrets(
  channel: StoredChannel,
  secrets: readonly string[] = [],
  missing: readonly string[] = [],
): ChannelView {
  const shown = Object.entries(channel.config).map(([name, value]) =>
    secrets.includes(name) || isSealed(value) ? [name, SET] : [name, value]
  );
  return { ...channel, config: Object.fromEntries(shown), missing };
}

/** A channel for whoever may know of it, but not where it sends. */
export function withoutConfig(
  { linkUrl: _url, linkExpiresAt: _until, ...view }: ChannelView,
): ChannelView {
  return { ...view, config: {} };
}

/** A secret as it stands in the store file. */
export interface Sealed {
  /** Nonce, text and tag in Base64. */
  readonly sealed: string;
}

export function isSealed(value: unknown): value is Sealed {
  return typeof value === "object" && value !== null && "sealed" in value &&
    typeof value.sealed === "string";
}

/** A message on the demo's phone. Times are ISO 8601. */
export interface PhoneMessage {
  /** The delivery's key. */
  readonly key: string;
  readonly title: string;
  readonly text: string;
  readonly firedAt: string;
  readonly receivedAt: string;
  /** What was written under it later, such as who has it. */
  readonly edit: string | null;
  readonly buttons: readonly {
    readonly action: string;
    readonly label: string;
    readonly token: string;
  }[];
  readonly isTest: boolean;
  /** Null in a test of the channel. */
  readonly alarmId: string | null;
}

/** What the demo's phone shows. */
export interface PhonePicture {
  readonly isOn: boolean;
  /** Newest first. */
  readonly messages: readonly PhoneMessage[];
}

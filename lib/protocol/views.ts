import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import { BY_PROGRAM } from "@/lib/alarms/limits.ts";

/** No person has this name: what the program does by itself is told under it. */
export const NOBODYS_NAME = BY_PROGRAM;

/** What a person may do, the least first. */
export const ROLES = ["viewer", "operator", "admin"] as const;
export type Role = typeof ROLES[number];

/** What an API token may do at most; its owner's role bounds it further. */
export const SCOPES = [
  "alarms:read",
  "alarms:write",
  "fires:read",
  "fires:ack",
  "channels:read",
  "channels:write",
  "admin",
  "metrics",
] as const;
export type Scope = typeof SCOPES[number];

/** What the log tells of accounts. */
export const ACCOUNT_EVENTS = [
  ...["setUp", "setUpRefused", "loggedIn", "loginRefused", "loggedOut"] as const,
  ...["sessionEnded", "loggedOutEverywhere", "passwordGiven", "passwordRefused"] as const,
  ...["passwordChanged", "passwordReset", "passwordLinkMade", "totpOn", "totpOff"] as const,
  ...["passkeyAdded", "passkeyRenamed", "passkeyRemoved", "passkeyTaken"] as const,
  ...["identityLinked", "identityUnlinked", "identityTaken"] as const,
  ...["tokenMade", "tokenEnded", "invited", "inviteWithdrawn", "inviteUsed"] as const,
  ...["personAdded", "personRenamed", "roleChanged", "personDisabled"] as const,
  ...["personEnabled", "personErased", "refused"] as const,
] as const;
export type AccountEvent = typeof ACCOUNT_EVENTS[number];

const EVENTS: ReadonlySet<string> = new Set(ACCOUNT_EVENTS);

/** Whether a kind of entry tells of accounts. */
export function isAccountEvent(kind: string): kind is AccountEvent {
  return EVENTS.has(kind);
}

/** A person as others see them. Times are ISO 8601 in UTC. */
export interface PersonView {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly isDisabled: boolean;
  /** Whether logging in takes a code from an app, too. */
  readonly hasTotp: boolean;
  /** False for who has not chosen one yet, or logs in otherwise. */
  readonly hasPassword: boolean;
  /** How many they have. */
  readonly passkeys: number;
  /** Whether the provider of the settings logs them in. */
  readonly isLinked: boolean;
  readonly createdAt: string;
  readonly lastLoginAt: string | null;
}

/** By what somebody can show once more that it is them. */
export type Proofs = Pick<PersonView, "hasTotp" | "hasPassword" | "passkeys" | "isLinked">;

/** One browser that is logged in. */
export interface SessionView {
  readonly id: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  /** Where it logged in from. */
  readonly address: string;
  /** What the browser says it is. */
  readonly agent: string;
  /** How it logged in, such as `password and code`. */
  readonly method: string;
  /** The one that asks. */
  readonly isThis: boolean;
}

/** A passkey, as its owner and admins see it. */
export interface PasskeyView {
  readonly id: string;
  readonly name: string;
  /** The host that it belongs to: browsers offer it there only. */
  readonly host: string;
  /** Whether a password manager keeps it on other devices, too. */
  readonly isBackedUp: boolean;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** A login at a provider that is linked to an account. */
export interface IdentityView {
  readonly id: string;
  readonly issuer: string;
  /** The provider says at each login what the person may. */
  readonly isManaged: boolean;
  readonly linkedAt: string;
}

/** An API token without its secret. */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  /** Null for one that never expires. */
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly lastUsedFrom: string | null;
}

/** An invitation that nobody has used yet, without its secret. */
export interface InviteView {
  readonly id: string;
  readonly role: Role;
  /** For whom it is meant, in the inviting person's words. */
  readonly note: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** Who asks, as `GET /api/session` and every page tell it. */
export interface SessionInfo {
  /** Null where no account is needed. */
  readonly user: Pick<PersonView, "id" | "login" | "name" | "role"> | null;
  /** What they may do, by the names in `lib/accounts/rights.ts`. */
  readonly may: readonly string[];
  /** What they may do with what is everybody's, such as shared channels. */
  readonly mayShared: readonly string[];
  readonly expiresAt: string | null;
}

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

import { z } from "zod";
import { ROLES, SCOPES } from "@/lib/protocol/views.ts";

const moment = z.iso.datetime();
const momentOrNull = moment.nullable().default(null);
const text = z.string().min(1);

/** The second step of logging in: codes of an app, and codes on paper for when it is lost. */
const Totp = z.object({
  /** Sealed with the server's key. */
  secret: z.object({ sealed: text }),
  /** Null until a first code has shown that the app has it. */
  confirmedAt: momentOrNull,
  /** When it was begun: a secret that nobody confirmed is of use for a few minutes only. */
  begunAt: momentOrNull,
  /** Number of the last half minute whose code was taken: none before it is taken again. */
  lastStep: z.int().default(0),
  /** SHA-256 of those that are left. */
  recoveryCodes: z.array(text).default([]),
});

/** A key pair whose other half never leaves a person's device or password manager. */
const Passkey = z.object({
  /** As the authenticator calls it, in Base64url. */
  id: text,
  /** COSE, in Base64url. */
  publicKey: text,
  /** How often it was used, as far as its authenticator counts; 0 where it does not. */
  counter: z.int().min(0),
  /** Whether a password manager keeps it on other devices, too. */
  isBackedUp: z.boolean(),
  /** The host that it belongs to: under another one browsers do not offer it. */
  host: text,
  name: text,
  createdAt: moment,
  lastUsedAt: momentOrNull,
});

/** Somebody whom a provider logs in; by issuer and subject, and by nothing else. */
const Identity = z.object({
  issuer: text,
  subject: text,
  /** The provider's rules made the person, and say at each login what they may. */
  isManaged: z.boolean(),
  linkedAt: moment,
});

const Person = z.object({
  /** `user_<ulid>`. */
  id: text,
  /** As it was chosen; compared by `loginKey`. */
  login: text,
  name: text,
  role: z.enum(ROLES),
  /** PHC string; null until one is chosen by a link. */
  password: text.nullable(),
  disabledAt: momentOrNull,
  /** Grows with whatever ends all sessions and tokens: those with another number are dead. */
  epoch: z.int().min(0).default(0),
  createdAt: moment,
  /** A name, or `setup` or `cli`. */
  createdBy: text,
  lastLoginAt: momentOrNull,
  totp: Totp.nullable().default(null),
  passkeys: z.array(Passkey).default([]),
  identities: z.array(Identity).default([]),
  /** What authenticators know them by: random, in Base64url; null before the first passkey. */
  handle: text.nullable().default(null),
  /** SHA-256 of cookies of browsers that have logged in before, the newest last. */
  devices: z.array(text).default([]),
});

const Session = z.object({
  id: text,
  /** SHA-256 of the cookie. */
  hash: text,
  userId: text,
  epoch: z.int(),
  createdAt: moment,
  lastSeenAt: moment,
  /** How long it lasts without use, in milliseconds. */
  idleMs: z.int().positive(),
  expiresAt: moment,
  /** Until then it may change what needs a password that was just given. */
  confirmedUntil: moment,
  address: z.string(),
  agent: z.string(),
  method: text,
});

const Token = z.object({
  id: text,
  userId: text,
  epoch: z.int(),
  name: text,
  hash: text,
  scopes: z.array(z.enum(SCOPES)),
  createdAt: moment,
  expiresAt: momentOrNull,
  lastUsedAt: momentOrNull,
  lastUsedFrom: z.string().nullable().default(null),
});

const Invite = z.object({
  id: text,
  hash: text,
  role: z.enum(ROLES),
  note: z.string(),
  createdBy: text,
  /** Who made it, by id: it ends with their access. Null for the command line. */
  makerId: text.nullable().default(null),
  createdAt: moment,
  expiresAt: moment,
});

/** A link by which one person chooses a password, once. */
const Reset = z.object({
  hash: text,
  userId: text,
  /** As an invitation's. */
  makerId: text.nullable().default(null),
  expiresAt: moment,
});

/** Failed attempts of one kind, from one place or at one account, oldest first. */
const Failures = z.object({ key: text, at: z.array(z.number()) });

/** All that `accounts.json` holds. */
export const AccountsState = z.object({
  people: z.array(Person).default([]),
  sessions: z.array(Session).default([]),
  tokens: z.array(Token).default([]),
  invites: z.array(Invite).default([]),
  resets: z.array(Reset).default([]),
  failures: z.array(Failures).default([]),
});

export type AccountsState = Readonly<z.infer<typeof AccountsState>>;
export type Person = Readonly<z.infer<typeof Person>>;
export type Passkey = Person["passkeys"][number];
export type Identity = Person["identities"][number];
export type Session = Readonly<z.infer<typeof Session>>;
export type Token = Readonly<z.infer<typeof Token>>;
export type Invite = Readonly<z.infer<typeof Invite>>;
export type Failures = Readonly<z.infer<typeof Failures>>;

/** What reading an empty file comes to. */
export const NO_ACCOUNTS: AccountsState = {
  ...{ people: [], sessions: [], tokens: [] },
  ...{ invites: [], resets: [], failures: [] },
};

/** By which logins are told apart: whatever looks the same is the same. */
export function loginKey(login: string): string {
  return login.normalize("NFKC").trim().toLowerCase();
}

/** By which the names are told apart that logs and screens show: what nobody sees of one counts for nothing. */
export function nameKey(name: string): string {
  return loginKey(
    name.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "").replaceAll(/\s+/gu, " "),
  );
}

/** Under which name logs tell what the command line did. */
export const COMMAND_LINE = "deno task user";

/** A request about accounts that cannot be carried out; nothing was changed. */
export class AccountRefusal extends Error {
  override readonly name = "AccountRefusal";
  constructor(
    readonly code: keyof typeof ACCOUNT_REFUSALS,
    message: string,
    readonly more: {
      readonly field?: string;
      /** In how many seconds it makes sense to ask again. */
      readonly retryAfter?: number;
    } = {},
  ) {
    super(message);
  }
}

/** Why it may be refused, with the status of an answer over HTTP. */
export const ACCOUNT_REFUSALS = {
  not_proven: 400,
  wrong_login: 401,
  code_needed: 401,
  wrong_code: 401,
  unauthenticated: 401,
  setup_needed: 401,
  forbidden: 403,
  confirm_needed: 403,
  wrong_setup_token: 403,
  not_admitted: 403,
  not_found: 404,
  already_set_up: 409,
  login_taken: 409,
  last_admin: 409,
  last_way_in: 409,
  too_many: 409,
  link_over: 410,
  invalid_request: 422,
  too_many_attempts: 429,
  busy: 503,
  provider_failed: 503,
  store_unavailable: 503,
} as const;

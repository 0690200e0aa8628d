import { ulid } from "ulid";
import { type AccountDesk, openAccounts } from "@/lib/accounts/open.ts";
import type { Cost } from "@/lib/accounts/secrets.ts";
import type { ProviderSettings } from "@/lib/accounts/provider.ts";
import { AuditLog } from "@/lib/audit/audit_log.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import { registerSecret } from "@/lib/logs/once_log.ts";
import { SecretBox } from "@/lib/notify/secret_box.ts";
import type { Config } from "@/lib/settings/config.ts";
import { isLoopback } from "@/lib/settings/trusted_proxies.ts";
import { diskFileSystem, explainIoError } from "@/lib/store/file/file_system.ts";
import { secretKey } from "@/lib/store/secret_key.ts";
import type { StoreOptions } from "@/lib/store/file/store_file.ts";
import { type Clock, SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { COMMAND_LINE } from "@/lib/accounts/state.ts";
import type { AccountNews, Accounts } from "@/lib/accounts/accounts.ts";
import { can } from "@/lib/accounts/rights.ts";
import { OWNER_IS_OUT, type StoredChannel } from "@/lib/alarms/delivery.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { Presser } from "@/lib/notify/actions.ts";
import type { AccountEvent } from "@/lib/protocol/views.ts";
import type { AccountEntry } from "@/lib/protocol/audit_entry.ts";
import type { Event } from "@/lib/store/events.ts";
import { type Store, StoreFailedError } from "@/lib/store/store.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";

/** What accounts take from outside. */
export interface AccessOptions {
  readonly config: Config;
  readonly clock: Clock;
  /** Another disk; for tests. */
  readonly disk?: Pick<StoreOptions, "fileSystem">;
  /** Cheaper hashes of passwords; for tests. */
  readonly passwordCost?: Cost;
  /** Shows the setup token; left out, whoever started the program sees it. */
  readonly printSetupToken?: (line: string) => void;
}

/** Opens the accounts as the settings want them. */
export async function accountsFor(
  { config, clock, disk, passwordCost, printSetupToken }: AccessOptions,
  key: string,
): Promise<AccountDesk> {
  const { DATA_DIR, AUTH, HOST, ADMIN_LOGIN, ADMIN_PASSWORD_FILE } = config;
  const password = ADMIN_PASSWORD_FILE &&
    await secretIn(ADMIN_PASSWORD_FILE, "the password in ADMIN_PASSWORD_FILE");
  return await openAccounts({
    ...{ fs: disk?.fileSystem ?? diskFileSystem, dataDir: DATA_DIR, box: new SecretBox(key) },
    ...{ now: () => clock.now(), newId: ulid, log: getLogger("accounts"), cost: passwordCost },
    ...{ isOff: AUTH === "off", isReachable: !isLoopback(HOST), cookieTag: await cookieTag(key) },
    admin: password ? { login: ADMIN_LOGIN, password } : undefined,
    provider: await providerFor(config, clock),
    // deno-lint-ignore no-console -- a log would keep it; whoever starts the program is to see it
    print: printSetupToken ?? ((line) => console.error(line)),
  });
}

/** The accounts while the program does not run, with its log; the data folder must be owned. */
export async function openOffline(config: Config): Promise<AccountDesk> {
  const key = await secretKey(config.DATA_DIR, config.SECRET_KEY);
  const { now } = SYSTEM_CLOCK;
  const desk = await openAccounts({
    ...{ fs: diskFileSystem, dataDir: config.DATA_DIR, box: new SecretBox(key), now, newId: ulid },
    ...{ log: getLogger("accounts"), isOff: false, isReachable: false, print: () => {} },
    cookieTag: await cookieTag(key),
  });
  recordNews(desk.book, new AuditLog({ logDir: config.LOG_DIR }), now);
  return desk;
}

/** Each server has a key of its own; nothing of it can be read from this. */
async function cookieTag(key: string): Promise<string> {
  const text = new TextEncoder().encode(`cookies of ${key}`);
  const hash = await crypto.subtle.digest("SHA-256", text);
  return new Uint8Array(hash).toHex().slice(0, 8);
}

/** What links that the command line prints begin with: PUBLIC_URL, else this computer. No slash at its end. */
export function linkBase(
  { PUBLIC_URL, PORT, BASE_PATH }: Pick<Config, "PUBLIC_URL" | "PORT" | "BASE_PATH">,
): string {
  return PUBLIC_URL ?? `http://localhost:${PORT}${BASE_PATH}`;
}

async function secretIn(path: string, what: string): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).replace(/\r?\n$/, "");
  } catch (error) {
    throw explainIoError(error, `read ${what} (${path})`);
  }
}

/** The provider that logs people in, as the settings name it. */
async function providerFor(
  config: Config,
  clock: Clock,
): Promise<ProviderSettings | undefined> {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET_FILE: file, PUBLIC_URL } = config;
  if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined) return undefined;
  const issuer = new URL(OIDC_ISSUER);
  const secret = file ? await secretIn(file, "the secret in OIDC_CLIENT_SECRET_FILE") : null;
  if (secret !== null) registerSecret(secret);
  // Loaded by who has a provider only: no other first page waits for what asks strangers.
  const { providerFetch } = await import("./provider_fetch.ts");
  return {
    ...{ issuer: issuer.href, clientId: OIDC_CLIENT_ID, clientSecret: secret },
    ...{ name: config.OIDC_NAME ?? issuer.hostname, scopes: config.OIDC_SCOPES },
    groupsClaim: config.OIDC_GROUPS_CLAIM,
    rules: {
      ...{ viewer: config.OIDC_VIEWERS, operator: config.OIDC_OPERATORS },
      admin: config.OIDC_ADMINS,
    },
    redirectUri: `${PUBLIC_URL}/login/oidc`,
    ...{ logout: config.OIDC_LOGOUT, leftUri: `${PUBLIC_URL}/login` },
    fetch: providerFetch(issuer, config.ALLOW_PRIVATE_TARGETS, clock),
    ...{ log: getLogger("accounts"), now: () => clock.now() },
  };
}

/** Writes everything that happens to accounts into the audit log; `now` in milliseconds since the Unix epoch. */
export function recordNews(
  book: Pick<Accounts, "onNews">,
  auditLog: Pick<AuditLog, "append">,
  now: () => number,
): void {
  const throttle = new NewsThrottle();
  book.onNews((news) => {
    const leftOut = throttle.take(news, now());
    if (leftOut !== null) auditLog.append([entryOf(news, leftOut, now())]);
  });
}

function entryOf(news: AccountNews, leftOut: number, now: number): AccountEntry {
  const { event, by, about, detail, address } = news;
  const person = by === "cli" ? COMMAND_LINE : by?.name;
  return {
    ...{ id: `change_${ulid(now)}`, timestamp: new Date(now).toISOString() },
    ...{ pair: null, alarmId: null, by: "person", address, kind: event, before: null },
    ...(person === undefined ? {} : { person }),
    after: { name: about, detail, ...(leftOut > 0 && { leftOut }) },
  };
}

/** What anybody can cause as often as they like: of all that is refused together, and of each person. */
const REPEATED: ReadonlySet<AccountEvent> = new Set<AccountEvent>([
  ...["setUpRefused", "loginRefused", "passwordRefused"] as const,
  ...["loggedIn", "loggedOut", "passwordGiven", "refused"] as const,
]);

/** So many lines come at once, and after that one in this time. */
const BURST = 20;
const SPACING_MS = 5 * MINUTE_MS;
/** Fewer than there can be people with three kinds of such news, and more than ever come at once. */
const MOST_BUCKETS = 1000;

interface Bucket {
  tokens: number;
  filledAt: number;
  leftOut: number;
}

/**
 * The log is bounded, and its oldest lines go first: a flood of guesses must not push out what fired. What is
 * left out is counted, and told by the next line of its kind.
 */
export class NewsThrottle {
  readonly #buckets = new Map<string, Bucket>();

  /** How many were left out before this one; null when it is left out, too. */
  take(
    { event, by, about }: Pick<AccountNews, "event" | "by" | "about">,
    now: number,
  ): number | null {
    if (!REPEATED.has(event)) return 0;
    const bucket = this.#bucket(by === null ? event : `${event} ${about}`, now);
    // A clock that was set back fills nothing.
    const filled = Math.max(0, now - bucket.filledAt) / SPACING_MS;
    bucket.tokens = Math.min(BURST, bucket.tokens + filled);
    bucket.filledAt = now;
    if (bucket.tokens < 1) {
      bucket.leftOut++;
      return null;
    }
    const { leftOut } = bucket;
    bucket.tokens--;
    bucket.leftOut = 0;
    return leftOut;
  }

  #bucket(key: string, now: number): Bucket {
    const known = this.#buckets.get(key);
    const bucket = known ?? { tokens: BURST, filledAt: now, leftOut: 0 };
    // The one that was used last stands last.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MOST_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
    return bucket;
  }
}

/** Who presses the buttons of a channel: of an own one its owner, as they may at this moment; else anybody. */
export function presserFor(book: Accounts): (owner: string | null) => Presser {
  return (owner) => {
    if (owner === null || book.mode === "off" || book.mode === "open") return { may: () => true };
    const person = book.state.people.find(({ id }) => id === owner);
    if (person === undefined || person.disabledAt !== null) return { may: () => false };
    const { id, name } = person;
    const who = { kind: "person", person, sessionId: "" } as const;
    return {
      doer: { id, name },
      may: (action) => can(who, action === "snooze" ? "changeAlarms" : "acknowledge"),
    };
  };
}

/**
 * Keeps own channels to people who are let in: those of others are switched off until they are let in again, and
 * removed when a person is erased. Where nobody has to log in nothing is touched.
 */
export function followOwners(
  book: Accounts,
  store: Pick<Store, "state" | "change" | "onCommitted">,
) {
  let people = new Set(book.state.people.map(({ id }) => id));
  let erased: ReadonlySet<string> = new Set();
  const look = () => {
    const now = new Set(book.state.people.map(({ id }) => id));
    erased = erased.union(people.difference(now));
    people = now;
    if (book.mode !== "closed") return;
    const decide = (state: State) => ({ events: ownerEvents(state, book, erased), result: null });
    if (decide(store.state).events.length === 0) return;
    store.change(decide).catch((error) => {
      // A store that takes nothing more is told on every screen; the next start looks again.
      if (error instanceof StoreFailedError) return;
      getLogger("channels").error("Own channels are not kept to their owners: {error}", { error });
    });
  };
  book.onChanged(look);
  store.onCommitted(look, ["channelAdded", "channelUpdated"]);
  look();
}

function ownerEvents(
  { channels }: State,
  book: Pick<Accounts, "state">,
  erased: ReadonlySet<string>,
): Event[] {
  const inside = new Set(
    book.state.people.flatMap(({ id, disabledAt }) => disabledAt === null ? [id] : []),
  );
  return channels.flatMap((channel) => {
    const { owner, id } = channel;
    if (owner === null) return [];
    if (erased.has(owner)) return [{ type: "channelRemoved", id }];
    return switched(channel, inside.has(owner));
  });
}

/** Off while its owner is out; on again when that was the reason. */
function switched(channel: StoredChannel, isIn: boolean): Event[] {
  const { enabled, state } = channel;
  const isDue = isIn ? !enabled && state.disabledReason === OWNER_IS_OUT : enabled;
  if (!isDue) return [];
  const disabledReason = isIn ? null : OWNER_IS_OUT;
  const after = { ...channel, enabled: isIn, state: { ...state, disabledReason } };
  return [{ type: "channelUpdated", channel: after, by: "program" }];
}

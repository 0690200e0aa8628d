import { ulid } from "ulid";
import type { Accounts } from "@/lib/accounts/accounts.ts";
import { runUserCommand, serveControl, type UserCommand } from "@/lib/accounts/user_commands.ts";
import { type AccountDesk, openAccounts } from "@/lib/accounts/open.ts";
import type { Cost } from "@/lib/accounts/secrets.ts";
import { can, idOf, rightOfCommand, type Thing, type Who } from "@/lib/accounts/rights.ts";
import type { ProviderSettings } from "@/lib/accounts/provider.ts";
import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import { AuditLog } from "@/lib/audit/audit_log.ts";
import { noChannel, noDelivery, ownerOf } from "@/lib/commands/channels.ts";
import { Refusal } from "@/lib/commands/command.ts";
import type { CommandName, RunCommand } from "@/lib/commands/commands.ts";
import { getLogger, registerSecret } from "@/lib/logs/logger.ts";
import { Guard } from "@/lib/notify/guard.ts";
import { guardedAsk } from "@/lib/notify/request.ts";
import { SecretBox } from "@/lib/notify/secret_box.ts";
import type { Services } from "@/lib/server/define.ts";
import type { Hub } from "@/lib/server/socket/hub.ts";
import { channelFor } from "@/lib/server/visible.ts";
import type { Config } from "@/lib/settings/config.ts";
import { isLoopback } from "@/lib/settings/trusted_proxies.ts";
import type { Cause } from "@/lib/store/events.ts";
import { diskFileSystem, explainIoError } from "@/lib/store/file/file_system.ts";
import { secretKey } from "@/lib/store/secret_key.ts";
import type { Store } from "@/lib/store/store.ts";
import type { StoreOptions } from "@/lib/store/file/store_file.ts";
import { type Clock, SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { recordNews } from "./follow_accounts.ts";

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

/** Answers the command line while the program runs; resolves with how to stop. */
export function controlFor(desk: AccountDesk, config: Config): Promise<() => Promise<void>> {
  const publicUrl = linkBase(config);
  const answer = (command: UserCommand) => runUserCommand(desk, command, { publicUrl });
  return serveControl(config.DATA_DIR, answer, getLogger("accounts"));
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

/** Its list of keys is longer than what other services answer. */
const OF_PROVIDER = { timeoutMs: 10_000, bytes: 256_000 };

/**
 * The way out to a provider. Its own host is whoever runs the server's to choose; other addresses that it
 * names are held to the rules of those that people give.
 */
function providerFetch(
  issuer: URL,
  listed: readonly string[],
  clock: Clock,
): ProviderSettings["fetch"] {
  const port = issuer.port || (issuer.protocol === "https:" ? "443" : "80");
  const guard = new Guard({ allowed: [...listed, `${issuer.hostname}:${port}`] });
  return async (url, { method, headers, body, signal }) => {
    const ask = guardedAsk(
      { guard, clock, signal: signal ?? new AbortController().signal },
      OF_PROVIDER,
    );
    const sent = body === undefined || body === null ? {} : { body: String(body) };
    const isPost = method === "POST";
    const answer = await ask(url, { method: isPost ? "POST" : "GET", headers, ...sent });
    return new Response(answer.text, { status: answer.status, headers: { ...answer.headers } });
  };
}

interface RunnerOptions {
  readonly book: Accounts;
  readonly run: RunCommand;
  readonly store: Pick<Store, "state">;
}

/** Carries out commands for somebody, as far as they may at this moment. */
export function runnerFor({ book, run, store }: RunnerOptions): Services["runFor"] {
  return async (who, name, input, cause) => {
    const asker = book.still(who);
    try {
      refuseForbidden(asker, name, input, store);
    } catch (error) {
      const isKnown = asker.kind === "person" || asker.kind === "token";
      const detail = name.replaceAll("_", " ");
      if (isKnown) book.tell("refused", asker.person, cause, { detail });
      throw error;
    }
    book.used(asker);
    const answer = await run(name, input, { ...cause, ...doerOf(asker) });
    if (!("channel" in answer)) return answer;
    // An admin switches off what is another's own, and still is not told where it sends.
    return { ...answer, channel: channelFor(asker, answer.channel) };
  };
}

function doerOf(asker: Who): Pick<Cause, "by"> {
  if (asker.kind !== "person" && asker.kind !== "token") return {};
  const { id, name } = asker.person;
  const knowsOthers = can(asker, "seeChannels", ANOTHERS);
  return { by: knowsOthers ? { id, name } : { id, name, knowsNoOthers: true } };
}

/** Whatever is another's own. */
const ANOTHERS: Thing = { owner: "" };

/** @throws {Refusal} for whom another's own channel is not there, the same as if it were not */
function refuseForbidden(
  asker: Who,
  name: CommandName,
  input: unknown,
  store: RunnerOptions["store"],
): void {
  const given = (input ?? {}) as Readonly<Record<string, unknown>>;
  const channel = channelNamed(name, given, store);
  const thing = name === "add_channel" ? { owner: ownerOf(given, idOf(asker)) } : channel;
  const isRedirected = name === "update_channel" && given.config !== undefined;
  const action = isRedirected ? "redirectChannel" : rightOfCommand(name);
  if (action !== null && can(asker, action, thing)) return;
  const isHidden = asker.kind !== "nobody" && channel !== undefined && channel.owner !== null &&
    !can(asker, "seeChannels", channel);
  if (!isHidden) throw forbidden(asker, name, thing);
  throw name === "resend_delivery" ? noDelivery(String(given.key)) : noChannel(channel.id);
}

/** The channel that a command is about; undefined where it is about none that is there. */
function channelNamed(
  name: CommandName,
  { id, key }: Readonly<Record<string, unknown>>,
  store: RunnerOptions["store"],
): StoredChannel | undefined {
  if (name === "add_channel") return undefined;
  if (!name.endsWith("_channel") && name !== "resend_delivery") return undefined;
  const { channels, outbox } = store.state;
  const channelId = name === "resend_delivery"
    ? outbox.find((delivery) => delivery.key === key)?.channelId
    : id;
  return channels.find((channel) => channel.id === channelId);
}

function forbidden(who: Who, name: CommandName, thing: Thing | undefined): Refusal {
  const asked = name.replaceAll("_", " ");
  if (who.kind === "nobody") return new Refusal("forbidden", "The session has ended; log in again");
  const as = who.kind === "token" ? "with this token's scopes" : "with your role";
  const isShared = name === "add_channel" && thing?.owner === null;
  const remedy = isShared ? 'one of your own has owner: "me"' : "nothing was changed";
  return new Refusal("forbidden", `You may not ${asked} ${as}; ${remedy}`);
}

/** Closes the sockets of whoever is not let in any more. */
export function endSessions(book: Accounts, hub: Hub): void {
  hub.endSessions((who) => book.still(who));
}

/** How long it takes at most until somebody looks whether there are accounts now. */
const REST_MS = 15 * SECOND_MS;

/** Sessions end by time, too; as long as nobody has to log in there are none. */
export async function watchSessions(
  book: Accounts,
  hub: Hub,
  clock: Pick<Clock, "after">,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const isClosed = book.mode === "closed";
    await clock.after(isClosed ? SECOND_MS : REST_MS, signal);
    if (isClosed && !signal.aborted) endSessions(book, hub);
  }
}

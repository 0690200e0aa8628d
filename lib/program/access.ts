import { ulid } from "ulid";
import { type AccountDesk, openAccounts } from "@/lib/accounts/open.ts";
import type { Cost } from "@/lib/accounts/secrets.ts";
import type { ProviderSettings } from "@/lib/accounts/provider.ts";
import { AuditLog } from "@/lib/audit/audit_log.ts";
import { getLogger, registerSecret } from "@/lib/logs/logger.ts";
import { Guard } from "@/lib/notify/guard.ts";
import { guardedAsk } from "@/lib/notify/request.ts";
import { SecretBox } from "@/lib/notify/secret_box.ts";
import type { Config } from "@/lib/settings/config.ts";
import { isLoopback } from "@/lib/settings/trusted_proxies.ts";
import { diskFileSystem, explainIoError } from "@/lib/store/file/file_system.ts";
import { secretKey } from "@/lib/store/secret_key.ts";
import type { StoreOptions } from "@/lib/store/file/store_file.ts";
import { type Clock, SYSTEM_CLOCK } from "@/lib/time/clock.ts";
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

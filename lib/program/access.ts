import { ulid } from "ulid";
import type { Accounts } from "@/lib/accounts/accounts.ts";
import { serveControl, type UserCommand } from "@/lib/accounts/control.ts";
import { type AccountDesk, openAccounts } from "@/lib/accounts/open.ts";
import type { Cost } from "@/lib/accounts/passwords.ts";
import { can, rightOfCommand, type Thing, type Who } from "@/lib/accounts/rights.ts";
import { runUserCommand } from "@/lib/accounts/user_commands.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { AuditLog } from "@/lib/audit/audit_log.ts";
import type { RunCommand } from "@/lib/commands/commands.ts";
import { Refusal } from "@/lib/commands/refusal.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import { SecretBox } from "@/lib/notify/secret_box.ts";
import type { Services } from "@/lib/server/define.ts";
import type { Hub } from "@/lib/server/socket/hub.ts";
import type { Config } from "@/lib/settings/config.ts";
import { isLoopback } from "@/lib/settings/trusted_proxies.ts";
import { diskFileSystem, explainIoError } from "@/lib/store/file/file_system.ts";
import { secretKey } from "@/lib/store/secret_key.ts";
import type { StoreOptions } from "@/lib/store/store_options.ts";
import type { Store } from "@/lib/store/store.ts";
import { type Clock, SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { recordNews } from "./account_log.ts";

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
  const password = ADMIN_PASSWORD_FILE && await passwordIn(ADMIN_PASSWORD_FILE);
  return await openAccounts({
    ...{ fs: disk?.fileSystem ?? diskFileSystem, dataDir: DATA_DIR, box: new SecretBox(key) },
    ...{ now: () => clock.now(), newId: ulid, log: getLogger("accounts"), cost: passwordCost },
    ...{ isOff: AUTH === "off", isReachable: !isLoopback(HOST) },
    admin: password ? { login: ADMIN_LOGIN, password } : undefined,
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
  });
  recordNews(desk.book, new AuditLog({ logDir: config.LOG_DIR }), now);
  return desk;
}

/** Answers the command line while the program runs; resolves with how to stop. */
export function controlFor(desk: AccountDesk, config: Config): Promise<() => Promise<void>> {
  const { DATA_DIR, PUBLIC_URL, PORT } = config;
  const publicUrl = PUBLIC_URL ?? `http://localhost:${PORT}`;
  const answer = (command: UserCommand) => runUserCommand(desk, command, { publicUrl });
  return serveControl(DATA_DIR, answer, getLogger("accounts"));
}

async function passwordIn(path: string): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).replace(/\r?\n$/, "");
  } catch (error) {
    throw explainIoError(error, `read the password in ADMIN_PASSWORD_FILE (${path})`);
  }
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
    const action = rightOfCommand(name);
    const thing = thingOf(name, input, asker, store.state);
    if (action === null || !can(asker, action, thing)) throw forbidden(asker, name);
    book.used(asker);
    const person = asker.kind === "person" || asker.kind === "token" ? asker.person : null;
    const by = person === null ? {} : { by: { id: person.id, name: person.name } };
    return await run(name, input, { ...cause, ...by });
  };
}

/** Whose the thing is that a command is about: a channel is a person's, or everybody's. */
function thingOf(name: string, input: unknown, who: Who, state: State): Thing | undefined {
  const own = who.kind === "person" || who.kind === "token" ? who.person.id : null;
  const { id, key, owner } = (input ?? {}) as Readonly<Record<string, unknown>>;
  if (name === "add_channel") return { owner: owner === "me" ? own : null };
  if (!name.endsWith("_channel") && name !== "resend_delivery") return undefined;
  const channelId = key === undefined
    ? id
    : state.outbox.find((delivery) => delivery.key === key)?.channelId;
  // What is not there is nobody's own.
  return { owner: state.channels.find((channel) => channel.id === channelId)?.owner ?? null };
}

function forbidden(who: Who, name: string): Refusal {
  const asked = name.replaceAll("_", " ");
  if (who.kind === "nobody") return new Refusal("forbidden", "The session has ended; log in again");
  const as = who.kind === "token" ? "with this token's scopes" : "with your role";
  return new Refusal("forbidden", `You may not ${asked} ${as}; nothing was changed`);
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

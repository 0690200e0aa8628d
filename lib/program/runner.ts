import type { Accounts } from "@/lib/accounts/accounts.ts";
import {
  type AccountDesk,
  runUserCommand,
  serveControl,
  type UserCommand,
} from "@/lib/accounts/open.ts";
import { can, idOf, rightOfCommand, type Thing, type Who } from "@/lib/accounts/rights.ts";
import { isConfirmed } from "@/lib/accounts/sessions.ts";
import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import { noChannel, noDelivery, ownerOf } from "@/lib/commands/channels.ts";
import { type CommandContext, Refusal } from "@/lib/commands/command.ts";
import { type CommandName, COMMANDS, type RunCommand } from "@/lib/commands/commands.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import type { Services } from "@/lib/server/define.ts";
import type { Hub } from "@/lib/server/socket/hub.ts";
import { channelFor } from "@/lib/server/visible.ts";
import type { Config } from "@/lib/settings/config.ts";
import type { Cause } from "@/lib/store/events.ts";
import { type Store, StoreFailedError } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { linkBase } from "./access.ts";

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
    refuseUnconfirmed(book, asker, channelRedirected(name, input, store));
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

/**
 * The channel that is to send elsewhere than it does, or by another secret. Who only edits its name may say once more
 * where it sends.
 */
function channelRedirected(
  name: CommandName,
  input: unknown,
  store: RunnerOptions["store"],
): StoredChannel | null {
  const given = (input ?? {}) as Readonly<Record<string, unknown>>;
  const channel = name === "update_channel" ? channelNamed(name, given, store) : undefined;
  if (channel === undefined || typeof given.config !== "object") return null;
  const isOther = ([field, value]: [string, unknown]) =>
    value === null ? field in channel.config : String(value) !== String(channel.config[field]);
  return Object.entries(given.config ?? {}).some(isOther) ? channel : null;
}

/**
 * Where everybody is told is changed only by who has just shown that it is them, as everything that a stranger at a
 * screen left open could gain from. @throws {Refusal}
 */
function refuseUnconfirmed(book: Accounts, asker: Who, redirected: StoredChannel | null): void {
  if (redirected === null || redirected.owner !== null || asker.kind !== "person") return;
  const { now } = book.options;
  if (isConfirmed(book.sessionOf(asker), book.personOf(asker), now())) return;
  throw new Refusal("confirm_needed", "Give your password once more for this");
}

function forbidden(who: Who, name: CommandName, thing: Thing | undefined): Refusal {
  const asked = name.replaceAll("_", " ");
  if (who.kind === "nobody") return new Refusal("forbidden", "The session has ended; log in again");
  const as = who.kind === "token" ? "with this token's scopes" : "with your role";
  const isShared = name === "add_channel" && thing?.owner === null;
  const remedy = isShared ? 'one of your own has owner: "me"' : "nothing was changed";
  return new Refusal("forbidden", `You may not ${asked} ${as}; ${remedy}`);
}

/** What makes the store grow for good. All else goes on with a full disk: some of it makes room. */
const GROWING: ReadonlySet<CommandName> = new Set<CommandName>([
  "add_pair",
  "add_alarm",
  "add_alarms",
  "restore_alarms",
  "import_alarms",
  "test_alarm",
  "add_channel",
  "add_policy",
  "add_watchlist",
  "test_channel",
]);

/** Commands over `/ws` and `/api` all pass here. */
export function commandRunner(context: CommandContext): RunCommand {
  return async (name, input, cause) => {
    context.syncClock?.();
    const diskProblem = GROWING.has(name) ? context.disk?.problem ?? null : null;
    if (diskProblem !== null) throw new Refusal("disk_full", diskProblem);
    try {
      return await COMMANDS[name].execute(input, context, cause);
    } catch (error) {
      if (error instanceof StoreFailedError) throw new Refusal("store_unavailable", error.message);
      throw error;
    }
  };
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

/** Answers the command line while the program runs; resolves with how to stop. */
export function controlFor(desk: AccountDesk, config: Config): Promise<() => Promise<void>> {
  const publicUrl = linkBase(config);
  const answer = (command: UserCommand) => runUserCommand(desk, command, { publicUrl });
  return serveControl(config.DATA_DIR, answer, getLogger("accounts"));
}

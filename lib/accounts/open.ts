import type { Logger } from "@/lib/logs/logger.ts";
import type { FileSystem } from "@/lib/store/file/file_system.ts";
import { Accounts, type Box } from "./accounts.ts";
import { AccountsFile } from "./accounts_file.ts";
import { Identities } from "./identities.ts";
import { Logins } from "./login.ts";
import { OwnAccount } from "./own_account.ts";
import { type Cost, Passwords, SetupToken } from "./secrets.ts";
import { Passkeys } from "./passkeys.ts";
import { People } from "./people.ts";
import { Provider, type ProviderSettings } from "./provider.ts";
import { join } from "node:path";
import { z } from "zod";
import { ROLES } from "@/lib/protocol/views.ts";
import { Login } from "./inputs.ts";
import { AccountRefusal, loginKey } from "./state.ts";

/** Everything about accounts, put together. */
export interface AccountDesk {
  readonly book: Accounts;
  readonly logins: Logins;
  readonly people: People;
  readonly own: OwnAccount;
  readonly passkeys: Passkeys;
  readonly identities: Identities;
  readonly setupToken: SetupToken;
  /** Tells this server's cookies from those of another one on the same host. */
  readonly cookieTag: string;
}

interface OpenOptions {
  readonly fs: FileSystem;
  readonly dataDir: string;
  readonly cookieTag: string;
  readonly box: Box;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Pick<Logger, "info" | "warn">;
  readonly isOff: boolean;
  readonly isReachable: boolean;
  /** The first admin of a start that nobody watches: used only while there is no account. */
  readonly admin?: { readonly login: string; readonly password: string } | undefined;
  /** For tests: cheaper hashes. */
  readonly cost?: Cost | undefined;
  /** Who logs people in beside the accounts' own passwords. */
  readonly provider?: ProviderSettings | undefined;
  /** Shows the setup token. */
  readonly print: (line: string) => void;
}

/** Opens `accounts.json`; the data folder must be owned. Rejects with what to do. */
export async function openAccounts(options: OpenOptions): Promise<AccountDesk> {
  const { fs, dataDir, log, now, admin, print, cost, cookieTag, provider, ...rest } = options;
  const file = new AccountsFile(fs, dataDir);
  const { state, restored } = await file.open(now());
  if (restored !== null) log.warn("{restored}", { restored });
  const passwords = new Passwords(cost);
  const book = new Accounts({ ...rest, file, state, passwords, log, now });
  const setupToken = new SetupToken({ fs, dataDir, now, print });
  const logins = new Logins(book, setupToken);
  const people = new People(book, setupToken);
  if (state.people.length === 0 && admin !== undefined) {
    const { login, password } = admin;
    await people.add({ login, password, role: "admin" }, "cli");
  }
  if (book.mode === "setup") await setupToken.offer();
  const [own, passkeys] = [new OwnAccount(book, logins), new Passkeys(book)];
  const identities = new Identities(book, provider === undefined ? null : new Provider(provider));
  return { book, logins, people, own, passkeys, identities, setupToken, cookieTag };
}

/** Does what the command line asks for, and says in words what came of it. */
export async function runUserCommand(
  desk: AccountDesk,
  command: UserCommand,
  { publicUrl }: { readonly publicUrl: string },
): Promise<UserAnswer> {
  try {
    return { isDone: true, text: await textOf(desk, command, publicUrl) };
  } catch (error) {
    if (error instanceof AccountRefusal) return { isDone: false, text: error.message };
    throw error;
  }
}

async function textOf(
  { people }: AccountDesk,
  command: UserCommand,
  publicUrl: string,
): Promise<string> {
  switch (command.verb) {
    case "list":
      return people.list().map(({ login, role, isDisabled, lastLoginAt }) =>
        [login, role, isDisabled ? "disabled" : "", lastLoginAt ?? "never logged in"]
          .filter((part) => part !== "").join("  ")
      ).join("\n") || "There is nobody yet";
    case "add": {
      const login = Login.safeParse(command.login);
      if (!login.success) throw wrongName(login.error);
      const { id, role } = await people.add({ ...command, login: login.data }, "cli");
      return `Added ${login.data} (${role}). ${await linkText(people, id, publicUrl)}`;
    }
    case "reset-password":
      return await linkText(people, idOf(people, command.login), publicUrl);
    case "role": {
      const { role } = command;
      await people.update(idOf(people, command.login), { role }, "cli");
      return `${command.login} is ${role} now, and logged out everywhere`;
    }
    case "disable":
    case "enable": {
      const isDisabled = command.verb === "disable";
      await people.update(idOf(people, command.login), { isDisabled }, "cli");
      return `${command.login} is ${isDisabled ? "disabled, and logged out everywhere" : "let in"}`;
    }
  }
}

async function linkText(people: AccountDesk["people"], id: string, url: string): Promise<string> {
  const { secret } = await people.resetLink(id, "cli");
  return `Choose the password here, once, within 15 minutes:\n${url}/setup#reset=${secret}`;
}

function idOf(people: AccountDesk["people"], login: string): string {
  const found = people.list().find((person) => loginKey(person.login) === loginKey(login));
  if (found !== undefined) return found.id;
  const message = `There is nobody named ${login}; deno task user list shows all`;
  throw new AccountRefusal("not_found", message);
}

function wrongName({ issues: [issue] }: z.ZodError): AccountRefusal {
  return new AccountRefusal("invalid_request", `The name ${issue?.message ?? "is none"}`);
}

/** A socket that only whoever owns the data folder can open; it stands for the command line. */
const SOCKET = "control.sock";
const LONGEST = 4096;

const login = z.string().min(1).max(200);
/** What the command line asks for. */
export const UserCommand = z.discriminatedUnion("verb", [
  z.strictObject({ verb: z.literal("list") }),
  z.strictObject({
    verb: z.literal("add"),
    login,
    role: z.enum(ROLES),
    name: z.string().max(64).optional(),
  }),
  z.strictObject({ verb: z.literal("role"), login, role: z.enum(ROLES) }),
  z.strictObject({ verb: z.enum(["reset-password", "disable", "enable"]), login }),
]);
export type UserCommand = z.infer<typeof UserCommand>;

const UserAnswer = z.strictObject({ isDone: z.boolean(), text: z.string() });
type UserAnswer = z.infer<typeof UserAnswer>;

/** Answers the command line as long as the program runs; returns how to stop. */
export async function serveControl(
  dataDir: string,
  answer: (command: UserCommand) => Promise<UserAnswer>,
  log: Pick<Logger, "warn">,
): Promise<() => Promise<void>> {
  const path = join(dataDir, SOCKET);
  try {
    // Left by a program that was killed; the folder is locked, so nobody else listens on it.
    await Deno.remove(path).catch(() => {});
    const listener = Deno.listen({ transport: "unix", path });
    await Deno.chmod(path, 0o600);
    void accept(listener, answer);
    return async () => {
      listener.close();
      await Deno.remove(path).catch(() => {});
    };
  } catch (error) {
    // A long path, or a system without such sockets: then the program is stopped first.
    log.warn("deno task user works only while the program is stopped: {error}", { error });
    return () => Promise.resolve();
  }
}

async function accept(
  listener: Deno.UnixListener,
  answer: (command: UserCommand) => Promise<UserAnswer>,
): Promise<void> {
  try {
    for await (const connection of listener) {
      await answerOne(connection, answer).catch(() => {});
    }
  } catch {
    // It was closed.
  }
}

async function answerOne(
  connection: Deno.UnixConn,
  answer: (command: UserCommand) => Promise<UserAnswer>,
): Promise<void> {
  using _closed = connection;
  const buffer = new Uint8Array(LONGEST);
  const read = await connection.read(buffer);
  const text = new TextDecoder().decode(buffer.subarray(0, read ?? 0));
  const reply = await answer(UserCommand.parse(JSON.parse(text)));
  const bytes = new TextEncoder().encode(JSON.stringify(reply));
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

/** Asks the running program; null when none runs. */
export async function askControl(
  dataDir: string,
  command: UserCommand,
): Promise<UserAnswer | null> {
  let connection: Deno.UnixConn;
  try {
    connection = await Deno.connect({ transport: "unix", path: join(dataDir, SOCKET) });
  } catch {
    return null;
  }
  using open = connection;
  await open.write(new TextEncoder().encode(JSON.stringify(command)));
  const text = await new Response(open.readable).text();
  return UserAnswer.parse(JSON.parse(text));
}

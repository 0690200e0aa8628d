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

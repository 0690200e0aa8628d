import { join } from "node:path";
import { byHandName, evidencePath, newestFirst } from "@/lib/store/file/backups.ts";
import { DamagedFileError } from "@/lib/store/file/decode.ts";
import {
  explainIoError,
  type FileSystem,
  folderOf,
  readIfThere,
  replaceFile,
} from "@/lib/store/file/file_system.ts";
import type { Lock } from "@/lib/store/file/lock.ts";
import { counted, type Finding } from "@/lib/store/recovery/check_data.ts";
import { ACCOUNTS_FILE, AccountsFile, decodeAccounts, withoutAccess } from "./accounts_file.ts";
import type { AccountsState } from "./state.ts";

interface CopyOptions {
  readonly fs: FileSystem;
  readonly dataDir: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** What the versions of `accounts.json` are called in `backups/`. */
const STEM = "accounts";

/**
 * Copies `accounts.json` beside the copy of the store file: `a.json` has `a.accounts.json`. Null where there are no
 * accounts. Rejects, and writes nothing, when it is not whole.
 */
export async function backUpAccounts(
  { fs, dataDir, now, beside }: CopyOptions & { readonly beside?: string | undefined },
): Promise<{ readonly path: string; readonly text: string } | null> {
  const source = join(dataDir, ACCOUNTS_FILE);
  const bytes = await readIfThere(fs, source);
  if (bytes === null) return null;
  const text = accountsText(decoded(bytes, source));
  const path = beside === undefined
    ? join(dataDir, "backups", byHandName(now, ACCOUNTS_FILE))
    : `${beside.replace(/\.json$/, "")}.accounts.json`;
  try {
    await fs.makeFolder(folderOf(path));
  } catch (error) {
    throw explainIoError(error, `make the folder of ${path}`);
  }
  await replaceFile(fs, path, bytes);
  return { path, text };
}

/** Whether a file is a copy of `accounts.json`; false for one that cannot be read as JSON. */
export function isAccountsCopy(bytes: Uint8Array): boolean {
  try {
    const content: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof content === "object" && content !== null && "people" in content;
  } catch {
    return false;
  }
}

interface RestoreOptions extends CopyOptions {
  /** The copy to go back to. */
  readonly from: string;
  /** Owns the data folder, or rejects because a server does. */
  readonly takeLock: (dataDir: string) => Promise<Lock>;
}

/**
 * Puts a copy in the place of `accounts.json`. It knows nothing of what was ended after it, so all sessions, tokens,
 * invitations and links end. The replaced file is kept.
 */
export async function restoreAccounts(
  { fs, dataDir, now, from, takeLock }: RestoreOptions,
): Promise<{ readonly path: string; readonly text: string; readonly keptAs: string | null }> {
  const restored = withoutAccess(decoded(await fs.read(from), from));
  const lock = await takeLock(dataDir);
  try {
    const file = new AccountsFile(fs, dataDir);
    const replaced = await readIfThere(fs, file.path);
    const place = { fs, dataDir, now };
    const keptAs = replaced && await evidencePath(place, "replaced", ACCOUNTS_FILE);
    if (replaced && keptAs) await replaceFile(fs, keptAs, replaced);
    await file.write(restored, now);
    return { path: file.path, text: accountsText(restored), keptAs };
  } finally {
    lock.release();
  }
}

/** What the next start would make of `accounts.json`, and how its versions are. Changes nothing. */
export async function checkAccounts(
  { fs, dataDir }: Pick<CopyOptions, "fs" | "dataDir">,
): Promise<Finding[]> {
  const folder = join(dataDir, "backups");
  const names = (await fs.list(folder)).map(({ name }) => name);
  const versions = await Promise.all(
    newestFirst(names, STEM).map((name) => checkVersion(fs, join(folder, name))),
  );
  const newestGood = versions.find(({ health }) => health === "fine")?.path ?? null;
  const beside = (await fs.list(dataDir)).map(({ name }) => name)
    .filter((name) => name.startsWith(`${ACCOUNTS_FILE}.`))
    .map((name): Finding => {
      const text = "kept as evidence, or left by a crash; the program does not read it";
      return { path: join(dataDir, name), health: "fine", text };
    });
  const path = join(dataDir, ACCOUNTS_FILE);
  return [...await checkFile(fs, path, newestGood, versions.length > 0), ...beside, ...versions];
}

async function checkFile(
  fs: FileSystem,
  path: string,
  newestGood: string | null,
  hasVersions: boolean,
): Promise<Finding[]> {
  try {
    const bytes = await readIfThere(fs, path);
    // Where nobody has to log in there is none.
    if (bytes === null) return hasVersions ? [unusable(path, "it is missing", newestGood)] : [];
    return [{ path, health: "fine", text: `whole, ${accountsText(decodeAccounts(bytes))}` }];
  } catch (error) {
    const reason = reasonOf(error);
    if (error instanceof DamagedFileError) return [unusable(path, reason, newestGood)];
    return [{ path, health: "lost", text: reason }];
  }
}

function unusable(path: string, reason: string, newestGood: string | null): Finding {
  if (newestGood === null) {
    const text = `${reason}, and there is no good version of it; put a good file in its place`;
    return { path, health: "lost", text };
  }
  const text = `${reason}; the next start restores ${newestGood}, and ends all sessions and tokens`;
  return { path, health: "damaged", text };
}

async function checkVersion(fs: FileSystem, path: string): Promise<Finding> {
  try {
    const text = `whole, ${accountsText(decodeAccounts(await fs.read(path)))}`;
    return { path, health: "fine", text };
  } catch (error) {
    return { path, health: "damaged", text: `${reasonOf(error)}; a start passes it over` };
  }
}

function decoded(bytes: Uint8Array, path: string): AccountsState {
  try {
    return decodeAccounts(bytes);
  } catch (error) {
    throw explainIoError(new Error(reasonOf(error), { cause: error }), `use ${path}`);
  }
}

/** `2 people (1 disabled), 3 sessions, 1 token`. */
function accountsText({ people, sessions, tokens }: AccountsState): string {
  const disabled = people.filter(({ disabledAt }) => disabledAt !== null).length;
  const named = `${people.length} ${people.length === 1 ? "person" : "people"}`;
  return [
    disabled === 0 ? named : `${named} (${disabled} disabled)`,
    counted(sessions.length, "session"),
    counted(tokens.length, "token"),
  ].join(", ");
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

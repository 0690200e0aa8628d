import { join } from "node:path";
import { Backups, byHandName, evidencePath, newestFirst } from "@/lib/store/file/backups.ts";
import {
  DamagedFileError,
  describeIssues,
  parseWhole,
  refuseNewer,
  verifyChecksum,
} from "@/lib/store/file/decode.ts";
import {
  explainIoError,
  type FileSystem,
  folderOf,
  readIfThere,
  replaceFile,
} from "@/lib/store/file/file_system.ts";
import type { Lock } from "@/lib/store/file/lock.ts";
import { checksum, NO_CHECKSUM } from "@/lib/store/file/store_file.ts";
import { counted, type Finding } from "@/lib/store/recovery/check_data.ts";
import { RecoveryError } from "@/lib/store/recovery/recovery.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { AccountsState, NO_ACCOUNTS } from "./state.ts";

/** Name of the file in the data folder. It stands beside the store file, so that a copy of that lets nobody in. */
const ACCOUNTS_FILE = "accounts.json";
const VERSION = "1.0";
const ALL_ENDED =
  "all sessions, tokens and invitations are ended, since some may have been ended before";

/** `accounts.json` and its earlier versions, written as the store file is: whole, or not at all. */
export class AccountsFile {
  readonly path: string;
  readonly #backups: Backups;

  constructor(private readonly fs: FileSystem, private readonly dataDir: string) {
    this.path = join(dataDir, ACCOUNTS_FILE);
    this.#backups = new Backups(fs, dataDir, ACCOUNTS_FILE);
  }

  /**
   * What is stored, and in words what had to be restored for it; `now` in milliseconds. A file that is
   * gone while there are versions of it was not empty: without them everybody would be let in.
   * @throws {RecoveryError} when nothing can be trusted
   */
  async open(now: number): Promise<{ state: AccountsState; restored: string | null }> {
    const bytes = await readIfThere(this.fs, this.path);
    if (bytes !== null) {
      try {
        return await this.#opened(bytes, now);
      } catch (error) {
        if (!(error instanceof DamagedFileError)) throw refused(this.path, error);
        return await this.#restore(error.message, now, true);
      }
    }
    if ((await this.#backups.list()).length === 0) return { state: NO_ACCOUNTS, restored: null };
    return await this.#restore("it is missing", now, false);
  }

  /**
   * A file that is older than a version of it was put back by hand: it knows nothing of what was ended
   * after it.
   */
  async #opened(bytes: Uint8Array, now: number) {
    const state = decodeAccounts(bytes);
    if (writtenAt(bytes) >= await this.#backups.newestAt()) return { state, restored: null };
    const ended = withoutAccess(state);
    await this.write(ended, now);
    const restored = `${this.path} is older than the newest version of it in ` +
      `${this.#backups.folder}: ${ALL_ENDED}`;
    return { state: ended, restored };
  }

  /** Rejects with what to do when it could not be written; then the file is as it was. */
  async write(state: AccountsState, now: number): Promise<void> {
    // Newer than every version also when the clock was set back: what is older was put back by hand.
    const at = Math.max(now, await this.#backups.newestAt() + 1);
    await replaceFile(this.fs, this.path, encodeAccounts(state, at));
  }

  /** Keeps what was written as a version. */
  async keepBackup(now: number): Promise<void> {
    await this.#backups.keep(now);
  }

  async #restore(reason: string, now: number, isThere: boolean) {
    const backup = await this.#newestGood();
    if (backup === null) {
      throw new RecoveryError(
        `Cannot start from ${this.path}: ${reason}, and there is no good version of it in ` +
          `${this.#backups.folder}; put a good file in its place, or delete it to set up anew`,
      );
    }
    if (isThere) await this.#keepAside(now);
    const state = withoutAccess(backup.state);
    await this.write(state, now);
    const restored =
      `Restored ${backup.path}: ${this.path} could not be used (${reason}); ${ALL_ENDED}`;
    return { state, restored };
  }

  async #newestGood() {
    for (const path of await this.#backups.list()) {
      try {
        return { path, state: decodeAccounts(await this.fs.read(path)) };
      } catch {
        // The next older one may be whole.
      }
    }
    return null;
  }

  async #keepAside(now: number): Promise<void> {
    const { fs, dataDir } = this;
    const kept = await evidencePath({ fs, dataDir, now }, "corrupt", ACCOUNTS_FILE);
    try {
      await fs.rename(this.path, kept);
    } catch (error) {
      throw explainIoError(error, `keep ${this.path} as ${kept}`);
    }
  }
}

/** When whole bytes were written, in milliseconds; 0 where they do not say. */
function writtenAt(bytes: Uint8Array): number {
  const { content } = parseWhole(bytes);
  const { lastModified } = (content.metadata ?? {}) as Record<string, unknown>;
  return Date.parse(String(lastModified)) || 0;
}

function refused(path: string, error: unknown): RecoveryError {
  const reason = error instanceof Error ? error.message : String(error);
  return new RecoveryError(`Cannot read ${path}: ${reason}`, { cause: error });
}

/** An older version knows nothing of what was ended after it: whatever opens a door is ended with it. */
function withoutAccess(state: AccountsState): AccountsState {
  const people = state.people.map((person) => ({
    ...person,
    epoch: person.epoch + 1,
    devices: [],
  }));
  return { ...NO_ACCOUNTS, people, failures: state.failures };
}

/** One record a line; `metadata.checksum` is the SHA-256 of the whole file with zeros in its place. */
function encodeAccounts(state: AccountsState, now: number): Uint8Array<ArrayBuffer> {
  const lists = Object.entries(state).map(([name, records]) => {
    const lines = records.map((record) => `    ${JSON.stringify(record)}`);
    return `  "${name}": ${lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`}`;
  });
  const metadata = { checksum: NO_CHECKSUM, lastModified: isoTime(now), version: VERSION };
  const text = `{\n${lists.join(",\n")},\n  "metadata": ${JSON.stringify(metadata)}\n}\n`;
  const place = text.lastIndexOf(NO_CHECKSUM);
  const whole = text.slice(0, place) + checksum(text) + text.slice(place + NO_CHECKSUM.length);
  return new TextEncoder().encode(whole);
}

/** @throws {DamagedFileError} or NewerFileError, as a store file does */
function decodeAccounts(bytes: Uint8Array): AccountsState {
  const { text, content } = parseWhole(bytes);
  const metadata = (content.metadata ?? {}) as Record<string, unknown>;
  refuseNewer(metadata.version, VERSION);
  verifyChecksum(bytes, text, metadata.checksum);
  const result = AccountsState.safeParse(content);
  if (!result.success || !("people" in content)) {
    throw new DamagedFileError(
      result.success ? "it holds no people" : describeIssues(result.error),
    );
  }
  return result.data;
}

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

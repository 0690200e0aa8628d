import { join } from "node:path";
import { Backups, evidencePath } from "@/lib/store/file/backups.ts";
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
  readIfThere,
  replaceFile,
} from "@/lib/store/file/file_system.ts";
import { checksum, NO_CHECKSUM } from "@/lib/store/file/store_file.ts";
import { RecoveryError } from "@/lib/store/recovery/recovery.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { AccountsState, NO_ACCOUNTS } from "./state.ts";

/** Name of the file in the data folder. It stands beside the store file, so that a copy of that lets nobody in. */
export const ACCOUNTS_FILE = "accounts.json";
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
export function withoutAccess(state: AccountsState): AccountsState {
  const people = state.people.map((person) => ({
    ...person,
    epoch: person.epoch + 1,
    devices: [],
  }));
  return { ...NO_ACCOUNTS, people, failures: state.failures };
}

/** One record a line; `metadata.checksum` is the SHA-256 of the whole file with zeros in its place. */
export function encodeAccounts(state: AccountsState, now: number): Uint8Array<ArrayBuffer> {
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
export function decodeAccounts(bytes: Uint8Array): AccountsState {
  const { text, content } = parseWhole(bytes);
  const metadata = (content.metadata ?? {}) as Record<string, unknown>;
  refuseNewer(metadata.version, VERSION);
  verifyChecksum(text, metadata.checksum);
  const result = AccountsState.safeParse(content);
  if (!result.success || !("people" in content)) {
    throw new DamagedFileError(
      result.success ? "it holds no people" : describeIssues(result.error),
    );
  }
  return result.data;
}

import { join, resolve } from "node:path";
import {
  explainIoError,
  type FileSystem,
  folderOf,
  readIfThere,
  replaceFile,
} from "@/lib/store/file/file_system.ts";
import { byHandName, evidencePath, STORE_FILE } from "@/lib/store/file/backups.ts";
import { decodeStore, type StoredState } from "@/lib/store/file/decode.ts";
import type { Lock } from "@/lib/store/file/lock.ts";

interface BackUpOptions {
  readonly fs: FileSystem;
  readonly dataDir: string;
  /** Where to; a file of its own in `backups/` when left out. A file that is there is replaced. */
  readonly to?: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * Copies what was committed last; also while a server runs, since commits replace the file and never
 * change it. Rejects, and writes nothing, when the store file is not whole.
 */
export async function backUp(options: BackUpOptions): Promise<VerifiedFile> {
  const { fs, dataDir, now, to = join(dataDir, "backups", byHandName(now)) } = options;
  const source = join(dataDir, STORE_FILE);
  if (resolve(to) === resolve(source)) {
    throw new UnusableFileError(`Cannot back up ${source} to itself: name another file`);
  }
  const { bytes } = await readVerified(fs, source);
  try {
    await fs.makeFolder(folderOf(to));
  } catch (error) {
    throw explainIoError(error, `make the folder of ${to}`);
  }
  await replaceFile(fs, to, bytes);
  return await readVerified(fs, to);
}

interface RestoreOptions {
  readonly fs: FileSystem;
  readonly dataDir: string;
  /** The backup to go back to. */
  readonly from: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Owns the data folder, or rejects because a server does. */
  readonly takeLock: (dataDir: string) => Promise<Lock>;
}

/** Puts a backup in the store file's place. The replaced file is kept; at no moment is there none. */
export async function restoreFile(
  options: RestoreOptions,
): Promise<{ file: VerifiedFile; keptAs: string | null }> {
  const { fs, dataDir, from, takeLock } = options;
  const { bytes } = await readVerified(fs, from);
  const lock = await takeLock(dataDir);
  try {
    const path = join(dataDir, STORE_FILE);
    const keptAs = await keepReplaced(path, options);
    await replaceFile(fs, path, bytes);
    return { file: await readVerified(fs, path), keptAs };
  } finally {
    lock.release();
  }
}

async function keepReplaced(path: string, options: RestoreOptions): Promise<string | null> {
  const { fs } = options;
  const replaced = await readIfThere(fs, path);
  if (replaced === null) return null;
  const keptAs = await evidencePath(options, "replaced");
  await replaceFile(fs, keptAs, replaced);
  return keptAs;
}

/** A store file that was read and found whole. */
interface VerifiedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly stored: StoredState;
}

/** The file cannot be used; the message names it and says why, for a person. */
class UnusableFileError extends Error {
  override name = "UnusableFileError";
}

/** Reads a store file and makes sure that it is whole; throws UnusableFileError or an explained I/O error. */
async function readVerified(fs: FileSystem, path: string): Promise<VerifiedFile> {
  const bytes = await readIfThere(fs, path);
  if (bytes === null) throw new UnusableFileError(`Cannot use ${path}: there is no such file`);
  try {
    return { path, bytes, stored: decodeStore(bytes) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableFileError(`Cannot use ${path}: ${reason}`, { cause: error });
  }
}

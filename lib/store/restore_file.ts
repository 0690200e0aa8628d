import { join } from "node:path";
import { replaceFile } from "./atomic_file.ts";
import { evidencePath } from "./evidence_path.ts";
import type { FileSystem } from "./file_system.ts";
import type { Lock } from "./lock.ts";
import { readIfThere } from "./read_if_there.ts";
import { readVerified, type VerifiedFile } from "./read_verified.ts";
import { STORE_FILE } from "./store_file_name.ts";

export interface RestoreOptions {
  readonly fs: FileSystem;
  readonly dataDir: string;
  /** The backup to go back to. */
  readonly from: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Owns the data folder, or rejects because a server does. */
  readonly takeLock: (dataDir: string) => Promise<Lock>;
}

export interface Restored {
  readonly file: VerifiedFile;
  /** Where the replaced file is kept; null when there was none. */
  readonly keptAs: string | null;
}

/** Puts a backup in the store file's place. The replaced file is kept; at no moment is there none. */
export async function restoreFile(options: RestoreOptions): Promise<Restored> {
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

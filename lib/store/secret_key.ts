import { join } from "node:path";
import { evidencePath } from "@/lib/store/file/backups.ts";
import {
  DiskError,
  diskFileSystem,
  type FileSystem,
  readIfThere,
  replaceFile,
} from "@/lib/store/file/file_system.ts";
import type { Finding } from "@/lib/store/recovery/check_data.ts";

const FILE_NAME = "secret.key";
/** A shorter one could be guessed; the ones made here have 64 characters. */
const FEWEST_CHARACTERS = 32;

/**
 * The key that signs what browsers must not forge: the `SECRET_KEY` setting, or one made at the first
 * start and kept, readable by its owner only, in the data folder. Rejects where the kept one is cut.
 */
export async function secretKey(dataDir: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const path = join(dataDir, FILE_NAME);
  const bytes = await readIfThere(diskFileSystem, path);
  if (bytes !== null) return checked(new TextDecoder().decode(bytes).trim(), path);
  const made = crypto.getRandomValues(new Uint8Array(32)).toHex();
  await replaceFile(diskFileSystem, path, new TextEncoder().encode(`${made}\n`));
  return made;
}

/**
 * Copies the kept key; answers where to, null where there is none to copy. Whoever has this copy and one of the store
 * file can read the channels' secrets.
 */
export async function backUpKey(
  fs: FileSystem,
  dataDir: string,
  to: string,
): Promise<string | null> {
  const bytes = await readIfThere(fs, join(dataDir, FILE_NAME));
  if (bytes === null) return null;
  await replaceFile(fs, to, bytes);
  return to;
}

/** Whether a file is a copy of a key. */
export function isKeyCopy(bytes: Uint8Array): boolean {
  return /^[0-9a-f]{64}\n?$/.test(new TextDecoder().decode(bytes));
}

/** Puts a copy in the place of the kept key; the replaced one is kept beside it. The data folder must be owned. */
export async function restoreKey(
  { fs, dataDir, from, now }: KeyToRestore,
): Promise<{ readonly path: string; readonly keptAs: string | null }> {
  const bytes = await fs.read(from);
  const path = join(dataDir, FILE_NAME);
  const replaced = await readIfThere(fs, path);
  const keptAs = replaced && await evidencePath({ fs, dataDir, now }, "replaced", FILE_NAME);
  if (replaced && keptAs) await replaceFile(fs, keptAs, replaced);
  await replaceFile(fs, path, bytes);
  return { path, keptAs };
}

interface KeyToRestore {
  readonly fs: FileSystem;
  readonly dataDir: string;
  readonly from: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** What the next start would make of the key; `given` is the setting `SECRET_KEY`. Changes nothing. */
export async function checkKey(
  fs: FileSystem,
  dataDir: string,
  given: string | undefined,
): Promise<Finding[]> {
  if (given !== undefined) return [];
  const path = join(dataDir, FILE_NAME);
  const bytes = await readIfThere(fs, path);
  if (bytes === null) return [];
  try {
    checked(new TextDecoder().decode(bytes).trim(), path);
    return [{ path, health: "fine", text: "there" }];
  } catch (error) {
    return [{ path, health: "lost", text: String(error instanceof Error ? error.message : error) }];
  }
}

function checked(kept: string, path: string): string {
  if (kept.length >= FEWEST_CHARACTERS) return kept;
  throw new DiskError(
    `Cannot use ${path}: it has ${kept.length} characters, fewer than ${FEWEST_CHARACTERS}; restore it from a copy, ` +
      "or delete it: a new one is made, and the channels' secrets must be entered again",
  );
}

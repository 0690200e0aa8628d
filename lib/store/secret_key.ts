import { join } from "node:path";
import {
  DiskError,
  diskFileSystem,
  readIfThere,
  replaceFile,
} from "@/lib/store/file/file_system.ts";

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

function checked(kept: string, path: string): string {
  if (kept.length >= FEWEST_CHARACTERS) return kept;
  throw new DiskError(
    `Cannot use ${path}: it has ${kept.length} characters, fewer than ${FEWEST_CHARACTERS}; restore it from a copy, ` +
      "or delete it: a new one is made, and the channels' secrets must be entered again",
  );
}

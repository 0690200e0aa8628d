import { decodeStore, type StoredState } from "./decode_store.ts";
import type { FileSystem } from "./file_system.ts";
import { readIfThere } from "./read_if_there.ts";

/** A store file that was read and found whole. */
export interface VerifiedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly stored: StoredState;
}

/** The file cannot be used; the message names it and says why, for a person. */
export class UnusableFileError extends Error {
  override name = "UnusableFileError";
}

/** Reads a store file and makes sure that it is whole; throws UnusableFileError or an explained I/O error. */
export async function readVerified(fs: FileSystem, path: string): Promise<VerifiedFile> {
  const bytes = await readIfThere(fs, path);
  if (bytes === null) throw new UnusableFileError(`Cannot use ${path}: there is no such file`);
  try {
    return { path, bytes, stored: decodeStore(bytes) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableFileError(`Cannot use ${path}: ${reason}`, { cause: error });
  }
}

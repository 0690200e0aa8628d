import type { Finding } from "./data_report.ts";
import { decodeStore, LegacyFileError, NewerFileError } from "./decode_store.ts";
import { describeStored } from "./describe_stored.ts";
import { DiskError } from "./explain_io_error.ts";
import type { FileSystem } from "./file_system.ts";
import { readIfThere } from "./read_if_there.ts";

export interface StoreSurroundings {
  /** Path of the backup that a start would take. */
  readonly newestGoodBackup: string | null;
  /** Whether other files say that there must have been a store file. */
  readonly hasRemains: boolean;
}

/** What the next start would make of the store file. */
export async function checkStoreFile(
  fs: FileSystem,
  path: string,
  surroundings: StoreSurroundings,
): Promise<Finding> {
  try {
    const bytes = await readIfThere(fs, path);
    if (bytes === null) return missing(path, surroundings);
    return { path, health: "fine", text: `whole, ${describeStored(decodeStore(bytes))}` };
  } catch (error) {
    return judge(path, error instanceof Error ? error : new Error(String(error)), surroundings);
  }
}

function missing(path: string, surroundings: StoreSurroundings): Finding {
  if (!surroundings.hasRemains) {
    return { path, health: "fine", text: "not there; nothing was stored yet" };
  }
  return unusable(path, "it is missing", surroundings);
}

function judge(path: string, error: Error, surroundings: StoreSurroundings): Finding {
  if (error instanceof LegacyFileError) {
    const text = "of the earlier program; the next start takes it over and keeps it";
    return { path, health: "fine", text };
  }
  if (error instanceof NewerFileError) {
    return { path, health: "lost", text: `${error.message}; start the newer program` };
  }
  // A file that this user cannot read is no case for a backup: the start is refused.
  if (error instanceof DiskError) return { path, health: "lost", text: error.message };
  return unusable(path, error.message, surroundings);
}

function unusable(path: string, reason: string, { newestGoodBackup }: StoreSurroundings): Finding {
  if (newestGoodBackup === null) {
    const text = `${reason}, and there is no good backup; put a good file in its place`;
    return { path, health: "lost", text };
  }
  return {
    path,
    health: "damaged",
    text: `${reason}; the next start restores ${newestGoodBackup}`,
  };
}

import { join, resolve } from "node:path";
import { replaceFile } from "./atomic_file.ts";
import { byHandName } from "./backup_names.ts";
import { explainIoError } from "./explain_io_error.ts";
import { type FileSystem, folderOf } from "./file_system.ts";
import { readVerified, UnusableFileError, type VerifiedFile } from "./read_verified.ts";
import { STORE_FILE } from "./store_file_name.ts";

export interface BackUpOptions {
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

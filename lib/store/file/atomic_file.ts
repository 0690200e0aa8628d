import { Buffer } from "node:buffer";
import { statfs } from "node:fs/promises";
import { type FileSystem, folderOf, type WritableFile } from "./file_system.ts";

/** Ending of files that are being written; whatever has it at start is left over from a crash. */
export const TEMPORARY_ENDING = ".tmp";

/**
 * Replaces a file whole, or leaves it as it was; resolved means it survives a power loss.
 * Rejects with what to do about it. A failure after the rename may leave either version.
 */
export async function replaceFile(fs: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = path + TEMPORARY_ENDING;
  try {
    await writeWhole(fs, temporary, bytes);
    await verify(fs, temporary, bytes);
    await fs.rename(temporary, path);
  } catch (error) {
    // A full disk should not also keep half a file. The next start deletes what stays.
    await fs.remove(temporary).catch(() => {});
    throw explainIoError(error, `write ${path}`);
  }
  try {
    await fs.syncFolder(folderOf(path));
  } catch (error) {
    throw explainIoError(error, `make the new ${path} durable`);
  }
}

async function writeWhole(fs: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const file = await fs.createNew(path);
  try {
    await writeAll(file, bytes);
    await file.sync();
  } finally {
    file.close();
  }
}

/** Writes every byte: on a full disk one `write` takes fewer and reports no error. */
export async function writeAll(file: WritableFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const written = await file.write(bytes.subarray(done));
    if (written <= 0) {
      throw new Error(`the disk took ${done} of ${bytes.length} bytes; free some space`);
    }
    done += written;
  }
}

async function verify(fs: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const found = await fs.read(path);
  if (found.length !== bytes.length) {
    throw new Error(`${found.length} of ${bytes.length} bytes arrived; check the disk`);
  }
  if (!Buffer.from(found.buffer, found.byteOffset, found.length).equals(bytes)) {
    throw new Error("what was read back differs from what was written; check the disk");
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  EBUSY: "something holds the file; if it is mounted by itself into a container, mount its folder",
  EROFS: "the file system is read-only; mount it writable or set DATA_DIR to another folder",
  ENOSPC: "the disk is full; free some space and start again",
  EDQUOT: "the disk quota is used up; free some space and start again",
  EXDEV: "the folder spans two file systems; mount the whole data folder, not single files in it",
  EACCES: "permission denied; give this user the folder (chown) or set DATA_DIR to another folder",
  EPERM:
    "operation not permitted; give this user the folder (chown) or set DATA_DIR to another folder",
  EIO: "the disk reports an error; check it, then restore the folder from a copy",
  EMFILE: "too many open files; raise the limit (ulimit -n)",
  ENOTDIR: "a part of the path is not a folder; set DATA_DIR to a folder",
};

const CODE_OF_NUMBER: Readonly<Record<string, string>> = {
  "1": "EPERM",
  "5": "EIO",
  "13": "EACCES",
  "16": "EBUSY",
  "18": "EXDEV",
  "20": "ENOTDIR",
  "24": "EMFILE",
  "28": "ENOSPC",
  "30": "EROFS",
  "122": "EDQUOT",
};

/** The disk did not do what was asked; the message says what to do, and is for the person who runs the program. */
export class DiskError extends Error {
  override name = "DiskError";
}

/** An error that says what could not be done (`write data/x.json`) and what to do about it. */
export function explainIoError(error: unknown, action: string): DiskError {
  const original = error instanceof Error ? error : new Error(String(error));
  const remedy = REMEDIES[codeOf(original)];
  const reason = remedy === undefined ? original.message : `${remedy} (${original.message})`;
  return new DiskError(`Cannot ${action}: ${reason}`, { cause: error });
}

/** The operating system's name of an error (`ENOSPC`), or an empty text. */
function codeOf(error: Error): string {
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string" && code in REMEDIES) return code;
  // Numbers differ between systems beyond the classic ones; Windows has its own.
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1];
  if (number !== undefined && Deno.build.os !== "windows") return CODE_OF_NUMBER[number] ?? "";
  return error instanceof Deno.errors.PermissionDenied ? "EACCES" : "";
}

/** The bytes of a file; null when there is none. */
export async function readIfThere(fs: FileSystem, path: string): Promise<Uint8Array | null> {
  try {
    return await fs.read(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw explainIoError(error, `read ${path}`);
  }
}

/** Bytes that this user may still write on the disk of a folder. */
export async function freeSpace(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

import { Buffer } from "node:buffer";
import { explainIoError } from "./explain_io_error.ts";
import { type FileSystem, folderOf, type WritableFile } from "./file_system.ts";

/** Ending of files that are being written; whatever has it at start is left over from a crash. */
export const TEMPORARY_ENDING = ".tmp";

/**
 * Replaces a file whole, or leaves it as it was; resolved means it survives a power loss.
 * Rejects with what to do about it. A failure after the rename may leave either version.
 */
export async function replaceFile(
  fs: FileSystem,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
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

import { explainIoError } from "./explain_io_error.ts";
import type { FileSystem } from "./file_system.ts";

/** The bytes of a file; null when there is none. */
export async function readIfThere(fs: FileSystem, path: string): Promise<Uint8Array | null> {
  try {
    return await fs.read(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw explainIoError(error, `read ${path}`);
  }
}

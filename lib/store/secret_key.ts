import { join } from "node:path";
import { diskFileSystem, readIfThere } from "@/lib/store/file/file_system.ts";

const FILE_NAME = "secret.key";

/**
 * The key that signs what browsers must not forge: the `SECRET_KEY` setting, or one made at the first
 * start and kept, readable by its owner only, in the data folder.
 */
export async function secretKey(dataDir: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const path = join(dataDir, FILE_NAME);
  const kept = await readIfThere(diskFileSystem, path);
  if (kept !== null) return new TextDecoder().decode(kept).trim();
  const made = crypto.getRandomValues(new Uint8Array(32)).toHex();
  await Deno.writeTextFile(path, `${made}\n`, { mode: 0o600, createNew: true });
  return made;
}

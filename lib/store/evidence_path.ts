import { join } from "node:path";
import { stamp } from "./backup_names.ts";
import type { FileSystem } from "./file_system.ts";
import { STORE_FILE } from "./store_file_name.ts";

interface Place {
  readonly fs: FileSystem;
  readonly dataDir: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** A free path beside the store file for one that was there before, such as `….json.corrupt-<time>`. */
export async function evidencePath(
  { fs, dataDir, now }: Place,
  why: "corrupt" | "legacy" | "replaced",
): Promise<string> {
  const names = new Set((await fs.list(dataDir)).map(({ name }) => name));
  for (let at = now;; at++) {
    const name = `${STORE_FILE}.${why}-${stamp(at)}`;
    if (!names.has(name)) return join(dataDir, name);
  }
}

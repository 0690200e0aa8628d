import { join } from "node:path";
import type { FileSystem } from "@/lib/store/file/file_system.ts";

const MARK = "running";
const WORDS = new TextEncoder().encode("A program runs on this folder, or ended unasked.\n");

/**
 * Marks a data folder as in use by a program that runs, and says whether the one before it was not stopped:
 * its mark is still there.
 */
export async function markRunning(
  fs: FileSystem,
  folder: string,
): Promise<{ readonly wasLeft: boolean }> {
  try {
    if ((await fs.list(folder)).some(({ name }) => name === MARK)) return { wasLeft: true };
    const file = await fs.createNew(join(folder, MARK));
    await file.write(WORDS);
    file.close();
  } catch {
    // A full disk is told elsewhere.
  }
  return { wasLeft: false };
}

/** Takes the mark away, at the end that somebody asked for. */
export async function unmarkRunning(fs: FileSystem, folder: string): Promise<void> {
  try {
    await fs.remove(join(folder, MARK));
  } catch {
    // Then the next start believes that this one ended unasked.
  }
}

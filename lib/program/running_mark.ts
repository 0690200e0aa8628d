import { join } from "node:path";

/**
 * Marks a data folder as in use by a program that runs, and says whether the one before it was not stopped:
 * its mark is still there.
 */
export async function markRunning(folder: string): Promise<{ readonly wasLeft: boolean }> {
  try {
    const mark = join(folder, "running");
    const options = { createNew: true, mode: 0o600 } as const;
    await Deno.writeTextFile(mark, "A program runs on this folder, or ended unasked.\n", options);
    return { wasLeft: false };
  } catch (error) {
    // A full disk is told elsewhere.
    return { wasLeft: error instanceof Deno.errors.AlreadyExists };
  }
}

/** Takes the mark away, at the end that somebody asked for. */
export async function unmarkRunning(folder: string): Promise<void> {
  try {
    await Deno.remove(join(folder, "running"));
  } catch {
    // Then the next start believes that this one ended unasked.
  }
}

import { join } from "node:path";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { explainIoError, type FileSystem } from "./file_system.ts";

/** Ownership of a data folder; gone when released, and when the process ends in any way. */
export interface Lock {
  release(): void;
}

/** Another process uses the data folder. */
class FolderInUseError extends Error {
  override name = "FolderInUseError";
}

const LOCK_FILE = ".lock";
const RETRY_MS = 50;
const TRIES = 10;

/** Makes the folder (0700) and takes it; throws FolderInUseError naming the process that has it. */
export async function takeLock(dataDir: string): Promise<Lock> {
  try {
    await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
    await closeToOthers(dataDir);
    return await takeLockFile(dataDir);
  } catch (error) {
    if (error instanceof FolderInUseError) throw error;
    throw explainIoError(error, `use data folder ${dataDir}`);
  }
}

async function takeLockFile(dataDir: string): Promise<Lock> {
  const path = join(dataDir, LOCK_FILE);
  for (let tries = 1;; tries++) {
    const file = await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
    if (await file.tryLock(true)) return await owned(file);
    file.close();
    const owner = await readOwner(path);
    // `deno run --watch` restarts inside one process: the former run may still be closing its files.
    if (owner !== String(Deno.pid) || tries === TRIES) throw inUse(dataDir, owner);
    await SYSTEM_CLOCK.after(RETRY_MS, AbortSignal.any([]));
  }
}

async function owned(file: Deno.FsFile): Promise<Lock> {
  await file.truncate(0);
  await file.write(new TextEncoder().encode(String(Deno.pid)));
  let released = false;
  return {
    release() {
      if (!released) file.close();
      released = true;
    },
  };
}

function inUse(dataDir: string, owner: string): FolderInUseError {
  const who = owner === "" ? "another process" : `process ${owner}`;
  return new FolderInUseError(
    `Cannot use data folder ${dataDir}: ${who} uses it already; stop it or set DATA_DIR to another folder`,
  );
}

async function readOwner(path: string): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch {
    // Windows refuses to read a locked file.
    return "";
  }
}

/** Tightens a folder that was there before, unless it is a shared place such as /tmp. */
async function closeToOthers(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  const mode = (await Deno.stat(folder)).mode ?? 0;
  const isShared = (mode & 0o1000) !== 0;
  if (isShared || (mode & 0o077) === 0) return;
  // Someone else's folder may be writable all the same; if it is not, taking the lock says so.
  await Deno.chmod(folder, 0o700).catch(() => {});
}

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

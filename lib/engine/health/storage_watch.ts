import type { StorageFacts } from "@/lib/protocol/answers.ts";
import { join } from "node:path";
import { newestFirst } from "@/lib/store/file/backups.ts";
import type { Clock } from "@/lib/time/clock.ts";

/** A longer-known size is found out anew: a folder of a thousand pairs has many files. */
const MAX_AGE_MS = 60_000;

/** Tells how much a data folder holds; asks the disk at most once a minute. */
export class StorageWatch {
  #known: { readonly at: number; readonly facts: Promise<StorageFacts> } | null = null;

  constructor(private readonly folder: string, private readonly clock: Pick<Clock, "now">) {}

  facts(): Promise<StorageFacts> {
    const now = this.clock.now();
    if (this.#known === null || Math.abs(now - this.#known.at) > MAX_AGE_MS) {
      this.#known = { at: now, facts: look(this.folder) };
    }
    return this.#known.facts;
  }
}

async function look(folder: string): Promise<StorageFacts> {
  const [bytes, lastBackupAt] = await Promise.all([
    bytesIn(folder, new Set()),
    newestBackup(join(folder, "backups")),
  ]);
  return { bytes, lastBackupAt };
}

async function bytesIn(folder: string, seen: Set<string>): Promise<number> {
  let bytes = 0;
  for (const { name, isDirectory } of await entriesOf(folder)) {
    const path = join(folder, name);
    bytes += isDirectory ? await bytesIn(path, seen) : await bytesOf(path, seen);
  }
  return bytes;
}

/** Backups are hard links: one file under several names. */
async function bytesOf(path: string, seen: Set<string>): Promise<number> {
  const info = await ifThere(Deno.lstat(path));
  if (info === null || !info.isFile) return 0;
  const file = `${info.dev}:${info.ino}`;
  if (info.ino !== null && seen.has(file)) return 0;
  seen.add(file);
  return info.size;
}

async function newestBackup(folder: string): Promise<string | null> {
  const names = (await entriesOf(folder)).map(({ name }) => name);
  const [newest] = newestFirst(names);
  if (newest === undefined) return null;
  const info = await ifThere(Deno.stat(join(folder, newest)));
  return info?.mtime?.toISOString() ?? null;
}

async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  return await ifThere(Array.fromAsync(Deno.readDir(folder))) ?? [];
}

/** Null for what is gone: files come and go while the program runs. */
async function ifThere<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

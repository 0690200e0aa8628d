import { join } from "node:path";
import type { Logger } from "@/lib/logs/logger.ts";
import type { StorageFacts } from "@/lib/protocol/answers.ts";
import { newestFirst } from "@/lib/store/file/backups.ts";
import type { Clock } from "@/lib/time/clock.ts";

const MB = 1024 * 1024;

export interface DiskBudgetOptions {
  /** The data folder. */
  readonly folder: string;
  /** Below this much free room nothing new is taken; 0 asks nothing. */
  readonly minFreeMb: number;
  /** Bytes free on the disk of a folder. */
  readonly freeSpace: (folder: string) => Promise<number>;
  readonly log: Pick<Logger, "warn" | "info">;
}

/** Keeps room on the disk for what must be written: prices, fires and the next commit. */
export class DiskBudget {
  readonly #options: DiskBudgetOptions;
  /** Why no new pairs and alarms are taken, and what to do; null while there is room. */
  problem: string | null = null;
  #isUnknown = false;
  #looking: Promise<void> | null = null;

  constructor(options: DiskBudgetOptions) {
    this.#options = options;
  }

  /** Looks how much room there is; one look at a time. Never rejects. */
  look(): Promise<void> {
    if (this.#options.minFreeMb === 0) return Promise.resolve();
    this.#looking ??= this.#look().finally(() => this.#looking = null);
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { folder, freeSpace } = this.#options;
    try {
      this.#evaluate(await freeSpace(folder));
    } catch (error) {
      this.#cannotTell(error);
    }
  }

  #evaluate(free: number): void {
    const { folder, minFreeMb, log } = this.#options;
    const had = this.problem;
    const isShort = free < minFreeMb * MB;
    this.problem = isShort ? describe(folder, Math.floor(free / MB), minFreeMb) : null;
    if (had === null && this.problem !== null) log.warn("{problem}", { problem: this.problem });
    if (had !== null && this.problem === null) log.info("There is room on the disk again");
  }

  /** Not knowing is no reason to refuse: a commit that fails says so by itself. */
  #cannotTell(error: unknown): void {
    this.problem = null;
    if (this.#isUnknown) return;
    this.#isUnknown = true;
    const { folder, log } = this.#options;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn("Cannot tell how much room is left on the disk of {folder}: {reason}", {
      folder,
      reason,
    });
  }
}

function describe(folder: string, freeMb: number, minFreeMb: number): string {
  return `Cannot take new pairs or alarms: the disk of ${folder} has ${freeMb} MB free and ` +
    `${minFreeMb} MB must stay free; free some space or lower MIN_FREE_MB (checks and alarms go on)`;
}

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

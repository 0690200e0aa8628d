import { join } from "node:path";
import { replaceFile } from "./atomic_file.ts";
import {
  dayName,
  days,
  newestFirst,
  timeOfVersion,
  versionName,
  versions,
} from "./backup_names.ts";
import type { FileSystem } from "./file_system.ts";
import { STORE_FILE } from "./store_file_name.ts";

/** The newest version, its copy from closing, and the three before it. */
const VERSIONS_KEPT = 5;
const DAYS_KEPT = 7;
/** How often a version is kept where the disk knows no hard links, so that each costs a copy. */
const COPY_INTERVAL_MS = 60_000;

/**
 * Earlier versions of the store file in `backups/`: `….at-<time>.json` for the newest ones and
 * `….day-<date>.json` for the last seven days; `….manual-<time>.json` are a person's. A version is a hard link, so keeping one costs no copy.
 */
export class Backups {
  readonly folder: string;
  readonly #fs: FileSystem;
  readonly #source: string;
  #names: string[] | null = null;
  #canLink = true;
  #copiedAt = -Infinity;

  constructor(fs: FileSystem, dataDir: string) {
    this.#fs = fs;
    this.#source = join(dataDir, STORE_FILE);
    this.folder = join(dataDir, "backups");
  }

  /** Paths of all backups, newest first. */
  async list(): Promise<string[]> {
    const names = await this.#list();
    return newestFirst(names).map((name) => join(this.folder, name));
  }

  /** Keeps the store file as it is now, and drops what is too old; `now` in milliseconds. */
  async keep(now: number): Promise<void> {
    if (!this.#canLink && now - this.#copiedAt < COPY_INTERVAL_MS && now >= this.#copiedAt) return;
    const names = await this.#list();
    const version = versionName(latestTime(versions(names), now));
    const day = dayName(now);
    await this.#add(version, now);
    names.push(version);
    if (!names.includes(day)) {
      await this.#add(day, now);
      names.push(day);
    }
    await this.#dropOld(names);
  }

  /** Keeps the store file as a copy of its own, which editing the file in place does not reach. */
  async keepCopy(now: number): Promise<void> {
    this.#canLink = false;
    this.#copiedAt = -Infinity;
    await this.keep(now);
  }

  async #list(): Promise<string[]> {
    if (this.#names === null) {
      await this.#fs.makeFolder(this.folder);
      this.#names = (await this.#fs.list(this.folder)).map(({ name }) => name);
    }
    return this.#names;
  }

  async #add(name: string, now: number): Promise<void> {
    const path = join(this.folder, name);
    if (this.#canLink) {
      try {
        return await this.#fs.link(this.#source, path);
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) throw error;
        this.#canLink = false;
      }
    }
    await replaceFile(this.#fs, path, await this.#fs.read(this.#source));
    this.#copiedAt = now;
  }

  async #dropOld(names: string[]): Promise<void> {
    const old = [
      ...versions(names).slice(0, -VERSIONS_KEPT),
      ...days(names).slice(0, -DAYS_KEPT),
    ];
    for (const name of old) {
      names.splice(names.indexOf(name), 1);
      await this.#fs.remove(join(this.folder, name));
    }
  }
}

/** Names stay in the order of writing when the clock is set back. */
function latestTime(names: readonly string[], now: number): number {
  const newest = names.at(-1);
  return newest === undefined ? now : Math.max(now, timeOfVersion(newest) + 1);
}

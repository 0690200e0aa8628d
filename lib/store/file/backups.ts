import { join } from "node:path";
import { type FileSystem, readPieces, replaceFile } from "./file_system.ts";

/** The newest version, its copy from closing, and the three before it. */
const VERSIONS_KEPT = 5;
const DAYS_KEPT = 7;
/** How often a version is kept where the disk knows no hard links, so that each costs a copy. */
const COPY_INTERVAL_MS = 60_000;

/**
 * Earlier versions of the store file (or of another one that is written like it) in `backups/`: `….at-<time>.json` for the newest ones and
 * `….day-<date>.json` for the last seven days; `….manual-<time>.json` are a person's. A version is a hard link, so keeping one costs no copy.
 */
export class Backups {
  readonly folder: string;
  readonly #source: string;
  readonly #stem: string;
  #names: string[] | null = null;
  #canLink = true;
  #copiedAt = -Infinity;

  /** @param file whose versions they are */
  constructor(private readonly fs: FileSystem, dataDir: string, file: string = STORE_FILE) {
    this.#source = join(dataDir, file);
    this.#stem = stemOf(file);
    this.folder = join(dataDir, "backups");
  }

  /** Paths of all backups, newest first. */
  async list(): Promise<string[]> {
    const names = await this.#list();
    return newestFirst(names, this.#stem).map((name) => join(this.folder, name));
  }

  /**
   * When the newest version was kept, in milliseconds; 0 without one. By its name: a file that is copied
   * over in place changes the versions that are second names of it.
   */
  async newestAt(): Promise<number> {
    const newest = versions(await this.#list(), this.#stem).at(-1);
    return newest === undefined ? 0 : timeOfVersion(newest);
  }

  /** Keeps the store file as it is now, and drops what is too old; `now` in milliseconds. */
  async keep(now: number): Promise<void> {
    if (!this.#canLink && now - this.#copiedAt < COPY_INTERVAL_MS && now >= this.#copiedAt) return;
    const names = await this.#list();
    const version = versionName(this.#stem, latestTime(versions(names, this.#stem), now));
    const day = dayName(this.#stem, now);
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
      await this.fs.makeFolder(this.folder);
      this.#names = (await this.fs.list(this.folder)).map(({ name }) => name);
    }
    return this.#names;
  }

  async #add(name: string, now: number): Promise<void> {
    const path = join(this.folder, name);
    if (this.#canLink) {
      try {
        return await this.fs.link(this.#source, path);
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) throw error;
        this.#canLink = false;
      }
    }
    await replaceFile(this.fs, path, readPieces(this.fs, this.#source));
    this.#copiedAt = now;
  }

  async #dropOld(names: string[]): Promise<void> {
    const old = [
      ...versions(names, this.#stem).slice(0, -VERSIONS_KEPT),
      ...days(names, this.#stem).slice(0, -DAYS_KEPT),
    ];
    for (const name of old) {
      names.splice(names.indexOf(name), 1);
      await this.fs.remove(join(this.folder, name));
    }
  }
}

/** Names stay in the order of writing when the clock is set back. */
function latestTime(names: readonly string[], now: number): number {
  const newest = names.at(-1);
  return newest === undefined ? now : Math.max(now, timeOfVersion(newest) + 1);
}

/** Name of the store file in the data folder. */
export const STORE_FILE = "crypto_data_binance.json";

/** What the names of a file's versions begin with. */
function stemOf(file: string): string {
  return file.replace(/\.json$/, "");
}

const STEM = stemOf(STORE_FILE);

/** The newest versions, oldest first. */
function versions(names: readonly string[], stem: string): string[] {
  return names.filter((name) => name.startsWith(`${stem}.at-`)).sort();
}

/** One version a day, oldest first. */
function days(names: readonly string[], stem: string): string[] {
  return names.filter((name) => name.startsWith(`${stem}.day-`)).sort();
}

/** Versions that a person asked for, oldest first; the program deletes none of them. */
function byHand(names: readonly string[], stem: string): string[] {
  return names.filter((name) => name.startsWith(`${stem}.manual-`)).sort();
}

/** Name for a version of a moment, in milliseconds. */
function versionName(stem: string, at: number): string {
  return `${stem}.at-${stamp(at)}.json`;
}

function dayName(stem: string, at: number): string {
  return `${stem}.day-${new Date(at).toISOString().slice(0, 10)}.json`;
}

export function byHandName(at: number, file: string = STORE_FILE): string {
  return `${stemOf(file)}.manual-${stamp(at)}.json`;
}

/** All backups among these names, the newest first as far as names tell. */
export function newestFirst(names: readonly string[], stem: string = STEM): string[] {
  const older = [...days(names, stem), ...byHand(names, stem)]
    .sort((a, b) => (dateIn(a) < dateIn(b) ? 1 : -1));
  return [...versions(names, stem).reverse(), ...older];
}

/** Moment in the name of a version, in milliseconds; 0 where there is none. */
function timeOfVersion(name: string): number {
  const [, date, hours, minutes, seconds] =
    /\.at-(.{1,40})T(\d\d)-(\d\d)-(\d\d\.\d+Z)\.json$/.exec(name) ?? [];
  const time = Date.parse(`${date}T${hours}:${minutes}:${seconds}`);
  return Number.isNaN(time) ? 0 : time;
}

/** A moment as part of a file's name: Windows allows no colons in names. */
function stamp(at: number): string {
  return new Date(at).toISOString().replaceAll(":", "-");
}

function dateIn(name: string): string {
  return name.replace(/^.*?\.(day|manual)-/, "");
}

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
  file: string = STORE_FILE,
): Promise<string> {
  const names = new Set((await fs.list(dataDir)).map(({ name }) => name));
  for (let at = now;; at++) {
    const name = `${file}.${why}-${stamp(at)}`;
    if (!names.has(name)) return join(dataDir, name);
  }
}

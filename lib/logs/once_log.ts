import type { Fire } from "@/lib/alarms/fire.ts";
import { dirname, join } from "node:path";
import { getLogger } from "./logger.ts";

/** Only the newest lines can come again, so older ids need no memory. */
const IDS_REMEMBERED = 50_000;

/**
 * A rotated log of JSON lines in which each id stands once, however often it is appended.
 *
 * Written synchronously with one fsync a call: its lines are rare, and only what is on the disk counts
 * as written. What cannot be written waits in memory and is tried again with the next line.
 */
export class OnceLog {
  readonly #written = new Set<string>();
  readonly #waiting = new Map<string, string>();
  #newest: string | null = null;
  #file: DurableFile | null = null;
  #failing = false;

  constructor(private readonly options: DurableFileOptions) {}

  get path(): string {
    return this.options.path;
  }

  /** Id of the last line on the disk; null when there is none, or the file cannot be opened. */
  get newestId(): string | null {
    this.write([]);
    return this.#newest;
  }

  /** Writes the lines that are not in the log yet; says whether all of them are on the disk now. */
  write(lines: readonly { readonly id: string; readonly text: string }[]): boolean {
    for (const { id, text } of lines) this.#waiting.set(id, text);
    try {
      this.#write();
      this.#recovered();
    } catch (error) {
      this.#failed(error);
    }
    return this.#waiting.size === 0;
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }

  #write(): void {
    this.#file ??= this.#open();
    for (const id of this.#waiting.keys()) if (this.#written.has(id)) this.#waiting.delete(id);
    if (this.#waiting.size === 0) return;
    this.#file.append([...this.#waiting.values()].join(""));
    for (const id of this.#waiting.keys()) this.#remember(id);
    this.#waiting.clear();
  }

  /** A crash between commit and announce announces again: the newest two files tell what was written. */
  #open(): DurableFile {
    const file = new DurableFile(this.options);
    for (const path of [`${this.path}.1`, this.path]) {
      for (const id of idsIn(readIfThere(path))) this.#remember(id);
    }
    return file;
  }

  #remember(id: string): void {
    this.#written.add(id);
    this.#newest = id;
    if (this.#written.size <= IDS_REMEMBERED) return;
    for (const oldest of this.#written) return void this.#written.delete(oldest);
  }

  /** The file is opened anew next time, which reads what of this attempt arrived. */
  #failed(error: unknown): void {
    this.close();
    if (this.#failing) return;
    this.#failing = true;
    getLogger("logs").error("Cannot write {path}, its lines wait in memory: {reason}", {
      path: this.path,
      reason: error instanceof Error ? error.message : String(error),
    });
  }

  #recovered(): void {
    if (!this.#failing) return;
    this.#failing = false;
    getLogger("logs").info("Writing {path} again", { path: this.path });
  }
}

function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

export interface LogFileOptions {
  readonly logDir: string;
  /** Bytes after which the file becomes `….log.1`; default: one or two MiB. */
  readonly maxSize?: number;
  /** Rotated files to keep; default: 10 or 20. */
  readonly keep?: number;
}

/** `alarms.log`: one JSON line a fire, each fire once, however often it is announced. */
export class AlarmLog extends OnceLog {
  constructor({ logDir, maxSize = 1024 * 1024, keep = 10 }: LogFileOptions) {
    super({ path: join(logDir, "alarms.log"), maxSize, keep });
  }

  /** Writes the fires that are not in the log yet; says whether all of them are on the disk now. */
  append(...fires: Fire[]): boolean {
    return this.write(fires.map((fire) => ({ id: fire.id, text: fireLine(fire) })));
  }
}

/** One JSON line a fire, the four fields people look for first. */
function fireLine({ timestamp, pair, alarm, price, ...rest }: Fire): string {
  return `${redact(JSON.stringify({ timestamp, pair, alarm, price, ...rest }))}\n`;
}

/** What stands in a log line instead of a secret; harmless inside JSON and URLs. */
export const MASK = "[hidden]";

/** Shorter values are no secrets, and masking them would tear ordinary words apart. */
const SHORTEST_SECRET = 6;

const secrets = new Set<string>();

/** Each pattern keeps its first group and masks what follows. */
const PATTERNS: readonly RegExp[] = [
  /\b(CG-)[A-Za-z0-9]{8,}/g,
  /([?&](?:x_cg_\w+|api_?key|key|token|access_token|secret|signature|password)=)[^&\s"'\\]+/gi,
  /(\b(?:x-cg-(?:demo|pro)-api-key|x-mbx-apikey|authorization)["']?\s{0,9}[:=]\s{0,9}["']?(?:(?:bearer|basic)\s{1,9})?)[^\s"'\\,]+/gi,
  /(:\/\/)[^\s/:@"'\\]+:[^\s/@"'\\]+(?=@)/gi,
];

/** Makes every later log line hide `value`, also as it stands in a URL or in JSON. */
export function registerSecret(value: string | null | undefined): void {
  if (!value || value.length < SHORTEST_SECRET) return;
  secrets.add(value);
  secrets.add(encodeURIComponent(value));
  secrets.add(JSON.stringify(value).slice(1, -1));
}

/** The same text without registered secrets and without what looks like a key. */
export function redact(text: string): string {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  const known = longestFirst.reduce((line, secret) => line.replaceAll(secret, MASK), text);
  return PATTERNS.reduce((line, pattern) => line.replace(pattern, `$1${MASK}`), known);
}

/** The ids of the whole lines of a log; a torn line has none. */
export function idsIn(text: string): string[] {
  return text.split("\n").map(idOf).filter((id) => id !== null);
}

function idOf(line: string): string | null {
  try {
    const { id } = JSON.parse(line);
    return typeof id === "string" ? id : null;
  } catch {
    return null;
  }
}

const NEWLINE = 0x0a;

interface DurableFileOptions {
  readonly path: string;
  /** Bytes after which the file becomes `<path>.1`. */
  readonly maxSize: number;
  /** Rotated files to keep. */
  readonly keep: number;
}

/** A file of lines that only grows; `append` returns when the lines are on the disk, or throws. */
export class DurableFile {
  #file: Deno.FsFile;
  #size: number;

  constructor(private readonly options: DurableFileOptions) {
    makePrivateFolder(options.path);
    this.#file = openPrivateFile(options.path);
    this.#size = completeLastLine(this.#file);
  }

  append(text: string): void {
    const bytes = new TextEncoder().encode(text);
    for (let from = 0; from < bytes.length;) {
      const end = this.#endOfPart(bytes, from);
      if (this.#size > 0 && this.#size + end - from > this.options.maxSize) this.#startNewFile();
      writeAll(this.#file, bytes.subarray(from, end));
      this.#file.syncSync();
      this.#size += end - from;
      from = end;
    }
  }

  /** As many whole lines as fit, at least one: no file grows over its size because much came at once. */
  #endOfPart(bytes: Uint8Array, from: number): number {
    const room = this.options.maxSize - this.#size;
    const most = room > 0 ? room : this.options.maxSize;
    if (bytes.length - from <= most) return bytes.length;
    const last = bytes.lastIndexOf(NEWLINE, from + most - 1);
    if (last >= from) return last + 1;
    // The first line does not fit: it goes into a file of its own beginning.
    const first = bytes.indexOf(NEWLINE, from);
    return first < 0 ? bytes.length : first + 1;
  }

  close(): void {
    this.#file.close();
  }

  #startNewFile(): void {
    const { path, keep } = this.options;
    rotate(path, keep);
    const next = openPrivateFile(path);
    this.#file.close();
    this.#file = next;
    this.#size = 0;
    syncFolder(dirname(path));
  }
}

/** A crash may have torn the last line: ends it, so that the next one stands alone. Returns the size. */
function completeLastLine(file: Deno.FsFile): number {
  const { size } = file.statSync();
  if (size === 0) return 0;
  file.seekSync(-1, Deno.SeekMode.End);
  const last = new Uint8Array(1);
  file.readSync(last);
  if (last[0] === NEWLINE) return size;
  writeAll(file, Uint8Array.of(NEWLINE));
  return size + 1;
}

/** One write may be short without an error on a full disk; the next one then throws. */
function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

/** Without this the new name may be lost with the power; Windows cannot open a folder. */
function syncFolder(path: string): void {
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path);
  folder.syncSync();
}

/** Renames `path` to `path.1`, `path.1` to `path.2` and so on; what was `path.<keep>` is gone. */
function rotate(path: string, keep: number): void {
  for (let age = keep; age > 1; age--) renameIfThere(`${path}.${age - 1}`, `${path}.${age}`);
  renameIfThere(path, `${path}.1`);
}

function renameIfThere(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

const OTHERS = 0o077;

/** Makes the folder of `path` for its owner only; a folder that exists keeps its mode, it may be `/var/log`. */
export function makePrivateFolder(path: string): void {
  Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
}

/** Opens a file for appending that only its owner can read, also when it was made wider before. */
export function openPrivateFile(path: string): Deno.FsFile {
  const file = Deno.openSync(path, { create: true, append: true, read: true, mode: 0o600 });
  closeToOthers(path);
  return file;
}

/** Takes the rights of group and others away, where the system has such rights. */
export function closeToOthers(path: string): void {
  const { mode } = Deno.statSync(path);
  if (mode !== null && (mode & OTHERS) !== 0) Deno.chmodSync(path, 0o600);
}

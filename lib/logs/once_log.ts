import { join } from "node:path";
import type { Fire } from "@/lib/alarms/fire.ts";
import { DurableFile, type DurableFileOptions } from "./durable_file.ts";
import { getLogger, redact } from "./logger.ts";

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

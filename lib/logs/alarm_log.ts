import { join } from "node:path";
import type { Fire } from "@/lib/alarms/fire.ts";
import { DurableFile } from "./durable_file.ts";
import { fireLine, idsIn } from "./fire_line.ts";
import { getLogger } from "./get_logger.ts";

export interface AlarmLogOptions {
  readonly logDir: string;
  /** Bytes after which `alarms.log` becomes `alarms.log.1`; 1 MiB unless told. */
  readonly maxSize?: number;
  /** Rotated files to keep; 10 unless told. */
  readonly keep?: number;
}

/**
 * `alarms.log`: one JSON line a fire, each fire once, however often it is announced.
 *
 * Written synchronously with one fsync a call: fires are rare, and only what is on the disk counts as
 * written. What cannot be written waits in memory and is tried again with the next fire.
 */
export class AlarmLog {
  readonly #options: Required<AlarmLogOptions>;
  readonly #written = new Set<string>();
  readonly #waiting = new Map<string, string>();
  #file: DurableFile | null = null;
  #failing = false;

  constructor(options: AlarmLogOptions) {
    this.#options = { maxSize: 1024 * 1024, keep: 10, ...options };
  }

  get path(): string {
    return join(this.#options.logDir, "alarms.log");
  }

  /** Writes the fires that are not in the log yet; says whether all of them are on the disk now. */
  append(...fires: Fire[]): boolean {
    for (const fire of fires) this.#waiting.set(fire.id, fireLine(fire));
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
    for (const id of this.#waiting.keys()) this.#written.add(id);
    this.#waiting.clear();
  }

  /** A crash between commit and announce announces again: the newest two files tell what was written. */
  #open(): DurableFile {
    const file = new DurableFile({ ...this.#options, path: this.path });
    for (const path of [this.path, `${this.path}.1`]) {
      for (const id of idsIn(readIfThere(path))) this.#written.add(id);
    }
    return file;
  }

  /** The file is opened anew next time, which reads what of this attempt arrived. */
  #failed(error: unknown): void {
    this.close();
    if (this.#failing) return;
    this.#failing = true;
    getLogger("logs").error("Cannot write {path}, fires wait in memory: {reason}", {
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

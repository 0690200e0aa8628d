import { join } from "node:path";
import type { Fire } from "@/lib/alarms/fire.ts";
import { fireLine } from "./fire_line.ts";
import { OnceLog } from "./once_log.ts";

export interface AlarmLogOptions {
  readonly logDir: string;
  /** Bytes after which `alarms.log` becomes `alarms.log.1`; 1 MiB unless told. */
  readonly maxSize?: number;
  /** Rotated files to keep; 10 unless told. */
  readonly keep?: number;
}

/** `alarms.log`: one JSON line a fire, each fire once, however often it is announced. */
export class AlarmLog {
  readonly #log: OnceLog;

  constructor({ logDir, maxSize = 1024 * 1024, keep = 10 }: AlarmLogOptions) {
    this.#log = new OnceLog({ path: join(logDir, "alarms.log"), maxSize, keep });
  }

  get path(): string {
    return this.#log.path;
  }

  /** Writes the fires that are not in the log yet; says whether all of them are on the disk now. */
  append(...fires: Fire[]): boolean {
    return this.#log.append(fires.map((fire) => ({ id: fire.id, text: fireLine(fire) })));
  }

  close(): void {
    this.#log.close();
  }
}

import { join } from "node:path";
import { OnceLog } from "@/lib/logs/once_log.ts";
import { redact } from "@/lib/logs/redact.ts";
import type { AuditEntry } from "./audit_entry.ts";

export interface AuditLogOptions {
  readonly logDir: string;
  /** Bytes after which `audit.log` becomes `audit.log.1`; 2 MiB unless told. */
  readonly maxSize?: number;
  /** Rotated files to keep; 20 unless told. */
  readonly keep?: number;
}

/** `audit.log`: one JSON line for each change by a person and each fire, each once. */
export class AuditLog {
  readonly #log: OnceLog;

  constructor({ logDir, maxSize = 2 * 1024 * 1024, keep = 20 }: AuditLogOptions) {
    this.#log = new OnceLog({ path: join(logDir, "audit.log"), maxSize, keep });
  }

  get path(): string {
    return this.#log.path;
  }

  /** Id of the newest entry that was written; null when there is none. */
  get newestId(): string | null {
    return this.#log.newestId;
  }

  /** Writes the entries that are not in the log yet; says whether all of them are on the disk now. */
  append(entries: readonly AuditEntry[]): boolean {
    return this.#log.append(entries.map((entry) => ({ id: entry.id, text: lineOf(entry) })));
  }

  close(): void {
    this.#log.close();
  }
}

/** What people look for first stands first. */
function lineOf({ timestamp, kind, pair, alarmId, ...rest }: AuditEntry): string {
  return `${redact(JSON.stringify({ timestamp, kind, pair, alarmId, ...rest }))}\n`;
}

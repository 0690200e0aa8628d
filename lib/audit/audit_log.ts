import { join } from "node:path";
import { type LogFileOptions, OnceLog } from "@/lib/logs/once_log.ts";
import { newestLines } from "@/lib/logs/newest_lines.ts";
import { redact } from "@/lib/logs/logger.ts";
import type { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import { Turns } from "@/lib/time/turns.ts";

/** `audit.log`: one JSON line for each change by a person and each fire, each once. */
export class AuditLog extends OnceLog {
  /** Ids that stand in the log; null until somebody asks. */
  #mentioned: Promise<Set<string>> | null = null;

  constructor({ logDir, maxSize = 2 * 1024 * 1024, keep = 20 }: LogFileOptions) {
    super({ path: join(logDir, "audit.log"), maxSize, keep });
  }

  /** Writes the entries that are not in the log yet; says whether all of them are on the disk now. */
  append(entries: readonly AuditEntry[]): boolean {
    const lines = entries.map((entry) => ({ id: entry.id, text: lineOf(entry) }));
    const areWritten = this.write(lines);
    void this.#mentioned?.then((ids) => lines.forEach(({ text }) => addIds(text, ids)), () => {});
    return areWritten;
  }

  /**
   * Whether the log may tell of something with this id. The first question reads the log once, so that
   * ids that never were need no search of it. Rejects when it cannot be read.
   */
  async mentions(id: string): Promise<boolean> {
    this.#mentioned ??= idsOf(this.path);
    try {
      return (await this.#mentioned).has(id);
    } catch (error) {
      this.#mentioned = null;
      throw error;
    }
  }
}

/** What people look for first stands first. */
function lineOf({ timestamp, kind, pair, alarmId, ...rest }: AuditEntry): string {
  return `${redact(JSON.stringify({ timestamp, kind, pair, alarmId, ...rest }))}\n`;
}

/** Also of what is only mentioned, such as the alarms of a pair that was removed. */
const ID = /"(?:id|alarmId)":"([^"]{1,200})"/g;

/** Ids of the log's own lines: nobody asks what became of those. */
const OWN_ID = "change_";

async function idsOf(path: string): Promise<Set<string>> {
  const ids = new Set<string>();
  const turns = new Turns();
  for await (const line of newestLines(path)) {
    if (turns.isOver) await turns.next();
    addIds(line, ids);
  }
  return ids;
}

function addIds(line: string, ids: Set<string>): void {
  for (const [, id = ""] of line.matchAll(ID)) if (!id.startsWith(OWN_ID)) ids.add(id);
}

import { type AuditRange, readAudit } from "@/lib/audit/audit_log.ts";
import type { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import { WHOLE_LOG } from "@/lib/text/log_rows.ts";

/** All entries in a range of an audit log, newest first. */
export async function readAll(
  path: string,
  range: Partial<AuditRange> = {},
): Promise<AuditEntry[]> {
  return await Array.fromAsync(readAudit(path, { filter: WHOLE_LOG, ...range }));
}

/** The raw lines of a log, oldest first. */
export function linesOf(path: string): Record<string, unknown>[] {
  return Deno.readTextFileSync(path).split("\n").filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

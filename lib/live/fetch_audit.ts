import type { AuditEntry } from "@/lib/audit/audit_entry.ts";
import { askQuietly } from "./ask_server.ts";
import { filterQuery, type LogFilter } from "./log_filter.ts";

/** Entries of the log, newest first, and the id of its newest one. */
export interface AuditAnswer {
  readonly newest: string | null;
  readonly entries: readonly AuditEntry[];
}

const MAX_ENTRIES = 500;

/** What was written to the log after an entry (all of it when null); null when the server cannot be asked. */
export async function fetchAudit(
  filter: LogFilter,
  after: string | null,
): Promise<AuditAnswer | null> {
  const more = { limit: MAX_ENTRIES, ...(after === null ? {} : { after }) };
  return await askQuietly<AuditAnswer>(`/api/audit${filterQuery(filter, more)}`);
}

import type { z } from "zod";
import type { AuditEntry } from "@/lib/audit/audit_entry.ts";
import type { AuditLog } from "@/lib/audit/audit_log.ts";
import { readAudit } from "@/lib/audit/read_audit.ts";
import { csvHead, csvRow } from "./audit_csv.ts";
import { type AuditQuery, filterOf } from "./audit_query.ts";
import { download } from "./download.ts";

type Wanted = z.infer<typeof AuditQuery>;

const FILE_NAME = "crypto-price-alarm-log.csv";

/** The wanted entries, newest first, written out as they are read, once there is room for one more reader. */
export async function auditAnswer(
  { path, newestId }: Pick<AuditLog, "path" | "newestId">,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<Response> {
  const { before, after, limit } = wanted;
  const range = { filter: filterOf(wanted), before, after, signal };
  const entries = first(limit, readAudit(path, range));
  const isCsv = wanted.format === "csv";
  const text = isCsv ? csvText(entries) : jsonText(entries, newestId);
  const headers = isCsv
    ? {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="${FILE_NAME}"`,
    }
    : { "content-type": "application/json" };
  return new Response(await download(text, signal), { headers });
}

async function* first<T>(limit: number, items: AsyncIterable<T>): AsyncGenerator<T> {
  let count = 0;
  for await (const item of items) {
    yield item;
    if (++count >= limit) return;
  }
}

async function* csvText(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  yield csvHead();
  for await (const entry of entries) yield csvRow(entry);
}

/** `newest` is the id of the whole log's newest entry, from which a later request can go on with `after`. */
async function* jsonText(
  entries: AsyncIterable<AuditEntry>,
  newest: string | null,
): AsyncGenerator<string> {
  yield `{"newest":${JSON.stringify(newest)},"entries":[`;
  let separator = "";
  for await (const entry of entries) {
    yield separator + JSON.stringify(entry);
    separator = ",\n";
  }
  yield "]}";
}

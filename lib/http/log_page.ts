import { type AuditPage, auditPage } from "@/lib/audit/audit_page.ts";
import { explainIssues } from "@/lib/alarms/explain_issues.ts";
import { type LogFilter, WHOLE_LOG } from "@/lib/live/log_filter.ts";
import { filterOf, LogPageQuery } from "./audit_query.ts";
import { longWork } from "./long_work.ts";
import type { Services } from "./services.ts";

const ENTRIES_A_PAGE = 50;

/** The part of a request that says what is wanted, and whether it still is. */
export type Asked = { readonly url: URL; readonly req: Pick<Request, "signal"> };

/** One page of the log as its address asks for it. */
export interface LogPage extends AuditPage {
  readonly filter: LogFilter;
  readonly before: string | undefined;
  /** What is wrong with the address; null when nothing is. */
  readonly problem: string | null;
}

/** Reads the page of the log that a URL asks for; with `alarm`, only what is about that one. */
export async function readLogPage(
  { auditLog, store }: Pick<Services, "auditLog" | "store">,
  { url, req: { signal } }: Asked,
  alarm?: string,
): Promise<LogPage> {
  const query = Object.fromEntries([...url.searchParams].filter(([, value]) => value !== ""));
  const parsed = LogPageQuery.safeParse(query);
  const { before, ...wanted } = parsed.data ?? {};
  const filter = parsed.success ? filterOf(wanted) : WHOLE_LOG;
  const range = { filter: { ...filter, alarm: alarm ?? filter.alarm }, before };
  const wantedPage = { ...range, limit: ENTRIES_A_PAGE, signal };
  const page = await longWork(
    "searches",
    () => auditPage(auditLog, wantedPage, store.state.fires),
    signal,
  );
  const problem = parsed.success ? null : explainIssues(parsed.error).message;
  return { ...page, ...range, problem };
}

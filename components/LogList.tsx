import { auditWho } from "@/lib/live/audit_words.ts";
import { type LogFilter, WHOLE_LOG } from "@/lib/live/log_filter.ts";
import { type Log, type LogRow, logRows } from "@/lib/live/log_rows.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { ChangeRow } from "./ChangeRow.tsx";
import { FireRow } from "./FireRow.tsx";

interface LogListProps {
  log: Log;
  filter: LogFilter;
  viewer: Viewer;
  isFirstPage: boolean;
}

/** Fires and changes, newest first. */
export function LogList({ log, filter, viewer, isFirstPage }: LogListProps) {
  const rows = logRows(log);
  if (rows.length === 0) return <NoRows {...{ filter, isFirstPage }} />;
  return (
    <ol class="fires" aria-live={isFirstPage ? "polite" : undefined}>
      {rows.map((row) => <Row key={keyOf(row)} row={row} viewer={viewer} />)}
    </ol>
  );
}

function Row({ row, viewer }: { row: LogRow; viewer: Viewer }) {
  if (row.kind === "change") return <ChangeRow entry={row.entry} viewer={viewer} />;
  const { fire, acknowledgement } = row;
  const acknowledgedBy = acknowledgement === undefined ? "" : auditWho(acknowledgement);
  return <FireRow {...{ fire, acknowledgedBy, viewer }} />;
}

function keyOf(row: LogRow): string {
  return row.kind === "fire" ? row.fire.id : row.entry.id;
}

function NoRows({ filter, isFirstPage }: Pick<LogListProps, "filter" | "isFirstPage">) {
  const [title, text] = emptyWords(filter, isFirstPage);
  return (
    <section class="empty">
      <h2>{title}</h2>
      <p>{text}</p>
    </section>
  );
}

function emptyWords({ pair, day, alarm }: LogFilter, isFirstPage: boolean): [string, string] {
  if (!isFirstPage) return ["Nothing older", "This is the end of the log."];
  if (pair !== WHOLE_LOG.pair || day !== WHOLE_LOG.day) {
    return ["Nothing fits", "Choose another pair or day, or show the whole log."];
  }
  if (alarm !== WHOLE_LOG.alarm) {
    return ["Nothing was recorded", "The log of changes knows nothing of this alarm yet."];
  }
  return [
    "Nothing has rung yet",
    "When an alarm goes off, it is kept here: which pair, which condition, at which price, and when. " +
    "So is whatever people change.",
  ];
}

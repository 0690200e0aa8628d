import { acknowledgerWords, auditWho } from "@/lib/live/audit_words.ts";
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
  /** Ids of the fires that were acknowledged on this screen. */
  own: ReadonlySet<string>;
}

/** Fires and changes, newest first. */
export function LogList({ log, filter, viewer, isFirstPage, own }: LogListProps) {
  const rows = logRows(log);
  if (rows.length === 0) return <NoRows {...{ filter, isFirstPage }} />;
  return (
    <ol class="fires" aria-live={isFirstPage ? "polite" : undefined}>
      {rows.map((row) => <Row key={keyOf(row)} {...{ row, viewer, own }} />)}
    </ol>
  );
}

type RowProps = Pick<LogListProps, "viewer" | "own"> & { row: LogRow };

function Row({ row, viewer, own }: RowProps) {
  if (row.kind === "change") return <ChangeRow entry={row.entry} viewer={viewer} />;
  const acknowledgedBy = own.has(row.fire.id) ? "on this screen" : acknowledgedWords(row);
  return <FireRow fire={row.fire} {...{ acknowledgedBy, viewer }} />;
}

/** The log knows best; a fire that has just been acknowledged carries it itself. */
function acknowledgedWords({ fire, acknowledgement }: LogRow & { kind: "fire" }): string {
  return acknowledgement === undefined
    ? acknowledgerWords(fire.acknowledgedBy)
    : auditWho(acknowledgement);
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

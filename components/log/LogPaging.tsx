import { Icon } from "@/components/kit/Icon.tsx";
import { texts } from "@/lib/language/texts.ts";
import { filterQuery, type LogFilter } from "@/lib/text/log_rows.ts";

/** The log, and what a fire tells. */
export const logWords = texts("log", {
  title: "Log",
  which: "Which part of the log",
  pair: "Pair",
  allPairs: "All pairs",
  day: "Day",
  show: "Show",
  showAll: "Show all",
  pages: "Pages of the log",
  newest: "Newest",
  older: "Older",
  export: "Export",
  nothingOlder: { title: "Nothing older", text: "This is the end of the log." },
  nothingFits: {
    title: "Nothing fits",
    text: "Choose another pair or day, or show the whole log.",
  },
  nothingRecorded: {
    title: "Nothing was recorded",
    text: "The log of changes knows nothing of this alarm yet.",
  },
  nothingRang: {
    title: "Nothing has rung yet",
    text:
      "When an alarm goes off, it is kept here: which pair, which condition, at which price, and when. " +
      "So is whatever people change.",
  },
  onThisScreen: "on this screen",
  ringing: "Ringing",
  acknowledged: "acknowledged",
  way: (length: string) => `Its way: ${length}`,
  removedChannel: "a channel that was removed",
});

interface LogPagingProps {
  path: string;
  filter: LogFilter;
  isFirstPage: boolean;
  /** Id of the entry after which the next page begins; null on the last one. */
  older: string | null;
}

/** The way to the older and the newest entries of the log. */
export function LogPaging({ path, filter, isFirstPage, older }: LogPagingProps) {
  if (isFirstPage && older === null) return null;
  return (
    <nav class="paging" aria-label={logWords.pages}>
      {!isFirstPage && (
        <a class="button" href={path + filterQuery(filter)} aria-current="false">
          {logWords.newest}
        </a>
      )}
      {older !== null && (
        <a class="button" href={path + filterQuery(filter, { before: older })} aria-current="false">
          {logWords.older}
        </a>
      )}
    </nav>
  );
}

/** As many entries as one export may hold. */
const EXPORT_LIMIT = 100_000;
const FORMATS = ["csv", "json"] as const;

/** The wanted part of the log as a file. */
export function LogExports({ filter }: { filter: LogFilter }) {
  return (
    <div class="log-exports" role="group" aria-label={logWords.export}>
      {FORMATS.map((format) => (
        <a
          key={format}
          class="button"
          href={`/api/audit${filterQuery(filter, { format, limit: EXPORT_LIMIT })}`}
          aria-current="false"
          download={`crypto-price-alarm-log.${format}`}
        >
          <Icon name="download" /> {format.toUpperCase()}
        </a>
      ))}
    </div>
  );
}

import { filterQuery, type LogFilter } from "@/lib/live/log_filter.ts";

interface LogPagingProps {
  /** Path of the page. */
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
    <nav class="paging" aria-label="Pages of the log">
      {!isFirstPage && (
        <a class="button" href={path + filterQuery(filter)} aria-current="false">Newest</a>
      )}
      {older !== null && (
        <a class="button" href={path + filterQuery(filter, { before: older })} aria-current="false">
          Older
        </a>
      )}
    </nav>
  );
}

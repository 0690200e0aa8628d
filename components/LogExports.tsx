import { filterQuery, type LogFilter } from "@/lib/live/log_filter.ts";
import { Icon } from "./Icon.tsx";

/** As many entries as one export may hold. */
const EXPORT_LIMIT = 100_000;
const FORMATS = ["csv", "json"] as const;

/** The wanted part of the log as a file. */
export function LogExports({ filter }: { filter: LogFilter }) {
  return (
    <div class="log-exports" role="group" aria-label="Export">
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

import { join } from "node:path";
import { configure, getConsoleSink, type LogLevel, reset, type Sink } from "@logtape/logtape";
import { appLogSink } from "./app_log_sink.ts";
import { formatLine } from "./format_line.ts";
import { getLogger, ROOT_CATEGORY } from "./get_logger.ts";
import { reportTroubleOnce } from "./report_trouble.ts";

export interface LogsOptions {
  readonly logDir: string;
  /** The least important level that is still written. */
  readonly level: LogLevel;
  /** Time of the lines, in milliseconds since the Unix epoch; for tests. */
  readonly now?: () => number;
  /** Where the lines go beside the file; the console unless told. */
  readonly print?: (line: string) => void;
  /** Bytes after which `app.log` becomes `app.log.1`; 5 MiB unless told. */
  readonly maxSize?: number;
  /** Rotated files to keep; 5 unless told. */
  readonly maxFiles?: number;
}

export interface Logs {
  /** Waits until every line is in the file, and falls silent. */
  close(): Promise<void>;
}

/** Sends what `getLogger` is given to the console and, the same lines, to `app.log`. */
export async function startLogs(options: LogsOptions): Promise<Logs> {
  const console = openConsole(options);
  const { sink: file, problem } = openFile(options);
  await configure({
    sinks: { console, file, trouble: reportTroubleOnce(console) },
    loggers: [
      { category: ROOT_CATEGORY, sinks: ["console", "file"], lowestLevel: options.level },
      { category: ["logtape", "meta"], sinks: ["trouble"], lowestLevel: "warning" },
    ],
  });
  if (problem !== null) {
    getLogger("logs").error("Lines go to the console only: {problem}", { problem });
  }
  return { close: reset };
}

function openConsole({ now, print }: LogsOptions): Sink {
  const formatter = formatLine(now);
  return print === undefined
    ? getConsoleSink({ formatter })
    : (record) => print(formatter(record).trimEnd());
}

/** A folder that cannot be written costs the file, never the program. */
function openFile(options: LogsOptions): { sink: Sink; problem: string | null } {
  const { logDir, maxSize = 5 * 1024 * 1024, maxFiles = 5, now } = options;
  try {
    const limits = { formatter: formatLine(now), maxSize, maxFiles };
    return { sink: appLogSink(join(logDir, "app.log"), limits), problem: null };
  } catch (error) {
    return { sink: () => {}, problem: error instanceof Error ? error.message : String(error) };
  }
}

import { join } from "node:path";
import { getRotatingFileSink } from "@logtape/file";
import {
  configure,
  getConsoleSink,
  getTextFormatter,
  type LogLevel,
  type LogRecord,
  reset,
  type Sink,
  type TextFormatter,
} from "@logtape/logtape";
import { getLogger, ROOT_CATEGORY } from "./logger.ts";
import { closeToOthers, makePrivateFolder, openPrivateFile, redact } from "./once_log.ts";

export interface LogsOptions {
  readonly logDir: string;
  /** The least important level that is still written. */
  readonly level: LogLevel;
  /** Lines for people, or (`json`) one JSON object a line; for people unless told. */
  readonly format?: "text" | "json";
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

function openConsole({ now, print, format }: LogsOptions): Sink {
  const formatter = formatLine(now, format);
  return print === undefined
    ? getConsoleSink({ formatter })
    : (record) => print(formatter(record).trimEnd());
}

/** A folder that cannot be written costs the file, never the program. */
function openFile(options: LogsOptions): { sink: Sink; problem: string | null } {
  const { logDir, maxSize = 5 * 1024 * 1024, maxFiles = 5, now, format } = options;
  try {
    const limits = { formatter: formatLine(now, format), maxSize, maxFiles };
    return { sink: appLogSink(join(logDir, "app.log"), limits), problem: null };
  } catch (error) {
    return { sink: () => {}, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Writes each line at once and syncs it in the background, so that a slow disk delays nobody. */
function appLogSink(
  path: string,
  options: { formatter: TextFormatter; maxSize: number; maxFiles: number },
): Sink & AsyncDisposable {
  makePrivateFolder(path);
  openPrivateFile(path).close();
  const limits = { ...options, nonBlocking: true, bufferSize: 0 };
  const write: Sink & Partial<AsyncDisposable> = getRotatingFileSink(path, limits);
  const sink = (record: Parameters<Sink>[0]) => {
    write(record);
    // A rotation inside `write` makes the next file with the process's default rights.
    closeToOthers(path);
  };
  return Object.assign(sink, {
    async [Symbol.asyncDispose]() {
      await write[Symbol.asyncDispose]?.();
    },
  });
}

const WIDEST_LEVEL = "WARNING".length;

/** One line: time, level, part, message; secrets masked, control characters escaped. */
function formatLine(now: LogsOptions["now"], kind: LogsOptions["format"] = "text"): TextFormatter {
  const format = getTextFormatter({
    timestamp: now === undefined ? "rfc3339" : () => new Date(now()).toISOString(),
    level: "FULL",
    value: "bare",
    category: (category) => category.slice(1).join("."),
    format: ({ timestamp, level, category, message, record }) =>
      kind === "json"
        ? jsonLine({ time: timestamp, part: category, message }, record)
        : `${timestamp} ${level.padEnd(WIDEST_LEVEL)} ${category}: ${message}`,
  });
  return (record) => redact(format(record));
}

/** The values that stand in the message are told once more by their names, so that a search finds them. */
function jsonLine(
  { time, part, message }: Readonly<Record<"time" | "part" | "message", string | null>>,
  { level, properties }: LogRecord,
): string {
  const data = Object.entries(properties).map(([name, value]) => [name, plainValue(value)]);
  return JSON.stringify({ time, level, part, message, data: Object.fromEntries(data) });
}

/** An error as its text: its stack stands in the message. */
function plainValue(value: unknown): unknown {
  const isPlain = value === null || ["string", "number", "boolean"].includes(typeof value);
  return isPlain ? value : String(value);
}

/** Passes on the first record of a kind: a full disk would else fill the console with every line. */
function reportTroubleOnce(console: Sink): Sink {
  const reported = new Set<string>();
  return (record: LogRecord) => {
    const kind = String(record.rawMessage);
    if (reported.has(kind)) return;
    reported.add(kind);
    console(record);
  };
}

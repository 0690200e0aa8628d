import type { Sink, TextFormatter } from "@logtape/logtape";
import { getRotatingFileSink } from "@logtape/file";
import { closeToOthers, makePrivateFolder, openPrivateFile } from "./private_file.ts";

export interface AppLogOptions {
  readonly formatter: TextFormatter;
  /** Bytes after which the file becomes `app.log.1`. */
  readonly maxSize: number;
  /** Rotated files to keep. */
  readonly maxFiles: number;
}

/** Writes each line at once and syncs it in the background, so that a slow disk delays nobody. */
export function appLogSink(path: string, options: AppLogOptions): Sink & AsyncDisposable {
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

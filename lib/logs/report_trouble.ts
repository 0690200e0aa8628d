import type { LogRecord, Sink } from "@logtape/logtape";

/** Passes on the first record of a kind: a full disk would else fill the console with every line. */
export function reportTroubleOnce(console: Sink): Sink {
  const reported = new Set<string>();
  return (record: LogRecord) => {
    const kind = String(record.rawMessage);
    if (reported.has(kind)) return;
    reported.add(kind);
    console(record);
  };
}

import { getTextFormatter, type TextFormatter } from "@logtape/logtape";
import { redact } from "./redact.ts";

const WIDEST_LEVEL = "WARNING".length;

/** One line for a person: time, level, part, message; secrets masked, control characters escaped. */
export function formatLine(now?: () => number): TextFormatter {
  const format = getTextFormatter({
    timestamp: now === undefined ? "rfc3339" : () => new Date(now()).toISOString(),
    level: "FULL",
    value: "bare",
    category: (category) => category.slice(1).join("."),
    format: ({ timestamp, level, category, message }) =>
      `${timestamp} ${level.padEnd(WIDEST_LEVEL)} ${category}: ${message}`,
  });
  return (record) => redact(format(record));
}

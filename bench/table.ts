import type { Row } from "./row.ts";
import { median, quantile } from "./statistics.ts";

const HEAD = ["what", "median", "p99", "against", "ratio", "bytes", "block", "worst block"];

/** The rows as a Markdown table; times in milliseconds. */
export function table(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map((row) => cells(row, rows))];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => widthOf(line, column))));
  const rule = widths.map((width, column) => "-".repeat(width - 1) + (column === 0 ? "-" : ":"));
  const [head = [], ...body] = lines;
  return [head, rule, ...body].map((line) => joined(line, widths)).join("\n");
}

function cells(row: Row, rows: readonly Row[]): string[] {
  const other = rows.find(({ name }) => name === row.against);
  const middle = median(row.times);
  return [
    row.name,
    ms(middle),
    ms(quantile(row.times, 0.99)),
    row.against ?? "",
    other ? `${digits(middle / median(other.times))} x` : "",
    row.bytes === undefined ? "" : Math.round(row.bytes).toLocaleString("en"),
    ms(median(row.blocks)),
    ms(Math.max(...row.blocks)),
  ];
}

function ms(value: number): string {
  if (!Number.isFinite(value)) return "";
  return `${digits(Math.max(0, value))} ms`;
}

function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value >= 1 ? value.toFixed(2) : value.toFixed(3);
}

function widthOf(line: readonly string[], column: number): number {
  return line[column]?.length ?? 0;
}

function joined(line: readonly string[], widths: readonly number[]): string {
  const padded = line.map((cell, column) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  );
  return `| ${padded.join(" | ")} |`;
}

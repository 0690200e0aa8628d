import { z } from "zod";
import type { Bar } from "@/lib/market/bar.ts";
import { SOURCE_LABELS } from "./labels.ts";
import { SourceError, type SourceName } from "./source.ts";

const Rows = z.array(z.array(z.unknown()));

export interface BarsOf {
  readonly source: SourceName;
  /** How the source names what they are of. */
  readonly id: string;
}

/**
 * The bars in an answer that has one in each row.
 * @throws {SourceError} not every row can be read: one left out would be a hole that looks like a span without trades
 */
export function readBars(
  answer: unknown,
  readRow: (row: readonly unknown[]) => Bar | null,
  { source, id }: BarsOf,
): Bar[] {
  const rows = Rows.safeParse(answer);
  const bars = rows.success ? rows.data.map(readRow) : [null];
  const usable = bars.filter((bar) => bar !== null);
  if (usable.length === bars.length) return usable;
  const message = `${SOURCE_LABELS[source]} gave no usable bars of ${id}`;
  throw new SourceError(source, message, "badAnswer");
}

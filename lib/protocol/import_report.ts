import type { PairChoice } from "@/lib/market/symbol.ts";

/** A field of an alarm that an import changes. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What an import does with one line of its file. */
export interface ImportEntry {
  /** Where it stands: `line 3` of a CSV, `item 3` of a list. */
  readonly place: string;
  readonly outcome: "added" | "changed" | "unchanged" | "refused";
  /** The pair's symbol, or what stands in its place. */
  readonly pair: string;
  /** The alarm in words; "" where it cannot be told. */
  readonly condition: string;
  /** Of an alarm that is changed. */
  readonly changes: readonly FieldChange[];
  /** Of an alarm that is added or changed: its condition holds already, so it waits for a false. */
  readonly alreadyTrue: boolean;
  /** Of an alarm that starts anew: the stretch from here to there was not evaluated for it yet and is dropped. */
  readonly droppedFrom?: string;
  readonly droppedTo?: string;
  /** Of a refused line: which field is wrong. */
  readonly field?: string;
  /** Of a refused line: why, and what to do. */
  readonly message?: string;
  /** Of a refused line: `ambiguous_pair` where another coin may be meant, and else what a problem's `code` says. */
  readonly code?: string;
  /** Of a refused line: pairs that may be meant. */
  readonly choices?: readonly PairChoice[];
}

/** What an import changes, or would. */
export interface ImportReport {
  /** False while it only tells what it would do. */
  readonly isApplied: boolean;
  readonly counts: Readonly<Record<ImportEntry["outcome"], number>>;
  /** Pairs that are not watched yet and are added for it. */
  readonly newPairs: readonly string[];
  /** In the order of the file. */
  readonly entries: readonly ImportEntry[];
}

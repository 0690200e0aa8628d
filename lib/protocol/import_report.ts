import { z } from "zod";
import type { AlarmCondition } from "@/lib/alarms/alarm.ts";
import type { PairChoice } from "@/lib/market/symbol.ts";

/** Of an alarm that starts anew: the stretch that was not evaluated for it yet and is dropped. */
export const DROPPED = {
  droppedFrom: z.iso.datetime().optional().describe(
    "From when on what happened before was not judged yet and is dropped; absent where nothing is",
  ),
  droppedTo: z.iso.datetime().optional().describe("Up to when that is"),
};

/** A field of an alarm that an import changes. */
const FieldChange = z.strictObject({ field: z.string(), before: z.unknown(), after: z.unknown() });

const condition = z.custom<AlarmCondition>().meta({ type: "object" });
const choice = z.custom<PairChoice>().meta({ type: "object" });
const count = z.int().nonnegative();

/** What an import does with one line of its file. */
const ImportEntry = z.strictObject({
  place: z.string().describe("`line 3` of a CSV, `item 3` of a list"),
  outcome: z.enum(["added", "changed", "unchanged", "refused"]),
  /** The pair's symbol, or what stands in its place. */
  pair: z.string(),
  /** The alarm in words; "" where it cannot be told. */
  condition: z.string(),
  alarm: condition.optional().describe("The same as fields, for whoever has words of their own"),
  changes: z.array(FieldChange).readonly(),
  /** Its condition holds already, so it waits for a false. */
  alreadyTrue: z.boolean(),
  ...DROPPED,
  field: z.string().optional().describe("Of a refused line: which field is wrong"),
  message: z.string().optional().describe("Of a refused line: why, and what to do"),
  code: z.string().optional().describe("Of a refused line: as in a problem"),
  choices: z.array(choice).readonly().optional()
    .describe("Of a refused line: pairs that may be meant"),
});

/** What an import changes, or would; its entries in the order of the file. */
export const ImportReport = z.strictObject({
  isApplied: z.boolean().describe("False while it only tells what it would do"),
  counts: z.strictObject({ added: count, changed: count, unchanged: count, refused: count }),
  /** Pairs that are not watched yet and are added for it. */
  newPairs: z.array(z.string()).readonly(),
  entries: z.array(ImportEntry).readonly(),
  watchlists: z.strictObject({ added: count, changed: count, unchanged: count }).optional()
    .describe("What it does with watchlists, where the file has some"),
});

export type FieldChange = z.infer<typeof FieldChange>;
export type ImportEntry = z.infer<typeof ImportEntry>;
export type ImportReport = z.infer<typeof ImportReport>;

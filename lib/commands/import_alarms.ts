import { z } from "zod";
import { must } from "@/lib/alarms/alarm_input.ts";
import type { State } from "@/lib/store/state.ts";
import { decideImport, type ImportLine } from "./alarm_import/decide_import.ts";
import { findNewPairs } from "./alarm_import/find_new_pairs.ts";
import type { ImportReport } from "./alarm_import/import_report.ts";
import { readRecord } from "./alarm_import/read_record.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { Refusal } from "./refusal.ts";

const listRule = must("be a list of alarms, each an object with its pair");
const record = z.record(z.string(), z.unknown(), listRule);

/**
 * Sets and changes alarms as a file says, in one decision: all of it or nothing. With `dryRun` it
 * only tells what it would do. An alarm is found by its id, else by the same condition.
 */
export const importAlarms = defineCommand({
  answer: "alarms_imported",
  input: z.strictObject({
    alarms: z.array(record, listRule),
    /** The lines of the file they stand in, where it has lines. */
    lines: z.array(z.int()).optional(),
    dryRun: z.boolean().default(false),
  }),
  async run({ alarms, lines, dryRun }, context, cause) {
    const all = alarms.map((fields, index) => lineOf(fields, placeOf(index, lines), context));
    const pairs = new Map<string, string>();
    for (const { read } of all) if (read.ok) pairs.set(read.record.symbol, read.record.pair);
    const found = await findNewPairs(pairs, context.store.state, context);
    if (dryRun) {
      const { report } = decideImport(context.store.state, all, found, context);
      return { isApplied: false, ...report };
    }
    const decide = (state: State) => {
      const { events, report } = decideImport(state, all, found, context);
      refuseIfAnyIs(report);
      return { events, result: { isApplied: true, ...report } };
    };
    return await context.store.change(decide, cause);
  },
});

function placeOf(index: number, lines: readonly number[] | undefined): string {
  const line = lines?.[index];
  return line === undefined ? `item ${index + 1}` : `line ${line}`;
}

function lineOf(
  fields: Readonly<Record<string, unknown>>,
  place: string,
  { newId }: CommandContext,
): ImportLine {
  return { place, fields, read: readRecord(fields), newId: `alarm_${newId()}` };
}

function refuseIfAnyIs({ entries }: Pick<ImportReport, "entries">): void {
  const first = entries.find(({ outcome }) => outcome === "refused");
  if (first === undefined) return;
  const message = `${first.place}: ${first.message}; nothing was changed`;
  throw new Refusal("invalid_request", message, first.field);
}

import { z } from "zod";
import type { AlarmRecord } from "@/lib/alarms/alarm_input.ts";
import { must } from "@/lib/alarms/kinds/fields.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { type CommandContext, defineCommand } from "@/lib/commands/command.ts";
import { Refusal } from "@/lib/commands/refusal.ts";
import type { ImportReport } from "@/lib/protocol/import_report.ts";
import type { Cause } from "@/lib/store/events.ts";
import { isRecord } from "@/lib/store/file/decode.ts";
import type { Store } from "@/lib/store/store.ts";
import {
  caught,
  countsOf,
  decideImport,
  findNewPairs,
  type ImportGround,
  type ImportLine,
  inTurns,
  type NamedPair,
  previewImport,
} from "./decide_import.ts";
import { readRecord } from "./import_decision.ts";
import { decideLists, FileLists } from "./import_lists.ts";

/** More alarms than this in one import are refused. */
export const MAX_RECORDS = 10_000;
export const tooMany = `must be at most ${MAX_RECORDS} alarms; split the file`;
/** So many lines are decided and committed at once: what comes between is not kept waiting. */
const LINES_AT_ONCE = 200;

const listRule = must("be a list of alarms, each an object with its pair");
const record = z.custom<AlarmRecord>(isRecord, listRule).meta({ type: "object" });

/** Where an import is under way: each of them may take most of what the program can do. */
const importing = new WeakSet<Store>();

const AlarmFile = z.strictObject({
  alarms: z.array(record, listRule).max(MAX_RECORDS, tooMany),
  /** The lines of the file they stand in, where it has lines. */
  lines: z.array(z.int()).max(MAX_RECORDS).optional(),
  watchlists: FileLists.optional(),
  dryRun: z.boolean().default(false),
});

/**
 * Sets and changes alarms as a file says. All lines are decided before the first is carried out, and
 * one that is refused refuses the file. With `dryRun` it only tells what it would do. An alarm is found
 * by its id, else by the same condition.
 */
export const importAlarms = defineCommand({
  answer: "alarms_imported",
  input: AlarmFile,
  async run(input, context, cause) {
    const { store } = context;
    if (importing.has(store)) {
      const message = "Another import is under way; try again when it has ended";
      throw new Refusal("import_running", message);
    }
    importing.add(store);
    try {
      return await importAll(input, context, cause);
    } finally {
      importing.delete(store);
    }
  },
});

async function importAll(
  { alarms, lines, watchlists, dryRun }: z.infer<typeof AlarmFile>,
  given: CommandContext,
  cause: Cause,
): Promise<ImportReport> {
  const { store } = given;
  const context = { ...given, by: cause.by };
  const all = await inTurns(
    [...alarms.entries()],
    ([index, fields]) => lineOf(fields, placeOf(index, lines), context),
  );
  const found = await findNewPairs(pairsOf(all), store.state, context);
  if (dryRun || all.length > LINES_AT_ONCE) {
    const report = await previewImport(all, { state: store.state, found, context });
    if (dryRun) {
      const symbols = report.newPairs;
      const lists = watchlists && decideLists(watchlists, store.state, { ...context, symbols });
      return { isApplied: false, ...report, ...(lists && { watchlists: lists.counts }) };
    }
    refuseIfAnyIs(report);
  }
  const report = await carryOut(all, { found, context }, cause);
  if (watchlists === undefined) return report;
  // After the alarms, whose pairs they may name.
  const counts = await store.change((state) => {
    const { events, counts } = decideLists(watchlists, state, context);
    return { events, result: counts };
  }, cause);
  return { ...report, watchlists: counts };
}

/** The pairs that lines name; a line that says which coin it means is asked for before those that do not. */
function pairsOf(lines: readonly ImportLine[]): Map<string, NamedPair> {
  const pairs = new Map<string, NamedPair>();
  for (const { read } of lines) {
    if (read instanceof Refusal) continue;
    const { symbol, pair, coin } = read;
    if (pairs.get(symbol)?.coin === undefined) pairs.set(symbol, { pair, ...coin });
  }
  return pairs;
}

/** A crash in between leaves the first part: the same file again finds it, and sets the rest. */
async function carryOut(
  all: readonly ImportLine[],
  ground: Omit<ImportGround, "state">,
  cause: Cause,
): Promise<ImportReport> {
  const taken = new Set<string>();
  const parts: ImportReport[] = [];
  for (let from = 0; from === 0 || from < all.length; from += LINES_AT_ONCE) {
    const lines = all.slice(from, from + LINES_AT_ONCE);
    const decide = (state: State) => {
      const { events, report } = decideImport(lines, { ...ground, state, taken });
      refuseIfAnyIs(report, from);
      return { events, result: { isApplied: true, ...report } };
    };
    parts.push(await ground.context.store.change(decide, cause));
  }
  const entries = parts.flatMap((part) => part.entries);
  const newPairs = parts.flatMap((part) => part.newPairs);
  return { isApplied: true, counts: countsOf(entries), newPairs, entries };
}

function placeOf(index: number, lines: readonly number[] | undefined): string {
  const line = lines?.[index];
  return line === undefined ? `item ${index + 1}` : `line ${line}`;
}

function lineOf(
  fields: Readonly<Record<string, unknown>>,
  place: string,
  { newId }: CommandContext,
): ImportLine {
  return { place, fields, read: caught(() => readRecord(fields)), newId: `alarm_${newId()}` };
}

/** `done`: how many lines before these are carried out already, because somebody made these impossible meanwhile. */
function refuseIfAnyIs({ entries }: Pick<ImportReport, "entries">, done = 0): void {
  const first = entries.find(({ outcome }) => outcome === "refused");
  if (first === undefined) return;
  const changed = done === 0 ? "nothing was changed" : `${done} lines before it were carried out`;
  const message = `${first.place}: ${first.message}; ${changed}`;
  const code = first.code === "ambiguous_pair" ? first.code : "invalid_request";
  throw new Refusal(code, message, first.field, first.choices);
}

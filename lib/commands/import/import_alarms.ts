import { z } from "zod";
import type { AlarmRecord } from "@/lib/alarms/alarm_input.ts";
import { must } from "@/lib/alarms/kinds/fields.ts";
import type { State } from "@/lib/alarms/pair.ts";
import {
  type CommandContext,
  type DecidingContext,
  defineCommand,
  Refusal,
} from "@/lib/commands/command.ts";
import { findAtSource, MAX_PAIRS, readWanted, refuseTooManyPairs } from "@/lib/commands/pairs.ts";
import type { ImportEntry, ImportReport } from "@/lib/protocol/import_report.ts";
import { apply } from "@/lib/store/apply.ts";
import type { Cause, Event } from "@/lib/store/events.ts";
import { isRecord } from "@/lib/store/file/decode.ts";
import type { Store } from "@/lib/store/store.ts";
import { Turns } from "@/lib/time/turns.ts";
import {
  ImportDecision,
  type NamedCoin,
  readRecord,
  type WantedRecord,
} from "./import_decision.ts";
import { decideLists, FileLists } from "@/lib/commands/watchlists.ts";

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

/** One record of an import, where it stands, and the id it takes when it is added. */
interface ImportLine {
  readonly place: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What it asks for, or what is wrong with it. */
  readonly read: WantedRecord | Refusal;
  readonly newId: string;
}

/** What an import changes: decided on the newest state, with nothing done yet. */
interface DecidedImport {
  readonly events: readonly Event[];
  readonly report: Omit<ImportReport, "isApplied">;
}

/** What an import is decided on, beside its lines. */
interface ImportGround {
  readonly state: State;
  /** The pairs that were looked up for it. */
  readonly found: ReadonlyMap<string, FoundPair>;
  readonly context: DecidingContext;
  /** Ids of the alarms that lines before these have meant or added. */
  readonly taken?: Set<string>;
}

/** Decides about some lines of an import at once. */
export function decideImport(lines: readonly ImportLine[], ground: ImportGround): DecidedImport {
  const decision = begin(ground);
  return decision.end(lines.map((line) => decision.entryOf(line)));
}

/** Decides about all lines of an import in turns, to tell what it would do. */
async function previewImport(
  lines: readonly ImportLine[],
  ground: ImportGround,
): Promise<DecidedImport["report"]> {
  const decision = begin(ground);
  return decision.end(await inTurns(lines, (line) => decision.entryOf(line))).report;
}

function begin({ state, found, context, taken }: ImportGround) {
  const added = pairsToAdd(state, found);
  const decision = new ImportDecision(apply(state, added.events), context, taken);
  return {
    entryOf: (line: ImportLine) => entryOf(line, added.refused, decision),
    end: (entries: readonly ImportEntry[]): DecidedImport => ({
      events: [...added.events, ...decision.events],
      report: { counts: countsOf(entries), newPairs: added.symbols, entries },
    }),
  };
}

/** How often each outcome stands in a report. */
function countsOf(entries: readonly ImportEntry[]): ImportReport["counts"] {
  const counts = { added: 0, changed: 0, unchanged: 0, refused: 0 };
  for (const { outcome } of entries) counts[outcome]++;
  return counts;
}

function pairsToAdd(state: State, found: ReadonlyMap<string, FoundPair>) {
  const events: Event[] = [];
  const symbols: string[] = [];
  const refused = new Map<string, Refusal>();
  for (const [symbol, pair] of found) {
    // Somebody may have added it since it was looked up.
    if (state.pairs.has(symbol)) continue;
    const added = caught(() => {
      if (pair instanceof Refusal) throw pair;
      refuseTooManyPairs(state.pairs.size + symbols.length);
      return pair;
    });
    if (added instanceof Refusal) refused.set(symbol, added);
    else {
      events.push(...added);
      symbols.push(symbol);
    }
  }
  return { events, symbols, refused };
}

/** What an act comes to, or why it is refused. */
function caught<T>(act: () => T): T | Refusal {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function entryOf(
  { place, fields, read, newId }: ImportLine,
  refused: ReadonlyMap<string, Refusal>,
  decision: ImportDecision,
): ImportEntry {
  const pair = read instanceof Refusal ? String(fields["pair"] ?? "").slice(0, 30) : read.symbol;
  const outcome = caught(() => {
    const problem = read instanceof Refusal ? read : refused.get(pair) ?? null;
    if (problem !== null || read instanceof Refusal) throw problem;
    return decision.take(read, newId);
  });
  if (!(outcome instanceof Refusal)) return { place, pair, ...outcome };
  const { field = "", message, code, choices = [] } = outcome;
  return {
    ...{ place, outcome: "refused", pair, condition: "", changes: [], alreadyTrue: false },
    ...{ field, message, code, ...(choices.length > 0 && { choices }) },
  };
}

/** No import waits longer for its new pairs, in milliseconds. */
const LONGEST_MS = 120_000;

/** What adding a pair changes, or why it cannot be added. */
type FoundPair = readonly Event[] | Refusal;

/** A pair as a record names it. */
interface NamedPair extends NamedCoin {
  readonly pair: string;
}

/** Looks up the pairs that are not watched yet (by their symbols); symbol → what was found. */
async function findNewPairs(
  pairs: ReadonlyMap<string, NamedPair>,
  state: State,
  context: CommandContext,
): Promise<Map<string, FoundPair>> {
  const found = new Map<string, FoundPair>();
  const deadline = context.now() + LONGEST_MS;
  const turns = new Turns();
  // One after the other: sources have their limits, and only a first import names many.
  for (const [symbol, pair] of pairs) {
    if (state.pairs.has(symbol)) continue;
    // A source that knows its listing already answers without ever letting anything else go on.
    if (turns.isOver) await turns.next();
    const problem = refusedUnasked(state.pairs.size + found.size, deadline - context.now());
    found.set(symbol, problem ?? await find(symbol, pair, context));
  }
  return found;
}

/** Sources are not asked for what cannot be added anyway, or for longer than anybody waits. */
function refusedUnasked(count: number, leftMs: number): Refusal | null {
  if (count >= MAX_PAIRS) {
    return new Refusal("too_many_pairs", `More than ${MAX_PAIRS} pairs cannot be watched`, "pair");
  }
  if (leftMs > 0) return null;
  const message = "The source took too long to find the pairs before it; add some of them first";
  return new Refusal("source_unavailable", message, "pair");
}

async function find(symbol: string, named: NamedPair, context: CommandContext): Promise<FoundPair> {
  const { pair, source, coin } = named;
  // A file of another machine may name a source that is not in use here, and its ids say nothing to others.
  const there = source !== undefined && context.sources.has(source)
    ? { pair, source, coin }
    : { pair };
  try {
    const events = await findAtSource(readWanted(there), context);
    const [{ pair: added }] = events;
    if (added.symbol === symbol) return events;
    return new Refusal(
      "invalid_request",
      `${pair} is the pair ${added.symbol}; write that`,
      "pair",
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Where the file names no coin by its id, another source may tell the pair as well.
    if (source !== undefined && coin === undefined) return await find(symbol, { pair }, context);
    if (error.code !== "ambiguous_pair") return error;
    const message = `${error.message}; add that pair by itself, or write source and coin into ` +
      `the file, then import it`;
    return new Refusal(error.code, message, error.field, error.choices);
  }
}

/** Does something for each item, in turns, and answers the results in order. */
async function inTurns<T, R>(items: readonly T[], act: (item: T) => R): Promise<R[]> {
  const turns = new Turns();
  const results: R[] = [];
  for (const item of items) {
    if (turns.isOver) await turns.next();
    results.push(act(item));
  }
  return results;
}

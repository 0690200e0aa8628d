import type { State } from "@/lib/alarms/pair.ts";
import type { ImportEntry, ImportReport } from "@/lib/protocol/import_report.ts";
import { apply } from "@/lib/store/apply.ts";
import type { Event } from "@/lib/store/events.ts";
import { Turns } from "@/lib/time/turns.ts";
import type { CommandContext, DecidingContext } from "../command.ts";
import { findAtSource, readWanted } from "../find_at_source.ts";
import { Refusal } from "../refusal.ts";
import { MAX_PAIRS, refuseTooManyPairs } from "../pairs.ts";
import { ImportDecision, type NamedCoin, type WantedRecord } from "./import_decision.ts";

/** One record of an import, where it stands, and the id it takes when it is added. */
export interface ImportLine {
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
export interface ImportGround {
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
export async function previewImport(
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
export function countsOf(entries: readonly ImportEntry[]): ImportReport["counts"] {
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
export function caught<T>(act: () => T): T | Refusal {
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
export interface NamedPair extends NamedCoin {
  readonly pair: string;
}

/** Looks up the pairs that are not watched yet (by their symbols); symbol → what was found. */
export async function findNewPairs(
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
export async function inTurns<T, R>(items: readonly T[], act: (item: T) => R): Promise<R[]> {
  const turns = new Turns();
  const results: R[] = [];
  for (const item of items) {
    if (turns.isOver) await turns.next();
    results.push(act(item));
  }
  return results;
}

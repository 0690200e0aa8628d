import { apply } from "@/lib/store/apply.ts";
import type { Event } from "@/lib/store/event.ts";
import type { State } from "@/lib/store/state.ts";
import type { DecidingContext } from "../command.ts";
import { refuseTooManyPairs } from "../pair_limit.ts";
import { Refusal } from "../refusal.ts";
import type { FoundPair } from "./find_new_pairs.ts";
import { ImportDecision } from "./import_decision.ts";
import type { ImportEntry, ImportReport } from "./import_report.ts";
import { inTurns } from "./import_turns.ts";
import type { ReadRecord } from "./read_record.ts";

/** One record of an import, where it stands, and the id it takes when it is added. */
export interface ImportLine {
  readonly place: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly read: ReadRecord;
  readonly newId: string;
}

/** What an import changes: decided on the newest state, with nothing done yet. */
export interface DecidedImport {
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

interface PairsToAdd {
  readonly events: readonly Event[];
  readonly symbols: readonly string[];
  /** Symbol → why it cannot be watched. */
  readonly refused: ReadonlyMap<string, Refusal>;
}

function pairsToAdd(state: State, found: ReadonlyMap<string, FoundPair>): PairsToAdd {
  const events: Event[] = [];
  const symbols: string[] = [];
  const refused = new Map<string, Refusal>();
  for (const [symbol, pair] of found) {
    // Somebody may have added it since it was looked up.
    if (state.pairs.has(symbol)) continue;
    const problem = pair instanceof Refusal ? pair : tooMany(state, symbols.length);
    if (problem !== null) refused.set(symbol, problem);
    else if (!(pair instanceof Refusal)) {
      events.push(...pair);
      symbols.push(symbol);
    }
  }
  return { events, symbols, refused };
}

function tooMany({ pairs }: State, added: number): Refusal | null {
  return caught(() => refuseTooManyPairs(pairs.size + added));
}

function caught(act: () => void): Refusal | null {
  try {
    act();
    return null;
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
  const pair = read.ok ? read.record.symbol : String(fields["pair"] ?? "").slice(0, 30);
  const nothing = { place, pair, condition: "", changes: [], alreadyTrue: false };
  if (!read.ok) {
    const { field, message } = read;
    return { ...nothing, outcome: "refused", field, message, code: "invalid_request" };
  }
  try {
    const problem = refused.get(pair);
    if (problem !== undefined) throw problem;
    return { place, pair, ...decision.take(read.record, newId) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { field = "", message, code, choices = [] } = error;
    const told = { ...nothing, outcome: "refused" as const, field, message, code };
    return choices.length === 0 ? told : { ...told, choices };
  }
}

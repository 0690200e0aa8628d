import { evaluatedPoint, type Pair, type State } from "@/lib/alarms/pair.ts";
import { decidePrices, type PriceInput } from "@/lib/engine/decide_prices.ts";
import type { Told } from "@/lib/engine/gaps/ask.ts";
import type { Observation } from "@/lib/market/accept.ts";
import type { Event, WatchedUpTo } from "@/lib/store/events.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { canWait, shownHistory } from "./candle_watch.ts";

interface PolledInput extends Omit<PriceInput, "watched"> {
  /** Whether the source can tell what happened between two prices. */
  readonly answersCandles: boolean;
  /** The pairs whose alarms were just evaluated up to now, with resolution and end. */
  readonly filled: ReadonlyMap<string, Told>;
  /** The pairs whose gap could not be filled. */
  readonly failed: { has(symbol: string): boolean };
  /** A longer time between two prices is a gap, in milliseconds. */
  readonly gapMs: number;
}

/** What polled prices change. */
interface PolledDecision {
  readonly events: readonly Event[];
  /** Pairs whose price would change an alarm once what happened before it is known: to be asked about at once. */
  readonly unanswered: readonly string[];
}

/**
 * Decides what polled prices change. Where the source can tell what happened before a price, the price is only
 * shown until that is told and evaluated, whatever it would change and whoever changed something meanwhile: else
 * what came between would never be evaluated.
 */
export function decidePolled(state: State, input: PolledInput): PolledDecision {
  const events: Event[] = [];
  const unanswered: string[] = [];
  for (const [symbol, observation] of input.observations) {
    const pair = state.pairs.get(symbol);
    if (pair === undefined) continue;
    const found = decideOne(state, pair, observation, input);
    const canBeAnswered = input.answersCandles && !input.failed.has(symbol);
    const mustBeAnswered = canBeAnswered && !isTold(pair, observation, input.filled.get(symbol));
    const isQuiet = canWait(pair, found, observation);
    events.push(...(mustBeAnswered || (canBeAnswered && isQuiet) ? shown(pair, found) : found));
    if (mustBeAnswered && found.length > 0 && !isQuiet) unanswered.push(symbol);
  }
  return { events, unanswered };
}

/** Whether everything between the price evaluated last and this one is known. */
function isTold(pair: Pair, { at }: Observation, told: Told | undefined): boolean {
  if (evaluatedPoint(pair) === null) return true;
  // In a candle under way, the next question goes on where this price is.
  return told !== undefined && at < told.to + told.stepMs;
}

function decideOne(
  state: State,
  pair: Pair,
  observation: Observation,
  input: PolledInput,
): readonly Event[] {
  const { symbol } = pair;
  const observations = new Map([[symbol, observation]]);
  const histories = new Map([[symbol, shownHistory(pair, input.histories)]]);
  const watched = (pair: Pair, { at }: Observation) => watchedUpTo(pair, at, input);
  return decidePrices(state, { ...input, observations, histories, watched }).events;
}

function watchedUpTo(
  pair: Pair,
  at: number,
  { filled, gapMs, answersCandles }: PolledInput,
): WatchedUpTo {
  const last = evaluatedPoint(pair);
  const from = last === null ? at : Date.parse(last.timestamp);
  const grain = filled.get(pair.symbol)?.grain;
  if (grain !== undefined) return { from, grain };
  const shownAt = pair.lastUpdate === null ? at : Date.parse(pair.lastUpdate);
  const isGap = at - shownAt > gapMs;
  // Where the source told nothing of the time between, that stays asked for.
  const leavesGap = answersCandles || isGap;
  if (!isGap) return { from, grain: "point", leavesGap };
  return { from: at, grain: "point", pointsTo: shownAt, leavesGap };
}

/** The same price for screens only. An outlier is not shown, and the gap before it is filled first. */
function shown({ symbol, lastUpdate }: Pair, events: readonly Event[]): Event[] {
  return events.flatMap((event) => {
    if (event.type !== "priceObserved") return [];
    const { price, at } = event.observation;
    if (lastUpdate !== null && at <= Date.parse(lastUpdate)) return [];
    const point = { price, timestamp: new Date(at).toISOString() };
    return [{ type: "priceShown" as const, symbol, point }];
  });
}

/** The longest that a price that would change an alarm waits for what came before it, in milliseconds. */
const LONGEST_WAIT_MS = 10_000;
/** The same for one that would not, in milliseconds. */
const LONGEST_CUT_MS = 60_000;

/** The pairs of a check whose prices do not count yet. */
export interface Waiting {
  /** There was no time to ask what came before. */
  readonly cut: ReadonlySet<string>;
  /** The price would change an alarm. */
  readonly unanswered: ReadonlySet<string>;
}

/** Remembers since when prices wait for what came before them. */
export class WaitingPrices {
  /** By symbol, on the clock that only goes forward. */
  readonly #since = new Map<string, number>();

  constructor(private readonly clock: Pick<Clock, "monotonic">) {}

  /** Of these pairs, asked about now, those that have waited long enough; the others wait on or do not wait any more. */
  overdue(symbols: Iterable<string>, { cut, unanswered }: Waiting): ReadonlySet<string> {
    const now = this.clock.monotonic();
    const overdue = new Set<string>();
    for (const symbol of symbols) {
      if (!cut.has(symbol) && !unanswered.has(symbol)) {
        this.#since.delete(symbol);
        continue;
      }
      const since = this.#since.get(symbol) ?? now;
      this.#since.set(symbol, since);
      const longest = unanswered.has(symbol) ? LONGEST_WAIT_MS : LONGEST_CUT_MS;
      if (now - since >= longest) overdue.add(symbol);
    }
    return overdue;
  }
}

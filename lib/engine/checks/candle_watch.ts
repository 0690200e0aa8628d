import { evaluatedPoint, type Pair, type State } from "@/lib/alarms/pair.ts";
import { decidePrices, type PriceInput } from "@/lib/engine/decide_prices.ts";
import type { Source, Told } from "@/lib/engine/gaps/ask.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { type HistoryView, NO_HISTORY, OverlayHistory } from "@/lib/market/history/history_view.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { CandleCost } from "@/lib/sources/market_source.ts";
import type { Event, WatchedUpTo } from "@/lib/store/events.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";

/** However few turns there are, a pair is asked about at least this often, in milliseconds. */
const LONGEST_BEHIND_MS = 10 * 60_000;

interface CandleWatchOptions {
  readonly histories: ReadonlyMap<string, HistoryView>;
  readonly clock: Pick<Clock, "monotonic">;
}

/**
 * Chooses the pairs whose candles are asked for before a polled price is evaluated: those whose turn it is,
 * and those whose alarms the price would change. For the others the price is only shown, and what came
 * before it is evaluated in order when their turn comes.
 */
export class CandleWatch {
  readonly #turns = new Map<SourceName, CandleTurns>();

  constructor(private readonly options: CandleWatchOptions) {}

  /** Of these pairs, in a state of now (ms), those whose candles are to be asked for. */
  chosen(
    source: Source,
    state: State,
    observations: ReadonlyMap<string, Observation>,
    now: number,
  ): Pair[] {
    if (source.candleCost === undefined) return [];
    const pairs = [...observations.keys()].flatMap((symbol) => state.pairs.get(symbol) ?? [])
      .filter((pair) => pair.lastUpdate !== null && pair.source === source.name);
    const urgent = pairs.filter((pair) =>
      this.#wouldChange({ state, source, now }, pair, observations)
    );
    const symbols = pairs.map(({ symbol }) => symbol);
    const first = new Set(urgent.map(({ symbol }) => symbol));
    const turns = new Set(this.#turnsOf(source).next(symbols, first));
    return pairs.filter(({ symbol }) => turns.has(symbol));
  }

  /** There was no time to ask about these pairs: they are chosen next time. */
  missed(source: Source, symbols: Iterable<string>): void {
    if (source.candleCost !== undefined) this.#turnsOf(source).giveBack(symbols);
  }

  #turnsOf({ name, candleCost }: Source): CandleTurns {
    let turns = this.#turns.get(name);
    if (turns === undefined && candleCost !== undefined) {
      this.#turns.set(name, turns = new CandleTurns(candleCost, this.options.clock));
    }
    if (turns === undefined) {
      throw new Error(`The source ${name} has no candles between its prices`);
    }
    return turns;
  }

  #wouldChange(
    { state, source, now }: { state: State; source: Source; now: number },
    pair: Pair,
    observations: ReadonlyMap<string, Observation>,
  ): boolean {
    const { symbol } = pair;
    const observation = observations.get(symbol);
    if (observation === undefined) return false;
    const { events } = decidePrices(state, {
      observations: new Map([[symbol, observation]]),
      histories: new Map([[symbol, shownHistory(pair, this.options.histories)]]),
      now,
      staleAfterMs: source.staleAfterMs,
    });
    if (pair.unconfirmed !== null) return true;
    return events.length > 0 && !canWait(pair, events, observation);
  }
}

/** Whether the stretch before a price can be requested later: the price changes no alarm, no outlier waits, and the last evaluation is recent. */
function canWait(pair: Pair, events: readonly Event[], { at }: Observation): boolean {
  if (pair.unconfirmed !== null) return false;
  const last = evaluatedPoint(pair);
  if (last === null || at - Date.parse(last.timestamp) > LONGEST_BEHIND_MS) return false;
  return events.every(({ type }) => type === "priceObserved");
}

/**
 * Whose candles to ask for in a round of polling. A last price knows nothing of the wick before it, and the candles
 * cost a request a pair, so pairs take turns. No wick is lost by that: a request reaches back to the pair's last turn
 * and costs the same; with many pairs it only is found later.
 */
export class CandleTurns {
  readonly #lastTurn = new Map<string, number>();
  #allowance: { weight: number; at: number } | null = null;

  constructor(
    private readonly cost: CandleCost,
    private readonly clock: Pick<Clock, "monotonic">,
  ) {}

  /**
   * Of these pairs the ones whose turn it is: who has waited longest first. Urgent ones are not kept waiting; what
   * they cost, the others have less.
   */
  next(symbols: readonly string[], urgent: ReadonlySet<string> = new Set()): string[] {
    const { weight, apartMs } = this.cost;
    const at = this.clock.monotonic();
    this.#forgetOthers(symbols);
    const lastTurn = (symbol: string) => this.#lastTurn.get(symbol) ?? -Infinity;
    const first = symbols.filter((symbol) => urgent.has(symbol));
    const due = symbols
      .filter((symbol) => !urgent.has(symbol) && at - lastTurn(symbol) >= apartMs)
      .sort((a, b) => lastTurn(a) < lastTurn(b) ? -1 : lastTurn(a) > lastTurn(b) ? 1 : 0);
    const allowance = this.#refill(at, this.cost.weightPerMinute(symbols.length));
    const left = Math.max(0, allowance - first.length * weight);
    const turns = [...first, ...(weight === 0 ? due : due.slice(0, Math.floor(left / weight)))];
    for (const symbol of turns) this.#lastTurn.set(symbol, at);
    this.#allowance = { weight: allowance - turns.length * weight, at };
    return turns;
  }

  /** There was no time for these: their turn is still to come, before all others'. */
  giveBack(symbols: Iterable<string>): void {
    for (const symbol of symbols) this.#lastTurn.delete(symbol);
  }

  /** What may be spent now: it grows evenly, up to a minute's worth. */
  #refill(at: number, weightPerMinute: number): number {
    if (this.#allowance === null) return weightPerMinute;
    const passedMs = Math.max(0, at - this.#allowance.at);
    const grown = this.#allowance.weight + weightPerMinute * passedMs / MINUTE_MS;
    return Math.min(weightPerMinute, grown);
  }

  #forgetOthers(symbols: readonly string[]): void {
    const kept = new Set(symbols);
    for (const symbol of this.#lastTurn.keys()) {
      if (!kept.has(symbol)) this.#lastTurn.delete(symbol);
    }
  }
}

/** A pair's history with the prices that were only shown and not evaluated yet. */
function shownHistory(
  { symbol, judged, priceHistory }: Pair,
  histories: ReadonlyMap<string, HistoryView>,
): HistoryView {
  const history = histories.get(symbol) ?? NO_HISTORY;
  if (judged === undefined) return history;
  const overlay = new OverlayHistory(history);
  // As numbers: a text of whole seconds has no fraction, and would count as later than one that has.
  const evaluatedAt = Date.parse(judged.timestamp);
  const isEvaluated = ({ timestamp }: { timestamp: string }) =>
    Date.parse(timestamp) <= evaluatedAt;
  for (
    const { price, timestamp } of priceHistory.slice(priceHistory.findLastIndex(isEvaluated) + 1)
  ) {
    overlay.add(Date.parse(timestamp), price);
  }
  return overlay;
}

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

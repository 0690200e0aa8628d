import type { HistoryView } from "@/lib/market/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { WickTurns } from "@/lib/sources/wick_turns.ts";
import type { Event } from "@/lib/store/event.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import type { AlarmIndexes } from "./alarm_indexes.ts";
import { decidePrices } from "./decide_prices.ts";
import type { Source } from "./look_back.ts";
import { shownHistory } from "./shown_history.ts";

/** However few turns there are, a pair is asked about at least this often, in milliseconds. */
const LONGEST_BEHIND_MS = 10 * 60_000;

export interface WickWatchOptions {
  readonly histories: ReadonlyMap<string, HistoryView>;
  readonly alarmIndexes: AlarmIndexes;
  /** A clock that only goes forward, in milliseconds. */
  readonly elapsed: () => number;
}

/**
 * Chooses the pairs whose bars are asked for before a polled price is judged: those whose turn it is,
 * and those whose alarms the price would change. For the others the price is only shown, and what came
 * before it is judged in order when their turn comes.
 */
export class WickWatch {
  readonly #turns = new Map<SourceName, WickTurns>();

  constructor(private readonly options: WickWatchOptions) {}

  /** Of these pairs, in a state of now (ms), those whose bars are to be asked for. */
  chosen(
    source: Source,
    state: State,
    observations: ReadonlyMap<string, Observation>,
    now: number,
  ): Pair[] {
    if (source.wicks === undefined) return [];
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
    if (source.wicks !== undefined) this.#turnsOf(source).giveBack(symbols);
  }

  #turnsOf({ name, wicks }: Source): WickTurns {
    let turns = this.#turns.get(name);
    if (turns === undefined && wicks !== undefined) {
      this.#turns.set(name, turns = new WickTurns(wicks, this.options.elapsed));
    }
    if (turns === undefined) throw new Error(`The source ${name} has no bars between its prices`);
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
      alarmIndexes: this.options.alarmIndexes,
    });
    if (pair.unconfirmed !== null) return true;
    return events.length > 0 && !canWait(pair, events, observation);
  }
}

/** Whether what was before a price can be asked for later: it changes no alarm, no doubt waits, and the last judgement is not long ago. */
export function canWait(pair: Pair, events: readonly Event[], { at }: Observation): boolean {
  if (pair.unconfirmed !== null) return false;
  const last = judgedPoint(pair);
  if (last === null || at - Date.parse(last.timestamp) > LONGEST_BEHIND_MS) return false;
  return events.every(({ type }) => type === "priceObserved");
}

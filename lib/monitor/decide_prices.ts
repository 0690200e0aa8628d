import { judge } from "@/lib/alarms/judge.ts";
import { accept, type Acceptance } from "@/lib/market/accept.ts";
import type { HistoryView } from "@/lib/market/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { Event } from "@/lib/store/event.ts";
import type { Pair, State } from "@/lib/store/state.ts";

export interface PriceDecision {
  readonly events: readonly Event[];
  /** Symbol → why its observation was taken or not. */
  readonly acceptance: ReadonlyMap<string, Acceptance>;
}

export interface PriceInput {
  readonly observations: ReadonlyMap<string, Observation>;
  readonly histories: ReadonlyMap<string, HistoryView>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly staleAfterMs: number;
}

const NO_HISTORY: HistoryView = { oldestAt: null, firstAtOrAfter: () => null };

/** Decides what the prices of one check change: prices, max and min, and the alarms that fire. */
export function decidePrices(state: State, input: PriceInput): PriceDecision {
  const events: Event[] = [];
  const acceptance = new Map<string, Acceptance>();
  for (const [symbol, observation] of input.observations) {
    const pair = state.pairs.get(symbol);
    if (!pair) continue;
    const verdict = accept(pair, observation, input.now, input.staleAfterMs);
    acceptance.set(symbol, verdict);
    if (verdict === "accepted") pushAccepted(events, pair, observation, input);
    if (verdict === "unconfirmedJump") events.push(doubt(symbol, observation));
  }
  return { events, acceptance };
}

function doubt(symbol: string, { price, at }: Observation): Event {
  const point = { price, timestamp: new Date(at).toISOString() };
  return { type: "priceDoubted", symbol, point };
}

function pushAccepted(events: Event[], pair: Pair, observation: Observation, input: PriceInput) {
  const { symbol } = pair;
  events.push({ type: "priceObserved", symbol, observation });
  if (pair.alarms.length === 0) return;
  const { price } = observation;
  const context = {
    symbol,
    observation,
    previous: pair.currentPrice,
    previousMax: pair.maxPrice,
    previousMin: pair.minPrice,
    maxPrice: Math.max(pair.maxPrice ?? price, price, observation.high ?? price),
    minPrice: Math.min(pair.minPrice ?? price, price, observation.low ?? price),
    history: input.histories.get(symbol) ?? NO_HISTORY,
    now: input.now,
  };
  for (const alarm of pair.alarms) {
    const judgement = judge(alarm, context);
    if (judgement.fire) {
      events.push({
        type: "alarmFired",
        symbol,
        alarm: judgement.alarm,
        fire: judgement.fire,
      });
    } else if (judgement.alarm !== alarm) {
      events.push({ type: "alarmUpdated", symbol, alarm: judgement.alarm, by: "engine" });
    }
  }
}

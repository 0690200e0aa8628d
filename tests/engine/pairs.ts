import { makeAlarm } from "@/lib/alarms/life_cycle.ts";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { newPair } from "@/lib/commands/pairs.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { parseSymbol } from "@/lib/market/symbol.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { apply } from "@/lib/store/apply.ts";
import { EMPTY_STATE, type Pair, type State } from "@/lib/alarms/pair.ts";

/** A pair that was added, and priced, at `at` (milliseconds). */
export function pricedPair(
  symbol: string,
  { price, at, source = "demo" }: { price: number; at: number; source?: SourceName },
): Pair {
  const parsed = parseSymbol(symbol);
  if (!parsed.ok) throw new Error(parsed.message);
  const pair = newPair(parsed.pair, { source, sourceId: null }, at);
  const observed = apply(EMPTY_STATE, [
    { type: "pairAdded", pair },
    { type: "priceObserved", symbol, observation: { price, at } },
  ]);
  return observed.pairs.get(symbol) ?? pair;
}

/** The pair with one more alarm, set at `now` as a person would. */
export function withAlarm(pair: Pair, wanted: unknown, now: number): Pair {
  const context = { id: `alarm_${pair.alarms.length}`, now, pair, history: new PriceHistory() };
  const made = makeAlarm(NewAlarm.parse(wanted), context);
  if (!made.ok) throw new Error(made.message);
  return { ...pair, alarms: [...pair.alarms, made.alarm] };
}

export function stateOf(...pairs: Pair[]): State {
  return { ...EMPTY_STATE, pairs: new Map(pairs.map((pair) => [pair.symbol, pair])) };
}

import { EMPTY_STATE, type Pair, type State } from "@/lib/alarms/pair.ts";
import { decidePrices, type PriceInput } from "@/lib/engine/decide_prices.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { apply } from "@/lib/store/apply.ts";
import type { Event } from "@/lib/store/events.ts";
import { CHECK_MS, mixedAlarms, nextPrices, pairs, START } from "../market.ts";
import { measure } from "../measure.ts";
import { random } from "../random.ts";
import type { Row } from "../row.ts";

const RUNS = 200;
const PAST_MS = 13 * 3_600_000;

/** The decision alone, over many checks, on alarms of all kinds as many as a person may set. */
export async function mixedEngine(): Promise<Row[]> {
  const crowded = pairs(1, (pair, number) => mixedAlarms(pair, 1000, number));
  const dense = pairs(10, (pair, number) => mixedAlarms(pair, 1000, number));
  const spread = pairs(1000, (pair, number) => mixedAlarms(pair, 10, number));
  return [
    { name: "engine: 1 pair, 1,000 alarms of all kinds", ...await measured(crowded) },
    { name: "engine: 10 pairs, 10,000 alarms of all kinds", ...await measured(dense) },
    { name: "engine: 1,000 pairs, 10,000 alarms of all kinds", ...await measured(spread) },
  ];
}

function measured(watched: readonly Pair[]) {
  const walk = new Walk(watched);
  return measure({
    warmUp: 20,
    runs: RUNS,
    prepare: () => walk.move(),
    run: () => walk.decide(),
  });
}

/** Prices that wander, and what was decided applied in between. */
class Walk {
  #at = START;
  #state: State;
  #input: PriceInput | null = null;
  #events: readonly Event[] = [];
  readonly #next = random(7);
  readonly #prices = new Map<string, number>();
  readonly #histories = new Map<string, PriceHistory>();

  constructor(watched: readonly Pair[]) {
    this.#state = { ...EMPTY_STATE, pairs: new Map(watched.map((pair) => [pair.symbol, pair])) };
    for (const { symbol } of watched) {
      this.#prices.set(symbol, 100);
      const history = new PriceHistory();
      for (let at = START - PAST_MS; at < START; at += CHECK_MS) history.append(at, 100);
      this.#histories.set(symbol, history);
    }
  }

  move(): void {
    this.#state = apply(this.#state, this.#events);
    for (const [symbol, price] of this.#prices) {
      this.#histories.get(symbol)?.append(this.#at, price);
    }
    const now = this.#at += CHECK_MS;
    const observations = nextPrices(this.#prices, now, this.#next);
    this.#input = { observations, histories: this.#histories, now, staleAfterMs: CHECK_MS };
  }

  decide(): void {
    if (this.#input !== null) this.#events = decidePrices(this.#state, this.#input).events;
  }
}

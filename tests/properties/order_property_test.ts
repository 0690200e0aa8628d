import assert from "node:assert/strict";
import fc from "fast-check";
import { settle } from "@/lib/alarms/life_cycle.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { apply } from "@/lib/store/apply.ts";
import { type Case, cases } from "../alarms/arbitrary.ts";
import { pricedPair, stateOf } from "../engine/pairs.ts";
import { RUNS, SEED, tellSeed } from "./settings.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];

type Check = readonly (readonly [string, Observation])[];

/** Pairs that are checked together, one alarm each. */
class Market {
  state: State;
  readonly histories = new Map<string, PriceHistory>();

  constructor(given: readonly Case[]) {
    this.state = stateOf(...given.map(({ alarm, seen }, index) => {
      const symbol = SYMBOLS[index] ?? "";
      const { price = 1, at = 0 } = seen[0] ?? {};
      const pair = pricedPair(symbol, { price, at });
      const history = new PriceHistory();
      history.append(at, price);
      this.histories.set(symbol, history);
      const id = `${alarm.id}${index}`;
      const { alarm: set } = settle({ ...alarm, id }, { now: at, pair, history });
      return { ...pair, alarms: [set] };
    }));
  }

  decide(check: Check) {
    const observations = new Map(check);
    const now = Math.max(...check.map(([, { at }]) => at));
    const input = { observations, histories: this.histories, now, staleAfterMs: Infinity };
    return decidePrices(this.state, input).events;
  }

  take(check: Check): void {
    const events = this.decide(check);
    this.state = apply(this.state, events);
    for (const event of events) {
      if (event.type !== "priceObserved") continue;
      const { at, price } = event.observation;
      this.histories.get(event.symbol)?.append(at, price);
    }
  }

  get fires() {
    return this.state.fires.toSorted((a, b) => a.id.localeCompare(b.id));
  }
}

function checksOf(given: readonly Case[]): Check[] {
  const length = Math.min(...given.map(({ seen }) => seen.length));
  return Array.from({ length: length - 1 }, (_, index) =>
    given.map(({ seen }, pair) => {
      const observation = seen[index + 1];
      assert.ok(observation);
      return [SYMBOLS[pair] ?? "", observation] as const;
    }));
}

const together = fc.tuple(cases(), cases(), cases());
const settings = { numRuns: RUNS * 4, seed: SEED };

Deno.test("the order of pairs within a check changes no fire", () => {
  tellSeed("order");
  fc.assert(
    fc.property(together, fc.array(fc.nat()), (given, places) => {
      const [ordered, shuffled] = [new Market(given), new Market(given)];
      checksOf(given).forEach((check, index) => {
        ordered.take(check);
        const place = (places[index] ?? 1) % check.length;
        shuffled.take([...check.slice(place), ...check.slice(0, place)].reverse());
      });
      assert.deepEqual(shuffled.state.pairs, ordered.state.pairs);
      assert.deepEqual(shuffled.fires, ordered.fires);
    }),
    settings,
  );
});

Deno.test("an observation that was taken, and an older one, decide nothing", () => {
  tellSeed("twice");
  fc.assert(
    fc.property(together, (given) => {
      const market = new Market(given);
      let last: Check | null = null;
      for (const check of checksOf(given)) {
        market.take(check);
        assert.deepEqual(market.decide(check), []);
        if (last !== null) assert.deepEqual(market.decide(last), []);
        last = check;
      }
    }),
    settings,
  );
});

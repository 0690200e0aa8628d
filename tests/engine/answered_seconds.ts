import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { makeAlarm, type SettingContext } from "@/lib/alarms/life_cycle.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { newPair } from "@/lib/commands/pairs.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { decideGap } from "@/lib/engine/gaps/evaluate.ts";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import { SecondKlines } from "@/lib/sources/binance/binance.ts";
import { TickGate } from "@/lib/sources/stream/shard.ts";
import { apply } from "@/lib/store/apply.ts";
import { EMPTY_STATE, type State } from "@/lib/alarms/pair.ts";

/** A Thursday, ten o'clock. */
export const START = Date.parse("2026-01-15T10:00:00Z");
const SYMBOL = "BTCUSDT";

/** The prices of the trades of one second, in their order. */
export type Second = readonly number[];

/** So many seconds of one trade each. */
export function steady(price: number, seconds: number): Second[] {
  return Array.from({ length: seconds }, () => [price]);
}

/** One alarm on one pair, which is told a market's seconds in one way or another. */
export class Told {
  readonly history = new PriceHistory();
  state: State = EMPTY_STATE;
  #next = 0;
  #last: number;
  readonly #klines = new SecondKlines();
  readonly #gate = new TickGate();

  /** The pair is added in the second before the first, at a price. */
  constructor(price: number, wanted: object) {
    const pair = newPair(
      { symbol: SYMBOL, base: "BTC", quote: "USDT" },
      { source: "binance", sourceId: null },
      START - 1000,
    );
    this.#last = price;
    this.state = apply(EMPTY_STATE, [{ type: "pairAdded", pair }]);
    this.#take({ price, at: START - 1 });
    this.set(wanted);
  }

  get fires(): readonly Fire[] {
    return this.state.fires;
  }

  /** The seconds at which it fired, and the prices. */
  get told(): [second: number, price: number][] {
    return this.fires.map(({ timestamp, price }) => [
      Math.floor((Date.parse(timestamp) - START) / 1000),
      price,
    ]);
  }

  set(wanted: object): void {
    const pair = this.state.pairs.get(SYMBOL);
    if (pair === undefined) throw new Error("There is no pair");
    const now = START + this.#next * 1000 - 1;
    const made = makeAlarm(NewAlarm.parse(wanted), {
      id: `alarm_${pair.alarms.length}`,
      ...{ now, pair, history: this.history },
    });
    if (!made.ok) throw new Error(made.message);
    this.state = apply(this.state, [{ type: "alarmAdded", symbol: SYMBOL, alarm: made.alarm }]);
  }

  get alarms(): readonly Alarm[] {
    return this.state.pairs.get(SYMBOL)?.alarms ?? [];
  }

  /** What is known at a moment in seconds, when a person changes an alarm. */
  present(second: number): SettingContext {
    const pair = this.state.pairs.get(SYMBOL);
    if (pair === undefined) throw new Error("There is no pair");
    const evaluatedTo = Date.parse(pair.lastUpdate ?? "");
    return { pair, history: this.history, now: START + second * 1000, unjudgedFrom: evaluatedTo };
  }

  /** Does something to every alarm, as a person would. */
  change(act: (alarm: Alarm) => Alarm): void {
    this.state = apply(
      this.state,
      this.alarms.map((alarm) => ({
        ...{ type: "alarmUpdated" as const, symbol: SYMBOL, by: "person" as const },
        alarm: act(alarm),
      })),
    );
  }

  /** As a stream of one-second klines: in the middle of a second that has several trades, and at its end. */
  stream(seconds: readonly Second[], now = 0): this {
    for (const trades of seconds) {
      const from = START + this.#next * 1000;
      if (trades.length > 1) this.#message(trades.slice(0, -1), { from, isClosed: false }, now);
      this.#message(trades, { from, isClosed: true }, now);
      this.#pass(trades);
    }
    return this;
  }

  /** As candles that are asked for after the last of them, one of `width` seconds each. */
  recover(seconds: readonly Second[], width = 1, why: string | null = "nobody watched"): this {
    const candles: Candle[] = [];
    for (let from = 0; from < seconds.length; from += width) {
      const at = START + this.#next * 1000;
      const before = this.#last;
      const part = seconds.slice(from, from + width);
      for (const trades of part) this.#pass(trades);
      candles.push(candle(at, part.flat(), before));
    }
    const gap = { symbol: SYMBOL, candles, stepMs: width * 1000, why };
    const now = START + this.#next * 1000;
    this.#apply(
      decideGap(this.state, { gap, histories: new Map([[SYMBOL, this.history]]), now }),
    );
    return this;
  }

  /** Only the price at the end of every so many seconds. */
  poll(seconds: readonly Second[], every = 1): this {
    for (const [index, trades] of seconds.entries()) {
      this.#pass(trades);
      const at = START + this.#next * 1000 - 1;
      if ((index + 1) % every === 0) this.#take({ price: this.#last, at }, at);
    }
    return this;
  }

  #pass(trades: Second): void {
    this.#last = trades.at(-1) ?? this.#last;
    this.#next++;
  }

  #message(
    trades: Second,
    { from, isClosed }: { readonly from: number; readonly isClosed: boolean },
    now: number,
  ): void {
    const { open, high, low, close } = candle(from, trades, this.#last);
    const firstTrade = trades.length === 0 ? -1 : this.#next * 100;
    const lastTrade = trades.length === 0 ? -1 : firstTrade + trades.length - 1;
    const tick = this.#klines.read(SYMBOL, {
      ...{ from, to: from + 999, isClosed, open, high, low, close, firstTrade, lastTrade },
      sentAt: isClosed ? from + 1010 : from + 500,
    });
    const observation = typeof tick === "string" ? null : this.#gate.pass(SYMBOL, tick);
    if (observation !== null) this.#take(observation, now || observation.at);
  }

  #take(observation: Observation, now = observation.at): void {
    const { events } = decidePrices(this.state, {
      observations: new Map([[SYMBOL, observation]]),
      histories: new Map([[SYMBOL, this.history]]),
      now,
      staleAfterMs: Infinity,
    });
    this.#apply(events);
  }

  #apply(events: ReturnType<typeof decideGap>): void {
    this.state = apply(this.state, events);
    for (const event of events) {
      if (event.type !== "priceObserved") continue;
      const { at, price } = event.observation;
      this.history.append(at, price, event.observation);
    }
  }
}

function candle(at: number, trades: Second, before: number): Candle {
  const [open = before] = trades;
  const close = trades.at(-1) ?? before;
  return { at, open, close, high: Math.max(open, ...trades), low: Math.min(open, ...trades) };
}

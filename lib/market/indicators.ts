import { BollingerBands, EMA, RSI, SMA } from "trading-signals";
import type { IndicatorSpec } from "./indicator_spec.ts";

/** The values of an indicator at one candle, one for each of its lines as far as there are enough candles; null before. */
export type IndicatorPoint = readonly number[] | null;

/** What the library's indicators have in common here. */
interface Running {
  /** The values with one more close; `replace` takes the last one back first. */
  readonly update: (close: number, replace: boolean) => IndicatorPoint;
}

/**
 * An indicator over the closes of candles: lines of `sma`, `ema` and `rsi` are one, of `bollinger` upper, middle and
 * lower, of `macd` MACD, signal and histogram.
 */
function runningOf(spec: IndicatorSpec): Running {
  switch (spec.kind) {
    case "sma":
      return single(new SMA(spec.length));
    case "ema":
      return single(new SeededEma(spec.length));
    case "rsi":
      return single(new RSI(spec.length));
    case "bollinger": {
      const bands = new BollingerBands(spec.length, spec.deviations);
      return {
        update: (close, replace) => {
          const values = bands.update(close, replace);
          return values && [values.upper, values.middle, values.lower];
        },
      };
    }
    case "macd":
      return macd(new SeededEma(spec.fast), new SeededEma(spec.slow), new SeededEma(spec.signal));
  }
}

interface Single {
  readonly update: (close: number, replace: boolean) => number | null;
}

function single(indicator: Single): Running {
  return {
    update: (close, replace) => {
      const value = indicator.update(close, replace);
      return value === null ? null : [value];
    },
  };
}

/** Begins with the average of its first prices, as the textbooks do; the library's own begins with the first price. */
class SeededEma implements Single {
  readonly #seed: SMA;
  readonly #ema: EMA;
  #seen = 0;

  constructor(private readonly length: number) {
    this.#seed = new SMA(length);
    this.#ema = new EMA(length);
  }

  update(close: number, replace: boolean): number | null {
    if (!replace || this.#seen === 0) this.#seen++;
    if (this.#seen > this.length) return this.#ema.update(close, replace);
    const average = this.#seed.update(close, replace);
    return average === null ? null : this.#ema.update(average, replace);
  }
}

function macd(fast: Single, slow: Single, signal: Single): Running {
  return {
    update: (close, replace) => {
      const [quick, calm] = [fast.update(close, replace), slow.update(close, replace)];
      if (quick === null || calm === null) return null;
      const difference = quick - calm;
      const average = signal.update(difference, replace);
      return average === null ? [difference] : [difference, average, difference - average];
    },
  };
}

/** An indicator that follows the closes of candles as they come, the newest of which moves until the next one begins. */
export class Indicator {
  #running: Running;
  #count = 0;

  constructor(readonly spec: IndicatorSpec) {
    this.#running = runningOf(spec);
  }

  /** How many candles it has taken in. */
  get count(): number {
    return this.#count;
  }

  /** Takes in one more candle. */
  add(close: number): IndicatorPoint {
    this.#count++;
    return this.#running.update(close, false);
  }

  /** The newest candle closes elsewhere now. */
  replaceLast(close: number): IndicatorPoint {
    if (this.#count === 0) return this.add(close);
    return this.#running.update(close, true);
  }

  /** Begins anew with these closes: the values at each of them. */
  restart(closes: readonly number[]): IndicatorPoint[] {
    this.#running = runningOf(this.spec);
    this.#count = 0;
    return closes.map((close) => this.add(close));
  }
}

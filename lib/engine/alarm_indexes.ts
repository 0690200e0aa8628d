import type { Alarm } from "@/lib/alarms/alarm.ts";
import { AlarmIndex } from "@/lib/alarms/alarm_index.ts";
import type { JudgeContext } from "@/lib/alarms/evaluate.ts";
import type { Pair } from "@/lib/alarms/pair.ts";

/** With fewer alarms than this, judging all of them is as fast as looking some up. */
const WORTH_AN_INDEX = 64;

/**
 * Remembers for each pair how to find the alarms that a price may change. Only saves time: what is
 * decided is the same with and without it, whatever states it is asked about in whatever order.
 */
export class AlarmIndexes {
  readonly #bySymbol = new Map<string, AlarmIndex>();

  constructor(private readonly worthAnIndex = WORTH_AN_INDEX) {}

  /** The alarms of a pair that must be judged by an observation, in their order. */
  toJudge({ symbol, alarms }: Pair, context: JudgeContext): readonly Alarm[] {
    if (alarms.length < this.worthAnIndex) {
      this.#bySymbol.delete(symbol);
      return alarms;
    }
    const index = this.#of(symbol);
    index.follow(alarms);
    return index.touchedBy(context);
  }

  /** Forgets pairs that are not watched any more. */
  keepOnly(symbols: { has(symbol: string): boolean }): void {
    for (const symbol of this.#bySymbol.keys()) {
      if (!symbols.has(symbol)) this.#bySymbol.delete(symbol);
    }
  }

  #of(symbol: string): AlarmIndex {
    let index = this.#bySymbol.get(symbol);
    if (index === undefined) this.#bySymbol.set(symbol, index = new AlarmIndex());
    return index;
  }
}

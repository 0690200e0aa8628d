import { MINUTE_MS } from "./bar_steps.ts";

export interface WickTurnsOptions {
  /** What one request for a pair's bars weighs: 2 at Binance. */
  readonly weight: number;
  /** What all of them may weigh in a minute: a hundredth of Binance's allowance is 60. */
  readonly weightPerMinute: number;
  readonly now: () => number;
}

/**
 * Whose minute bars to ask for in a round of polling. A last price knows nothing of the wick before it, and the bars
 * cost a request a pair, so pairs take turns. No wick is lost by that: a request reaches back to the pair's last turn
 * and costs the same; with many pairs it only is found later.
 */
export class WickTurns {
  readonly #lastTurn = new Map<string, number>();
  #allowance: { weight: number; at: number } | null = null;

  constructor(private readonly options: WickTurnsOptions) {}

  /** Of these pairs (those with alarms) the ones whose turn it is: who has waited longest first, each once a minute. */
  next(symbols: readonly string[]): string[] {
    const { now, weight } = this.options;
    const at = now();
    this.#forgetOthers(symbols);
    const lastTurn = (symbol: string) => this.#lastTurn.get(symbol) ?? -Infinity;
    const due = symbols.filter((symbol) => Math.abs(at - lastTurn(symbol)) >= MINUTE_MS)
      .sort((a, b) => lastTurn(a) < lastTurn(b) ? -1 : lastTurn(a) > lastTurn(b) ? 1 : 0);
    const allowance = this.#refill(at);
    const turns = due.slice(0, Math.floor(allowance / weight));
    for (const symbol of turns) this.#lastTurn.set(symbol, at);
    this.#allowance = { weight: allowance - turns.length * weight, at };
    return turns;
  }

  /** What may be spent now: it grows evenly, up to a minute's worth. */
  #refill(at: number): number {
    const { weightPerMinute } = this.options;
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

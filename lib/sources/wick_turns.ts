import { MINUTE_MS } from "./bar_steps.ts";
import type { WickCost } from "./market_source.ts";

/**
 * Whose bars to ask for in a round of polling. A last price knows nothing of the wick before it, and the bars
 * cost a request a pair, so pairs take turns. No wick is lost by that: a request reaches back to the pair's last turn
 * and costs the same; with many pairs it only is found later.
 */
export class WickTurns {
  readonly #lastTurn = new Map<string, number>();
  #allowance: { weight: number; at: number } | null = null;

  /** @param now milliseconds on a clock that only goes forward */
  constructor(private readonly cost: WickCost, private readonly now: () => number) {}

  /**
   * Of these pairs the ones whose turn it is: who has waited longest first. Urgent ones are not kept waiting; what
   * they cost, the others have less.
   */
  next(symbols: readonly string[], urgent: ReadonlySet<string> = new Set()): string[] {
    const { weight, apartMs } = this.cost;
    const at = this.now();
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

import type { PairTrouble } from "./pair_trouble.ts";
import { RENAMED_COINS } from "./renamed_coins.ts";
import type { KnownPair } from "./market_source.ts";

interface Emptiness {
  readonly since: number;
  readonly answers: number;
  readonly problem: string;
}

/** A source may leave out a coin for a while. */
const PATIENCE = { ms: 60 * 60 * 1000, answers: 3 };

/** Notices coins that a source answers nothing about any more; it does not say so itself. */
export class EmptyAnswers {
  readonly #empty = new Map<string, Emptiness>();
  readonly #priced = new Set<string>();

  constructor(private readonly now: () => number) {}

  priced(symbol: string): void {
    this.#empty.delete(symbol);
    this.#priced.add(symbol);
  }

  missed(symbol: string, problem: string): void {
    const known = this.#empty.get(symbol);
    const answers = (known?.answers ?? 0) + 1;
    this.#empty.set(symbol, { since: known?.since ?? this.now(), answers, problem });
  }

  /** Why the pair is to be given up; null when it is not. What was known before ends with a price. */
  trouble(pair: KnownPair): PairTrouble | null {
    const { symbol, trouble: before = null } = pair;
    return this.#judge(pair) ?? (this.#priced.has(symbol) ? null : before);
  }

  #judge({ symbol, base }: KnownPair): PairTrouble | null {
    const emptiness = this.#empty.get(symbol);
    if (emptiness === undefined) return null;
    const renamedTo = RENAMED_COINS.get(base);
    if (renamedTo !== undefined) {
      return { kind: "renamed", reason: `${base} is called ${renamedTo} now`, renamedTo };
    }
    const { since, answers, problem } = emptiness;
    if (answers < PATIENCE.answers || this.now() - since < PATIENCE.ms) return null;
    const time = new Date(since).toISOString().slice(0, 16).replace("T", " ");
    return { kind: "delisted", reason: `CoinGecko has had no price since ${time} UTC: ${problem}` };
  }
}

import { SourceError } from "@/lib/sources/source.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { Told } from "./past_asker.ts";

/** Pairs whose past is asked for at the same time. */
const AT_ONCE = 8;

/** Answers how closely, and how far, a pair's past was judged; null when only its beginning was told. */
type Ask = (pair: Pair) => Promise<Told | null>;

/** Looks back on some pairs of one source until all are done, the source cannot be asked or the time is up. */
export class LookBackRound {
  /** What came of it so far, by symbol. */
  readonly filled = new Map<string, Told>();
  readonly failed = new Map<string, unknown>();
  /** Why the source cannot be asked. */
  #failure: unknown = null;

  constructor(private readonly ask: Ask, private readonly signal: AbortSignal) {}

  /** Those with the most alarms come first. Once the source cannot be asked, the rest have failed. */
  async run(pairs: readonly Pair[]): Promise<void> {
    const waiting = pairs.toSorted((a, b) => b.alarms.length - a.alarms.length);
    const worker = async () => {
      for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
        await this.#take(pair);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async #take(pair: Pair): Promise<void> {
    if (this.#failure !== null) return this.#fail(pair, this.#failure);
    try {
      const told = await this.ask(pair);
      if (told !== null) this.filled.set(pair.symbol, told);
    } catch (problem) {
      if (isOfSource(problem)) this.#failure = problem;
      this.#fail(pair, problem);
    }
  }

  /** What fails because the time is up is only cut off. */
  #fail({ symbol }: Pair, problem: unknown): void {
    if (!this.signal.aborted) this.failed.set(symbol, problem);
  }
}

/** Whether asking about another pair would fail as well; an unusable answer is about one pair only. */
function isOfSource(problem: unknown): boolean {
  return problem instanceof SourceError && problem.kind !== "badAnswer";
}

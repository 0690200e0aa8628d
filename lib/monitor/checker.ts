import { type PriceSource, SourceError, type SourceName } from "@/lib/sources/source.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import type { Store } from "@/lib/store/store.ts";
import { decidePrices } from "./decide_prices.ts";
import type { StatusBoard } from "./status_board.ts";

/** The part of an interval that a check may use, so that it is over before the next one is due. */
const SHARE_OF_INTERVAL = 0.9;

export interface CheckerOptions {
  readonly store: Store;
  readonly sources: ReadonlyMap<SourceName, PriceSource>;
  readonly board: StatusBoard;
  readonly intervalMs: number;
  readonly now: () => number;
  /** Told of every failure, once a check and source. */
  readonly onProblem: (problem: { source: SourceName; error: unknown }) => void;
  /** Told whenever a source answered. */
  readonly onAnswered: (source: SourceName) => void;
  /** Called when a check has ended, whatever came of it. */
  readonly onEnded: () => void;
}

type Outcome = "done" | "failed" | "skipped";

/** Runs checks: every source is asked on its own, so that a slow or failing one delays no other. */
export class Checker {
  readonly #busy = new Set<SourceName>();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #stopping = new AbortController();

  constructor(private readonly options: CheckerOptions) {}

  /** One check of all pairs. Never rejects. */
  async check(): Promise<void> {
    const groups = pairsBySource(this.options.store.state);
    const checks = [...groups].map(([name, pairs]) => this.#track(this.#checkSource(name, pairs)));
    const outcomes = await Promise.all(checks);
    if (this.#stopping.signal.aborted) return;
    this.options.board.checkEnded(outcomes.includes("failed") ? "failed" : "done");
    this.options.onEnded();
  }

  /** Stops asking; resolves when what was under way has been committed or dropped. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#underWay);
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
    return work;
  }

  async #checkSource(name: SourceName, pairs: readonly Pair[]): Promise<Outcome> {
    const { board, sources } = this.options;
    const source = sources.get(name);
    if (!source) return this.#fail(name, new Error(`No source ${name} is set up`));
    if (this.#busy.has(name)) {
      board.checkSkipped();
      return "skipped";
    }
    this.#busy.add(name);
    try {
      await this.#observe(source, pairs);
      return "done";
    } catch (error) {
      return this.#fail(name, error);
    } finally {
      this.#busy.delete(name);
    }
  }

  async #observe(source: PriceSource, pairs: readonly Pair[]): Promise<void> {
    const { store, board, now, intervalMs } = this.options;
    const deadline = AbortSignal.timeout(intervalMs * SHARE_OF_INTERVAL);
    const signal = AbortSignal.any([this.#stopping.signal, deadline]);
    const { observations, problems } = await source.quote(pairs, signal);
    if (this.#stopping.signal.aborted) return;
    board.answered(source.name, problems);
    this.options.onAnswered(source.name);
    const { staleAfterMs } = source;
    await store.change((state: State) => {
      const input = { observations, histories: store.histories, now: now(), staleAfterMs };
      const { events } = decidePrices(state, input);
      return { events, result: null };
    });
  }

  #fail(name: SourceName, error: unknown): Outcome {
    if (this.#stopping.signal.aborted) return "skipped";
    if (error instanceof SourceError) this.options.board.failed(name, error.message);
    this.options.onProblem({ source: name, error });
    return "failed";
  }
}

function pairsBySource(state: State): Map<SourceName, Pair[]> {
  return Map.groupBy(state.pairs.values(), (pair) => pair.source);
}

import { type PriceSource, SourceError, type SourceName } from "@/lib/sources/source.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import type { Store } from "@/lib/store/store.ts";
import { AlarmIndexes } from "./alarm_indexes.ts";
import { decidePrices } from "./decide_prices.ts";
import { orAborted } from "./or_aborted.ts";
import type { StatusBoard } from "./status_board.ts";

/** The part of an interval that a check may use, so that it is over before the next one is due. */
const SHARE_OF_INTERVAL = 0.9;
/** The part after which a source that does not heed that is left behind. */
const LAST_SHARE_OF_INTERVAL = 0.95;

export interface CheckerOptions {
  readonly store: Store;
  readonly sources: ReadonlyMap<SourceName, PriceSource>;
  readonly board: StatusBoard;
  readonly intervalMs: number;
  readonly now: () => number;
  /** Called when a check starts, and right before prices are judged: both compare times. */
  readonly syncClock: () => void;
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
  readonly #alarmIndexes = new AlarmIndexes();

  constructor(private readonly options: CheckerOptions) {}

  /** One check of all pairs. */
  async check(): Promise<void> {
    this.options.syncClock();
    const groups = pairsBySource(this.options.store.state);
    const checks = [...groups].map(([name, pairs]) => this.#track(this.#checkSource(name, pairs)));
    const outcomes = await Promise.all(checks);
    if (this.#stopping.signal.aborted || isAllSkipped(outcomes)) return;
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
    const { store, board, now } = this.options;
    const answer = source.quote(pairs, this.#within(SHARE_OF_INTERVAL));
    const limit = this.#within(LAST_SHARE_OF_INTERVAL);
    const { observations, problems } = await orAborted(answer, limit);
    if (this.#stopping.signal.aborted) return;
    board.answered(source.name, problems);
    this.options.onAnswered(source.name);
    const { staleAfterMs } = source;
    const input = { observations, staleAfterMs, alarmIndexes: this.#alarmIndexes };
    this.options.syncClock();
    await store.change((state: State) => {
      const { events } = decidePrices(state, { ...input, histories: store.histories, now: now() });
      return { events, result: null };
    });
  }

  #within(share: number): AbortSignal {
    const deadline = AbortSignal.timeout(this.options.intervalMs * share);
    return AbortSignal.any([this.#stopping.signal, deadline]);
  }

  #fail(name: SourceName, error: unknown): Outcome {
    if (this.#stopping.signal.aborted) return "skipped";
    if (error instanceof SourceError) this.options.board.failed(name, error.message);
    this.options.onProblem({ source: name, error });
    return "failed";
  }
}

/** Nobody was asked, because all are still busy with an earlier check: this one has not really been. */
function isAllSkipped(outcomes: readonly Outcome[]): boolean {
  return outcomes.length > 0 && outcomes.every((outcome) => outcome === "skipped");
}

function pairsBySource(state: State): Map<SourceName, Pair[]> {
  return Map.groupBy(state.pairs.values(), (pair) => pair.source);
}

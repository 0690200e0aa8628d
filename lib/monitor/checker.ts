import type { Observation } from "@/lib/market/observation.ts";
import { SourceError, type SourceName } from "@/lib/sources/source.ts";
import { silenceOldest } from "@/lib/store/silence_oldest.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import type { Store } from "@/lib/store/store.ts";
import { AlarmIndexes } from "./alarm_indexes.ts";
import { decidePrices } from "./decide_prices.ts";
import type { LookBack, Source } from "./look_back.ts";
import { orAborted } from "./or_aborted.ts";
import type { StatusBoard } from "./status_board.ts";

/** The part of an interval that a check may use, so that it is over before the next one is due. */
const SHARE_OF_INTERVAL = 0.9;
/** The part for which the newest prices wait while the past of some pairs is asked for. */
const LOOK_BACK_SHARE = 0.3;
/** The part after which a source that does not heed that is left behind. */
const LAST_SHARE_OF_INTERVAL = 0.95;

type Observations = ReadonlyMap<string, Observation>;

export interface CheckerOptions {
  readonly store: Store;
  readonly sources: ReadonlyMap<SourceName, Source>;
  readonly lookBack: LookBack;
  readonly board: StatusBoard;
  readonly intervalMs: number;
  readonly now: () => number;
  /** A clock that only goes forward, in milliseconds. */
  readonly elapsed: () => number;
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
  /** When each source was asked last, by `elapsed`. */
  readonly #askedAt = new Map<SourceName, number>();
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
    if (!this.#isDue(source, pairs.length)) return "done";
    this.#busy.add(name);
    this.#askedAt.set(name, this.options.elapsed());
    try {
      await this.#observe(source, pairs);
      return "done";
    } catch (error) {
      return this.#fail(name, error);
    } finally {
      this.#busy.delete(name);
    }
  }

  /** Whether what the source allows lets it be asked in this check. */
  #isDue(source: Source, pairs: number): boolean {
    const { intervalMs, elapsed } = this.options;
    const asked = this.#askedAt.get(source.name);
    const apart = source.planInterval?.(pairs, intervalMs) ?? intervalMs;
    if (asked === undefined || apart <= intervalMs) return true;
    // Checks come at even moments: half an interval early is as good as due.
    return elapsed() - asked > apart - intervalMs / 2;
  }

  async #observe(source: Source, pairs: readonly Pair[]): Promise<void> {
    const { board } = this.options;
    const deadline = this.#within(SHARE_OF_INTERVAL);
    const answer = source.quote(pairs, deadline);
    const limit = this.#within(LAST_SHARE_OF_INTERVAL);
    const { observations, problems } = await orAborted(answer, limit);
    if (this.#stopping.signal.aborted) return;
    board.answered(source.name, problems);
    this.options.onAnswered(source.name);
    this.options.syncClock();
    const newest = new Map(observations);
    for (const { symbol } of await this.#lookBack(source, observations, deadline)) {
      newest.delete(symbol);
    }
    if (!this.#stopping.signal.aborted) await this.#decide(source, newest);
  }

  /** Judges what nobody watched before the newest prices; answers the pairs whose turn is in the next check. */
  async #lookBack(
    source: Source,
    observations: Observations,
    deadline: AbortSignal,
  ): Promise<readonly Pair[]> {
    const { store, lookBack } = this.options;
    const gaps = [...observations.keys()]
      .flatMap((symbol) => store.state.pairs.get(symbol) ?? [])
      .filter((pair) => lookBack.isNeeded(pair, source));
    if (gaps.length === 0) return [];
    const signal = AbortSignal.any([deadline, this.#within(LOOK_BACK_SHARE)]);
    return await lookBack.fill(source, gaps, signal);
  }

  async #decide({ name, staleAfterMs }: Source, observations: Observations): Promise<void> {
    const { store, now } = this.options;
    const input = { staleAfterMs, alarmIndexes: this.#alarmIndexes };
    // In the same turn as the decision: the clock may have been set while the past was asked for.
    this.options.syncClock();
    await store.change((state: State) => {
      // A pair may have been removed and added again at another source meanwhile.
      const own = new Map([...observations].filter(([symbol]) => isAt(state, symbol, name)));
      const rest = { ...input, observations: own, histories: store.histories, now: now() };
      const { events } = decidePrices(state, rest);
      return { events: [...events, ...silenceOldest(state, events, now())], result: null };
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

function isAt(state: State, symbol: string, source: SourceName): boolean {
  return state.pairs.get(symbol)?.source === source;
}

function pairsBySource(state: State): Map<SourceName, Pair[]> {
  return Map.groupBy(state.pairs.values(), (pair) => pair.source);
}

import type { Pair, State } from "@/lib/alarms/pair.ts";
import type { GapFill, LookedBack, Source } from "@/lib/engine/gaps/ask.ts";
import type { Held } from "@/lib/engine/gaps/gap.ts";
import type { StatusBoard } from "@/lib/engine/health/status_board.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { SOURCE_LABELS, type SourceName } from "@/lib/market/source_name.ts";
import { SourceError } from "@/lib/sources/source.ts";
import { silenceOldest } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import { type Clock, deadline, orAborted } from "@/lib/time/clock.ts";
import { CandleWatch, decidePolled, type Waiting, WaitingPrices } from "./candle_watch.ts";

/** The part of an interval that a check may use, so that it is over before the next one is due. */
const SHARE_OF_INTERVAL = 0.9;
/** The part for which the newest prices wait while the past of some pairs is asked for. */
const GAP_FILL_SHARE = 0.3;
/** The part after which a source that does not heed that is left behind. */
const LAST_SHARE_OF_INTERVAL = 0.95;

/** How often a check asks once more about pairs that somebody changed meanwhile. */
const MOST_ROUNDS = 3;
const NO_GAPS: ReadonlySet<string> = new Set();

interface CheckerOptions {
  readonly store: Store;
  readonly sources: ReadonlyMap<SourceName, Source>;
  readonly gapFill: GapFill;
  readonly held: Held;
  /** Whether a stream brings the pair's prices, so that it is not to be asked for. */
  readonly isStreamed: (symbol: string) => boolean;
  readonly board: StatusBoard;
  readonly intervalMs: number;
  readonly clock: Clock;
  /** Called when a check starts and right before prices are evaluated: both compare clocks. */
  readonly syncClock: () => void;
  /** Told of every failure, once a check and source. */
  readonly onProblem: (problem: { source: SourceName; error: unknown }) => void;
  /** Told whenever a source answered. */
  readonly onAnswered: (source: SourceName) => void;
  /** Called when a check has ended, whatever came of it. */
  readonly onEnded: () => void;
}

/** What a source answered in a check. */
interface Round {
  readonly observations: ReadonlyMap<string, Observation>;
  /** How many pairs it was asked for. */
  readonly polled: number;
}

/** The pairs whose candles are requested; those in `gaps` were unwatched. */
interface Chosen {
  readonly pairs: readonly Pair[];
  readonly gaps: ReadonlySet<string>;
}

type Outcome = "done" | "failed" | "skipped";

/** Runs checks: every source is asked on its own, so that a slow or failing one delays no other. */
export class Checker {
  /** When each source was asked last, on the clock that only goes forward. */
  readonly #askedAt = new Map<SourceName, number>();
  readonly #busy = new Set<SourceName>();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #stopping = new AbortController();
  readonly #candleWatch: CandleWatch;
  readonly #waitingPrices: WaitingPrices;
  /** What each source answered last, and which of its prices wait since. */
  readonly #left = new Map<SourceName, { readonly round: Round; readonly waiting: Waiting }>();

  constructor(private readonly options: CheckerOptions) {
    const { store: { histories }, clock } = options;
    this.#waitingPrices = new WaitingPrices(clock);
    this.#candleWatch = new CandleWatch({ histories, clock });
  }

  /** One check of all pairs. */
  async check(): Promise<void> {
    this.options.syncClock();
    const { store: { state } } = this.options;
    const groups = pairsBySource(state);
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

  async #checkSource(name: SourceName, all: readonly Pair[]): Promise<Outcome> {
    const { board, sources, isStreamed } = this.options;
    const source = sources.get(name);
    if (!source) return this.#fail(name, new Error(`No source ${name} is set up`));
    const pairs = all.filter(({ symbol }) => !isStreamed(symbol));
    if (pairs.length === 0) return this.#streamed(name);
    if (this.#busy.has(name)) {
      board.checkSkipped();
      return "skipped";
    }
    if (!this.#isDue(source, pairs.length)) return "done";
    this.#busy.add(name);
    this.#askedAt.set(name, this.options.clock.monotonic());
    try {
      await this.#observe(source, pairs);
      return "done";
    } catch (error) {
      return this.#fail(name, error);
    } finally {
      this.#busy.delete(name);
    }
  }

  /** A stream brings all of its pairs: nothing needs to be asked. */
  #streamed(name: SourceName): Outcome {
    this.options.board.answered(name, new Map());
    this.options.onAnswered(name);
    return "done";
  }

  /** Whether what the source allows lets it be asked in this check. */
  #isDue(source: Source, pairs: number): boolean {
    const { intervalMs, clock } = this.options;
    const asked = this.#askedAt.get(source.name);
    const apart = source.planInterval?.(pairs, intervalMs) ?? intervalMs;
    if (asked === undefined || apart <= intervalMs) return true;
    // Checks come at even moments: half an interval early is as good as due.
    return clock.monotonic() - asked > apart - intervalMs / 2;
  }

  async #observe(source: Source, pairs: readonly Pair[]): Promise<void> {
    const { board, clock, intervalMs } = this.options;
    const askedAt = clock.monotonic();
    using limit = this.#within(SHARE_OF_INTERVAL);
    const answer = source.quote(pairs, limit);
    using lastMoment = this.#within(LAST_SHARE_OF_INTERVAL);
    const { observations, problems } = await orAborted(answer, lastMoment)
      .catch((error) => this.#goOnWithoutAnswer(source, error));
    if (this.#stopping.signal.aborted) return;
    // The machine slept or the process stood still: the prices are of the time before that.
    if (clock.monotonic() - askedAt > intervalMs * LAST_SHARE_OF_INTERVAL) {
      const message = `${SOURCE_LABELS[source.name]} did not answer in time`;
      throw new SourceError(source.name, message, "timeout");
    }
    board.answered(source.name, problems);
    this.options.onAnswered(source.name);
    this.options.syncClock();
    const receivedAt = clock.now();
    // Pairs that went live meanwhile are newer, and their gaps are filled already.
    const polled = new Map(
      [...observations].filter(([symbol]) => !this.options.isStreamed(symbol))
        .map(([symbol, observation]) => [symbol, { ...observation, receivedAt }]),
    );
    await this.#evaluate(source, { observations: polled, polled: pairs.length }, limit);
  }

  /**
   * Fills the gaps before the newest prices, then evaluates the prices. They do not wait long to be shown; and where
   * the past that matters changed meanwhile (somebody set an alarm that a price would change), the source is asked once
   * more before the price counts.
   */
  async #evaluate(source: Source, round: Round, limit: AbortSignal): Promise<void> {
    const chosen = this.#toFill(source, round.observations);
    const asked = this.options.gapFill.begin(source, chosen.pairs, limit);
    using short = this.#within(GAP_FILL_SHARE);
    await Promise.race([asked.done, aborted(short)]);
    const early = asked.soFar();
    let unanswered = await this.#take(source, round, { ...chosen, ...early });
    if (early.cut.size > 0) {
      await asked.done;
      const rest = await this.#take(source, only(round, early.cut), {
        ...chosen,
        ...asked.soFar(),
      });
      unanswered = [...unanswered.filter((symbol) => !early.cut.has(symbol)), ...rest];
    }
    for (let again = 0; unanswered.length > 0 && again < MOST_ROUNDS && !limit.aborted; again++) {
      unanswered = await this.#askAgain(source, only(round, new Set(unanswered)), chosen, limit);
    }
    const { cut } = asked.soFar();
    this.#candleWatch.missed(source, new Set([...cut, ...unanswered]));
    await this.#goOnWithout(source, round, { cut, unanswered: new Set(unanswered) });
  }

  async #askAgain(
    source: Source,
    round: Round,
    { gaps }: Chosen,
    limit: AbortSignal,
  ): Promise<readonly string[]> {
    const { store: { state }, gapFill } = this.options;
    const pairs = [...round.observations.keys()].flatMap((symbol) => state.pairs.get(symbol) ?? []);
    const looked = await gapFill.fill(source, pairs, limit);
    return await this.#take(source, round, { ...looked, pairs, gaps });
  }

  /** Evaluates the prices after their gap fills; returns the pairs that must be asked about once more. */
  async #take(
    source: Source,
    round: Round,
    looked: LookedBack & Chosen,
  ): Promise<readonly string[]> {
    const { gapFill, board } = this.options;
    for (const pair of looked.pairs) {
      const { symbol } = pair;
      if (!looked.failed.has(symbol) || !round.observations.has(symbol)) continue;
      gapFill.giveUp(pair, source, looked.failed.get(symbol));
    }
    board.candlesUnusable(source.name, gapFill.unusable(source.name));
    if (this.#stopping.signal.aborted) return [];
    return await this.#decide(source, round, looked);
  }

  /** Prices that have waited long enough for what came before them count; that stays asked for. */
  async #goOnWithout(source: Source, round: Round, waiting: Waiting): Promise<void> {
    this.#left.set(source.name, { round, waiting });
    const late = this.#waitingPrices.overdue(round.observations.keys(), waiting);
    if (late.size === 0 || this.#stopping.signal.aborted) return;
    const failed = new Map(Array.from(late, (symbol) => [symbol, null]));
    const looked = { filled: new Map(), failed, cut: NO_GAPS, gaps: NO_GAPS };
    await this.#decide(source, only(round, late), looked);
  }

  /** Nothing newer comes of a source that fails: what it told last counts once that has waited long enough. */
  async #goOnWithoutAnswer(source: Source, error: unknown): Promise<never> {
    const left = this.#left.get(source.name);
    if (left === undefined) throw error;
    const { pairs } = this.options.store.state;
    const newest = [...left.round.observations].filter(([symbol, { at }]) => {
      const { judged, lastUpdate } = pairs.get(symbol) ?? {};
      return judged !== undefined && Date.parse(lastUpdate ?? "") === at;
    });
    await this.#goOnWithout(source, { ...left.round, observations: new Map(newest) }, left.waiting);
    throw error;
  }

  /** The pairs whose past is asked for first: after gaps, and between two prices where the source tells that. */
  #toFill(source: Source, observations: ReadonlyMap<string, Observation>): Chosen {
    const { store: { state }, gapFill, clock } = this.options;
    const gaps = [...observations.keys()].flatMap((symbol) => state.pairs.get(symbol) ?? [])
      .filter((pair) => gapFill.limit.isGap(pair, source));
    const chosen = this.#candleWatch.chosen(source, state, observations, clock.now());
    const pairs = [...new Set([...gaps, ...chosen])];
    return { pairs, gaps: new Set(gaps.map(({ symbol }) => symbol)) };
  }

  /** Decides at once where it can; where a gap is being evaluated, after it. */
  async #decide(
    source: Source,
    round: Round,
    looked: LookedBack & Pick<Chosen, "gaps">,
  ): Promise<readonly string[]> {
    const { held } = this.options;
    const symbols = [...round.observations.keys()];
    const waiting = new Set(symbols.filter((symbol) => held.has(symbol)));
    if (waiting.size === 0) return await this.#decideNow(source, round, looked);
    const free = new Set(symbols.filter((symbol) => !waiting.has(symbol)));
    const unanswered = await this.#decideNow(source, only(round, free), looked);
    await Promise.all(Array.from(waiting, (symbol) => held.get(symbol)));
    if (this.#stopping.signal.aborted) return unanswered;
    return [...unanswered, ...await this.#decide(source, only(round, waiting), looked)];
  }

  async #decideNow(
    source: Source,
    { observations, polled }: Round,
    { filled, failed, cut, gaps }: LookedBack & Pick<Chosen, "gaps">,
  ): Promise<readonly string[]> {
    const { store, clock, gapFill, intervalMs, isStreamed } = this.options;
    const { name, staleAfterMs } = source;
    const apartMs = source.planInterval?.(polled, intervalMs) ?? intervalMs;
    const input = {
      ...{ staleAfterMs, filled, failed },
      answersCandles: source.candleCost !== undefined,
      gapMs: gapFill.limit.gapMs(source, apartMs),
    };
    // A gap that there was no time for goes on in the next check; a stream that came meanwhile is newer.
    const isCut = (symbol: string) => cut.has(symbol) && gaps.has(symbol);
    const isWanted = (symbol: string) => !isCut(symbol) && !isStreamed(symbol);
    // In the same turn as the decision: the clock may have been set while the past was asked for.
    this.options.syncClock();
    return await store.change((state: State) => {
      // A pair may have been removed and added again at another source meanwhile.
      const own = new Map(
        [...observations].filter(([symbol]) => isWanted(symbol) && isAt(state, symbol, name)),
      );
      const rest = { ...input, observations: own, histories: store.histories, now: clock.now() };
      const { events, unanswered } = decidePolled(state, rest);
      const waiting = [...observations.keys()].filter((symbol) => isCut(symbol));
      const result = [...unanswered, ...waiting];
      return { events: [...events, ...silenceOldest(state, events, clock.now())], result };
    });
  }

  #within(share: number): AbortSignal & Disposable {
    const { clock, intervalMs } = this.options;
    return deadline(clock, intervalMs * share, this.#stopping.signal);
  }

  #fail(name: SourceName, error: unknown): Outcome {
    if (this.#stopping.signal.aborted) return "skipped";
    if (error instanceof SourceError) this.options.board.failed(name, error.message);
    this.options.onProblem({ source: name, error });
    return "failed";
  }
}

/** The part of a round that is about these pairs. */
function only({ observations, polled }: Round, symbols: ReadonlySet<string>): Round {
  const own = [...observations].filter(([symbol]) => symbols.has(symbol));
  return { observations: new Map(own), polled };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** All are still busy with an earlier check: this one has not really been. */
function isAllSkipped(outcomes: readonly Outcome[]): boolean {
  return outcomes.length > 0 && outcomes.every((outcome) => outcome === "skipped");
}

function isAt(state: State, symbol: string, source: SourceName): boolean {
  return state.pairs.get(symbol)?.source === source;
}

function pairsBySource(state: State): Map<SourceName, Pair[]> {
  return Map.groupBy(state.pairs.values(), (pair) => pair.source);
}

import { getLogger } from "@/lib/logs/get_logger.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { Store } from "@/lib/store/store.ts";
import { AlarmIndexes } from "./alarm_indexes.ts";
import { Checker } from "./checker.ts";
import type { Clock } from "./clock.ts";
import { ClockKeeper } from "./clock_keeper.ts";
import { LiveFeed } from "./live_feed.ts";
import { LookBack } from "./look_back.ts";
import { OpenGaps } from "./open_gaps.ts";
import { ProblemLog } from "./problem_log.ts";
import type { StatusBoard } from "./status_board.ts";

export interface PriceWatchOptions {
  readonly store: Store;
  /** As if their clocks were ours. */
  readonly sources: ReadonlyMap<SourceName, MarketSource>;
  /** Sources whose stream is not to be used. */
  readonly withoutStream: ReadonlySet<SourceName>;
  readonly board: StatusBoard;
  readonly clock: Clock;
  readonly intervalMs: number;
  /** Called when a check has ended, whatever came of it. */
  readonly onEnded: () => void;
}

/** Everything that brings prices: streams, checks of what no stream brings, and looking back. */
export class PriceWatch {
  readonly feed: LiveFeed;
  readonly #keeper: ClockKeeper;
  readonly #checker: Checker;
  readonly #gaps: readonly OpenGaps[];
  readonly #store: Store;

  constructor(options: PriceWatchOptions) {
    const { store, sources, withoutStream: without, clock, intervalMs } = options;
    const log = getLogger("monitor");
    const now = () => clock.now();
    const onMoved = (deltaMs: number) => {
      for (const source of sources.values()) source.sourceClock?.moved(deltaMs);
      this.feed.forgetTicks();
    };
    this.#store = store;
    this.#keeper = new ClockKeeper({ clock, store, log, onMoved });
    const shared = {
      ...{ store, sources },
      lookBack: new LookBack({ store, intervalMs, now, log }),
      alarmIndexes: new AlarmIndexes(),
      syncClock: () => this.syncClock(),
    };
    this.#gaps = [...sources.values()].map((source) => new OpenGaps({ source, store, clock, log }));
    const problems = new ProblemLog(log);
    const onLive = (name: SourceName) => {
      options.board.answered(name, new Map());
      problems.answered(name);
    };
    this.feed = new LiveFeed({ ...shared, clock, log, without, onLive });
    this.#checker = new Checker({
      ...{ ...shared, board: options.board, intervalMs, now, onEnded: options.onEnded },
      elapsed: () => clock.monotonic(),
      timeout: (ms) => AbortSignal.timeout(ms),
      isStreamed: (symbol) => this.feed.feeds(symbol),
      onProblem: (problem) => problems.failed(problem),
      onAnswered: (source) => problems.answered(source),
    });
  }

  /** Lets the store know when the clock was set, before moments are compared. */
  syncClock(): void {
    this.#keeper.sync();
  }

  start(): void {
    this.feed.start();
    for (const gaps of this.#gaps) gaps.start();
  }

  /** One check of what no stream brings; what streams moved is on disk after it. */
  async check(): Promise<void> {
    await this.#checker.check();
    if (this.#store.problem === null) await this.#store.settle();
  }

  /** Resolves when what was under way has been committed or dropped. */
  async stop(): Promise<void> {
    const gaps = this.#gaps.map((each) => each.stop());
    await Promise.all([this.#checker.stop(), this.feed.stop(), ...gaps]);
  }
}

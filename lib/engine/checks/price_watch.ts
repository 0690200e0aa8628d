import { ClockKeeper } from "@/lib/engine/clock/clock_keeper.ts";
import { GapFill } from "@/lib/engine/gaps/ask.ts";
import { OpenGaps } from "@/lib/engine/gaps/ask_later.ts";
import type { StatusBoard } from "@/lib/engine/health/status_board.ts";
import { LiveFeed } from "@/lib/engine/ticks/live_feed.ts";
import { getLogger, type Logger } from "@/lib/logs/logger.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import { SourceError } from "@/lib/sources/source.ts";
import type { Store } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { Checker } from "./checker.ts";

interface PriceWatchOptions {
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
    const onMoved = (deltaMs: number) => {
      for (const source of sources.values()) source.sourceClock?.moved(deltaMs);
      this.feed.forgetTicks();
    };
    this.#store = store;
    this.#keeper = new ClockKeeper({ clock, store, log, onMoved });
    const shared = {
      ...{ store, sources },
      lookBack: new GapFill({ store, intervalMs, clock, log }),
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
      ...{ ...shared, board: options.board, intervalMs, clock, onEnded: options.onEnded },
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

/** Logs a failing source once when it begins to fail, once a new reason, and once when it answers again. */
class ProblemLog {
  readonly #failing = new Map<SourceName, string>();

  constructor(private readonly log: Logger) {}

  failed({ source, error }: { source: SourceName; error: unknown }): void {
    if (!(error instanceof SourceError)) {
      this.log.error("A check of {source} failed: {error}", { source, error });
      return;
    }
    if (this.#failing.get(source) === error.message) return;
    this.#failing.set(source, error.message);
    this.log.warn("No prices from {source}: {reason}", { source, reason: error.message });
  }

  answered(source: SourceName): void {
    if (this.#failing.delete(source)) this.log.info("{source} answers again", { source });
  }
}

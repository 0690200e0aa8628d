import type { Doubts, SourceStatus, Status, StreamStatus } from "@/lib/live/protocol.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import { noDataSince } from "./no_data_since.ts";
import type { SourceGauge } from "./source_gauge.ts";
import { unwatchedToday } from "./unwatched_seconds.ts";

export interface StatusBoardOptions {
  readonly version: string;
  readonly checkIntervalSeconds: number;
  /** What the start had to restore or import; null when nothing. */
  readonly recovery: string | null;
  readonly now: () => number;
  /** A clock that nobody sets, in milliseconds. */
  readonly monotonic: () => number;
  readonly gauge: Pick<SourceGauge, "budget" | "newsWithinMs">;
  /** How a source's stream is; null for a source without one. Left out where there are none. */
  readonly streamOf?: (source: SourceName) => StreamStatus | null;
}

/** What is known from outside the board at the moment of asking. */
export interface StatusInput {
  readonly state: State;
  readonly storeProblem: string | null;
  readonly diskProblem: string | null;
  readonly doubts: Readonly<Record<string, Doubts>>;
  readonly clients: number;
}

type Answering = Omit<SourceStatus, "budget" | "stream">;

/** Remembers how the checks and the sources are doing. */
export class StatusBoard {
  readonly #startedAt: string;
  readonly #sources = new Map<SourceName, Answering>();
  readonly #problems = new Map<SourceName, ReadonlyMap<string, string>>();
  readonly #unusableBars = new Map<SourceName, ReadonlyMap<string, string>>();
  #checks = { done: 0, failed: 0, skipped: 0 };
  #lastCheckAt: number | null = null;
  #lastCheckEnded: number;
  #checksProblem: string | null = null;

  constructor(private readonly options: StatusBoardOptions) {
    this.#startedAt = this.#time();
    this.#lastCheckEnded = options.monotonic();
  }

  /** A source answered; `problems` are the pairs it gave no usable price for. */
  answered(name: SourceName, problems: ReadonlyMap<string, string>): void {
    this.#problems.set(name, problems);
    this.#sources.set(name, {
      name,
      reachable: true,
      lastSuccessAt: this.#time(),
      failingSince: null,
      problem: null,
    });
  }

  /** The bars of these pairs of a source cannot be used, for the reasons given: what is between two prices is not seen. */
  barsUnusable(name: SourceName, reasons: ReadonlyMap<string, string>): void {
    this.#unusableBars.set(name, reasons);
  }

  /** A source could not be asked, or has still not answered the last check. */
  failed(name: SourceName, problem: string): void {
    const before = this.#sources.get(name);
    this.#sources.set(name, {
      name,
      reachable: false,
      lastSuccessAt: before?.lastSuccessAt ?? null,
      failingSince: before?.failingSince ?? this.#time(),
      problem,
    });
  }

  checkEnded(outcome: "done" | "failed"): void {
    this.#checks = { ...this.#checks, [outcome]: this.#checks[outcome] + 1 };
    this.#lastCheckAt = this.options.now();
    this.#lastCheckEnded = this.options.monotonic();
  }

  /** When the last check ended, as ISO 8601 in UTC; null before the first one. */
  get lastCheckAt(): string | null {
    return this.#lastCheckAt === null ? null : new Date(this.#lastCheckAt).toISOString();
  }

  checkSkipped(): void {
    this.#checks = { ...this.#checks, skipped: this.#checks.skipped + 1 };
  }

  /** Why checks end no more; null while they do. */
  checksStandStill(problem: string | null): void {
    this.#checksProblem = problem;
  }

  /** Milliseconds since the last check ended, or since the start while none has. */
  sinceLastCheck(): number {
    return this.options.monotonic() - this.#lastCheckEnded;
  }

  status({ state, storeProblem, diskProblem, doubts, clients }: StatusInput): Status {
    const { now, gauge } = this.options;
    return {
      version: this.options.version,
      startedAt: this.#startedAt,
      checkIntervalSeconds: this.options.checkIntervalSeconds,
      lastCheckAt: this.lastCheckAt,
      checks: this.#checks,
      sources: this.#sourcesOf(state),
      stale: this.#staleReasons(state),
      noData: noDataSince(state.pairs.values(), now(), (pair) => gauge.newsWithinMs(pair)),
      doubts,
      unwatchedSeconds: unwatchedToday(state, now()),
      storeProblem,
      diskProblem,
      checksProblem: this.#checksProblem,
      recovery: this.options.recovery,
      clients,
    };
  }

  #sourcesOf({ pairs }: State): SourceStatus[] {
    const { gauge, streamOf } = this.options;
    const used = new Set([...pairs.values()].map((pair) => pair.source));
    return [...this.#sources.values()]
      .filter(({ name }) => used.has(name))
      .map((source) => ({
        ...source,
        budget: gauge.budget(source.name),
        stream: streamOf?.(source.name) ?? null,
      }));
  }

  #staleReasons(state: State): Record<string, string> {
    const reasons: Record<string, string> = {};
    for (const pair of state.pairs.values()) {
      const reason = this.#staleReason(pair);
      if (reason !== null) reasons[pair.symbol] = reason;
    }
    return reasons;
  }

  #staleReason(pair: Pair): string | null {
    const { symbol, source, lastUpdate, unconfirmed, trouble } = pair;
    if (trouble !== null) return trouble.reason;
    const { problem } = this.#sources.get(source) ?? { problem: null };
    if (problem !== null) return problem;
    const own = this.#problems.get(source)?.get(symbol) ??
      this.#unusableBars.get(source)?.get(symbol);
    if (own !== undefined) return own;
    if (unconfirmed !== null) {
      return `A jump to ${formatPrice(unconfirmed.price)} waits for its confirmation`;
    }
    if (lastUpdate === null) return "No price yet";
    const age = this.options.now() - Date.parse(lastUpdate);
    const isLate = age > this.options.gauge.newsWithinMs(pair);
    return isLate ? "The source has no newer price" : null;
  }

  #time(): string {
    return new Date(this.options.now()).toISOString();
  }
}

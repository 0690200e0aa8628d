import type { StreamStatus } from "@/lib/protocol/frames.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { Event } from "@/lib/store/events.ts";
import { SourceFeed, type SourceFeedOptions, type StreamingSource } from "./source_feed.ts";

export interface LiveFeedOptions extends Omit<SourceFeedOptions, "source"> {
  readonly sources: ReadonlyMap<SourceName, MarketSource>;
  /** Sources whose stream is not to be used. */
  readonly without?: ReadonlySet<SourceName>;
}

/** The streams of all sources that have one: their prices are judged as they happen, and need not be asked for. */
export class LiveFeed {
  readonly #feeds = new Map<SourceName, SourceFeed>();
  #isRunning = false;

  constructor(private readonly options: LiveFeedOptions) {}

  /** Connects where there are pairs to watch. */
  start(): void {
    const { sources, without, store } = this.options;
    for (const source of sources.values()) {
      if (!hasStream(source) || without?.has(source.name)) continue;
      this.#feeds.set(source.name, new SourceFeed({ ...this.options, source }));
    }
    this.#isRunning = true;
    store.onCommitted(({ events }) => {
      if (events.some(isOfPairs)) this.#follow();
      for (const symbol of events.flatMap(missedTicksOf)) this.#feedOf(symbol)?.lookBack(symbol);
    });
    this.#follow();
  }

  /** The clock was set; what the ticks told that wait to be judged, is looked back on. */
  forgetTicks(): void {
    for (const feed of this.#feeds.values()) feed.forgetTicks();
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    await Promise.all([...this.#feeds.values()].map((feed) => feed.stop()));
  }

  /** Whether a stream brings the pair's prices now. */
  feeds(symbol: string): boolean {
    return this.#feedOf(symbol)?.feeds(symbol) ?? false;
  }

  /** How the source's stream is; null for a source without one. */
  statusOf(name: SourceName): StreamStatus | null {
    const feed = this.#feeds.get(name);
    return feed === undefined ? null : { pairs: feed.size, problem: feed.problem };
  }

  #feedOf(symbol: string): SourceFeed | undefined {
    const source = this.options.store.state.pairs.get(symbol)?.source;
    return source && this.#feeds.get(source);
  }

  #follow(): void {
    if (!this.#isRunning) return;
    for (const feed of this.#feeds.values()) feed.follow(this.options.store.state);
  }
}

function hasStream(source: MarketSource): source is StreamingSource {
  return source.stream !== undefined;
}

function isOfPairs({ type }: Event): boolean {
  return type === "pairAdded" || type === "pairRemoved";
}

/** The pairs of which ticks were not accepted: given up by their source until now, or dated by a clock that was set. */
function missedTicksOf(event: Event): readonly string[] {
  if (event.type === "pairTroubled" && event.trouble === null) return [event.symbol];
  return event.type === "clockMoved" ? [...event.symbols] : [];
}

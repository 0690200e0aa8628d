import type { BackFillProgress } from "@/lib/live/protocol.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { Event } from "@/lib/store/event.ts";
import type { Committed } from "@/lib/store/store.ts";
import { type PastSource, SourceBackFill, type SourceBackFillOptions } from "./source_back_fill.ts";

export interface BackFillOptions extends Omit<SourceBackFillOptions, "source"> {
  readonly sources: ReadonlyMap<SourceName, PastSource>;
}

/**
 * Asks the sources in the background for what was before each pair's first price, until that reaches
 * back as far as history is kept. A restart goes on where the last run ended.
 */
export class BackFill {
  readonly #fills: readonly SourceBackFill[];
  #isRunning = false;

  constructor(private readonly options: BackFillOptions) {
    const sources = [...options.sources.values()];
    this.#fills = sources.map((source) => new SourceBackFill({ ...options, source }));
  }

  start(): void {
    this.#isRunning = true;
    this.options.store.onCommitted((committed) => {
      if (isNews(committed)) this.#wake();
    });
    this.#wake();
  }

  /** Stops asking; resolves when what was under way has been committed or dropped. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    await Promise.all(this.#fills.map((fill) => fill.stop()));
  }

  /** How far it is, by symbol; without the pairs it is done with. */
  progress(): Record<string, BackFillProgress> {
    return Object.assign({}, ...this.#fills.map((fill) => fill.progress()));
  }

  #wake(): void {
    if (!this.#isRunning) return;
    for (const fill of this.#fills) fill.wake();
  }
}

/** Whether there may be more to ask for: a pair is new, has its first price or is traded again. */
function isNews({ events, before }: Committed): boolean {
  const isFirst = (event: Event & { type: "priceObserved" }) =>
    before.pairs.get(event.symbol)?.lastUpdate === null;
  return events.some((event) =>
    event.type === "pairAdded" || event.type === "pairTroubled" ||
    (event.type === "priceObserved" && isFirst(event))
  );
}

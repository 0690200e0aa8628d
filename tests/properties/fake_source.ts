import type { Observation } from "@/lib/market/observation.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import type { SourceBars } from "@/lib/sources/candles.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import {
  type Found,
  type ListedPair,
  type Quotes,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";

/** A source that says what a test tells it to, at once. */
export class FakeSource implements MarketSource<SourceName> {
  /** What the next checks are answered. */
  observations: ReadonlyMap<string, Observation> = new Map();

  constructor(
    readonly name: SourceName,
    readonly staleAfterMs: number,
    /** The price of a pair that it lists, for whoever adds it; null for other pairs. */
    readonly priceOf: (symbol: string) => Observation | null,
  ) {}

  find({ symbol }: { symbol: string }): Promise<Found> {
    const observation = this.priceOf(symbol);
    if (observation === null) return Promise.reject(new UnknownPairError(symbol, this.name));
    return Promise.resolve({ sourceId: null, observation });
  }

  /** Knows nothing of the past. */
  bars(): Promise<SourceBars> {
    return Promise.reject(new SourceError(this.name, "No bars are known", "refused"));
  }

  /** Answers also for pairs nobody asked for: a source may. */
  quote(_pairs: readonly ListedPair[]): Promise<Quotes> {
    return Promise.resolve({ observations: this.observations, problems: new Map() });
  }
}

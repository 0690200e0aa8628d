import type { SourceBudget } from "@/lib/live/protocol.ts";
import type { SourceCare } from "@/lib/sources/market_source.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { PriceSource } from "@/lib/sources/source.ts";
import type { LiveFeed } from "./live_feed.ts";

/** Rounds without a newer price after which there is no data. */
const ROUNDS_WITHOUT_NEWS = 3;
/** Rounds in which polling takes over a pair that its stream has fallen silent about. */
const ROUNDS_TO_TAKE_OVER = 2;
/** A stream that works brings a price when there is a trade: a quiet market is no outage for so long, in milliseconds. */
const QUIET_MARKET_MS = 10 * 60_000;

/** A source that may tell what is used of what it allows. */
export type GaugedSource = Pick<PriceSource, "staleAfterMs"> & Partial<Pick<SourceCare, "usage">>;

export interface SourceGaugeOptions {
  readonly sources: ReadonlyMap<SourceName, GaugedSource>;
  readonly intervalMs: number;
  readonly streams: Pick<LiveFeed, "feeds" | "statusOf">;
}

/** Tells what is used of what the sources allow, and what that means for how often there are prices. */
export class SourceGauge {
  constructor(private readonly options: SourceGaugeOptions) {}

  /** Null where the source limits nothing. */
  budget(name: SourceName): SourceBudget | null {
    const usage = this.options.sources.get(name)?.usage?.() ?? null;
    if (usage === null) return null;
    const { used, limit, per, resetsAt, slowedTo = null } = usage;
    return { used, limit, per, resetsAt: new Date(resetsAt).toISOString(), slowedToMs: slowedTo };
  }

  /** Within so many milliseconds of a pair's last price there must be a newer one, or there is no data. */
  newsWithinMs(
    { symbol, source }: { readonly symbol: string; readonly source: SourceName },
  ): number {
    const { sources, intervalMs, streams } = this.options;
    if (streams.feeds(symbol)) return QUIET_MARKET_MS;
    const everyMs = Math.max(intervalMs, this.budget(source)?.slowedToMs ?? 0);
    const patienceMs = Math.max(
      ROUNDS_WITHOUT_NEWS * everyMs,
      sources.get(source)?.staleAfterMs ?? 0,
    );
    const isStreamed = streams.statusOf(source) !== null;
    return patienceMs + (isStreamed ? ROUNDS_TO_TAKE_OVER * intervalMs : 0);
  }
}

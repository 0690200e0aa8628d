import type { SourceBudget } from "@/lib/live/protocol.ts";
import type { SourceCare } from "@/lib/sources/market_source.ts";
import type { PriceSource, SourceName } from "@/lib/sources/source.ts";

/** Rounds without a newer price after which there is no data. */
const ROUNDS_WITHOUT_NEWS = 3;

/** A source that may tell what is used of what it allows. */
export type GaugedSource = Pick<PriceSource, "staleAfterMs"> & Partial<Pick<SourceCare, "usage">>;

export interface SourceGaugeOptions {
  readonly sources: ReadonlyMap<SourceName, GaugedSource>;
  readonly intervalMs: number;
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

  /** Within so many milliseconds of the last price there must be a newer one, or there is no data. */
  newsWithinMs(name: SourceName): number {
    const { sources, intervalMs } = this.options;
    const everyMs = Math.max(intervalMs, this.budget(name)?.slowedToMs ?? 0);
    return Math.max(ROUNDS_WITHOUT_NEWS * everyMs, sources.get(name)?.staleAfterMs ?? 0);
  }
}

import type { Status } from "@/lib/live/protocol.ts";
import { getLogger } from "@/lib/logs/get_logger.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { Store } from "@/lib/store/store.ts";
import type { Clock } from "./clock.ts";
import { DoubtWatch } from "./doubt_watch.ts";
import { HealthWatch } from "./health_watch.ts";
import type { LiveFeed } from "./live_feed.ts";
import { OutageLog } from "./outage_log.ts";
import { SecondOpinion } from "./second_opinion.ts";
import { SlowingLog } from "./slowing_log.ts";
import { SourceGauge } from "./source_gauge.ts";

export interface CareOptions {
  readonly store: Store;
  readonly sources: ReadonlyMap<SourceName, MarketSource>;
  readonly intervalMs: number;
  /** Asked to confirm jumps of pairs of other sources. */
  readonly confirmSource: SourceName | undefined;
  readonly clock: Pick<Clock, "now" | "monotonic">;
  readonly streams: Pick<LiveFeed, "feeds" | "statusOf">;
}

/** Looks after the sources and their pairs beside the checks: what is dead, silent, slowed down or doubtful. */
export class Care {
  readonly gauge: SourceGauge;
  readonly doubts: DoubtWatch;
  readonly #store: Store;
  readonly #health: HealthWatch;
  readonly #outages: OutageLog;
  readonly #slowing: SlowingLog;

  constructor({ store, sources, intervalMs, confirmSource, clock, streams }: CareOptions) {
    const log = getLogger("monitor");
    const now = () => clock.now();
    const confirming = confirmSource && sources.get(confirmSource);
    this.#store = store;
    const secondOpinion = confirming ? new SecondOpinion(confirming) : null;
    this.gauge = new SourceGauge({ sources, intervalMs, streams });
    this.doubts = new DoubtWatch({ store, secondOpinion, now, log });
    this.#health = new HealthWatch({
      ...{ store, sources, now, log },
      elapsed: () => clock.monotonic(),
    });
    this.#outages = new OutageLog({ log, now });
    this.#slowing = new SlowingLog({ log, intervalMs });
    store.onCommitted((committed) => this.doubts.take(committed));
  }

  /** Asks how the pairs are, beside a check. Never rejects. */
  look(): void {
    void this.#health.look();
  }

  /** Says in the log what the status after a check brings. */
  checkEnded(status: Status): void {
    this.#outages.look({ ...status, pairs: this.#store.state.pairs });
    this.#slowing.look(status.sources);
  }

  /** Stops asking; resolves when what was under way has been committed or dropped. */
  async stop(): Promise<void> {
    this.doubts.stop();
    await this.#health.stop();
  }
}

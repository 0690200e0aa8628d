import type { Logger } from "@/lib/logs/get_logger.ts";
import { OWN_TIME } from "@/lib/sources/own_time.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { Store } from "@/lib/store/store.ts";
import type { Clock } from "./clock.ts";
import { ClockWatch } from "./clock_watch.ts";
import { decideClockMove } from "./decide_clock_move.ts";
import { durationWords } from "@/lib/live/duration_words.ts";

export interface ClockKeeperOptions {
  readonly clock: Pick<Clock, "now" | "monotonic">;
  readonly store: Pick<Store, "change">;
  readonly log: Pick<Logger, "warn">;
  /** Sources that date their prices themselves. */
  readonly ownTime?: ReadonlySet<SourceName>;
  /** Told by how many milliseconds the clock was set, before the store is. */
  readonly onMoved?: (deltaMs: number) => void;
}

/** Keeps what the store knows right when the computer's clock is set. */
export class ClockKeeper {
  readonly #options: ClockKeeperOptions;
  readonly #watch: ClockWatch;

  constructor(options: ClockKeeperOptions) {
    this.#options = options;
    this.#watch = new ClockWatch(options.clock);
  }

  /**
   * Lets the store know when the clock was set. What is decided after it in the same turn of the
   * event loop sees the moved moments, and shares the commit.
   */
  sync(): void {
    const { clock, store, log, ownTime = OWN_TIME } = this.#options;
    const deltaMs = this.#watch.moved();
    if (deltaMs === 0) return;
    log.warn("The clock was set {way} by {span}; the moments of prices and fires move along", {
      way: deltaMs > 0 ? "forward" : "back",
      span: durationWords(Math.abs(deltaMs)),
    });
    this.#options.onMoved?.(deltaMs);
    const move = { deltaMs, now: clock.now(), ownTime };
    store.change((state) => ({ events: decideClockMove(state, move), result: null }))
      .catch((error: unknown) =>
        log.warn("Cannot note that the clock was set: {error}", { error })
      );
  }
}

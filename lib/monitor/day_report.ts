import type { Logger } from "@/lib/logs/get_logger.ts";
import type { Store } from "@/lib/store/store.ts";
import { dayOf, unwatchedIn } from "./unwatched_seconds.ts";

export interface DayReportOptions {
  readonly store: Pick<Store, "state">;
  readonly now: () => number;
  readonly log: Pick<Logger, "info" | "warn">;
}

/** Says once a day in the log which pairs were not watched all through the day that ended (UTC). */
export class DayReport {
  #day: number;

  constructor(private readonly options: DayReportOptions) {
    this.#day = dayOf(options.now()).from;
  }

  /** To be called now and then; speaks when a day has ended since the last call. */
  look(): void {
    const { store: { state }, now } = this.options;
    const today = dayOf(now()).from;
    if (today <= this.#day || state.pairs.size === 0) return;
    const ended = dayOf(today - 1);
    this.#day = today;
    this.#tell(new Date(ended.from).toISOString().slice(0, 10), unwatchedIn(state, ended));
  }

  #tell(day: string, seconds: Readonly<Record<string, number>>): void {
    const { store: { state }, log } = this.options;
    const missed = Object.entries(seconds).map(([symbol, count]) => `${symbol} ${count} s`);
    if (missed.length === 0) {
      log.info("All {pairs} pairs were watched through {day}", { pairs: state.pairs.size, day });
      return;
    }
    const pairs = missed.join(", ");
    log.warn("Not watched on {day} (UTC): {pairs}", { day, pairs });
  }
}

import type { Pair, State } from "@/lib/alarms/pair.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { OWN_TIME } from "@/lib/sources/source_clock.ts";
import type { Event } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import { durationWords } from "@/lib/text/times.ts";
import type { Clock } from "@/lib/time/clock.ts";

interface ClockKeeperOptions {
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
  readonly sync = (): void => {
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
  };
}

/** Wall and monotonic clock drift apart by less than this from check to check unless someone sets one, in milliseconds. */
const TOLERANCE_MS = 2_000;

/** Notices when the wall clock is set: by a person, by a time service, by a virtual machine that was moved. */
export class ClockWatch {
  readonly #clock: Pick<Clock, "now" | "monotonic">;
  /** Wall clock minus monotonic clock when last asked. */
  #difference: number;

  constructor(clock: Pick<Clock, "now" | "monotonic">) {
    this.#clock = clock;
    this.#difference = clock.now() - clock.monotonic();
  }

  /** By how many milliseconds the clock was set since this was last asked; 0 when it was not. */
  moved(): number {
    const difference = this.#clock.now() - this.#clock.monotonic();
    const deltaMs = Math.round(difference - this.#difference);
    this.#difference = difference;
    return Math.abs(deltaMs) > TOLERANCE_MS ? deltaMs : 0;
  }
}

interface ClockMove {
  /** Milliseconds, negative when it was set back. */
  readonly deltaMs: number;
  /** Milliseconds since the Unix epoch, by the clock as it is set now. */
  readonly now: number;
  /** Sources that date their prices themselves. */
  readonly ownTime: ReadonlySet<string>;
}

/** By how much the measured move may be wrong, in milliseconds. */
const RESOLUTION_MS = 5_000;

/** Decides which pairs move along with a clock that was set. */
function decideClockMove({ pairs }: State, move: ClockMove): Event[] {
  if (pairs.size === 0) return [];
  const moving = [...pairs.values()].filter((pair) => isDatedByOldClock(pair, move));
  const symbols = new Set(moving.map((pair) => pair.symbol));
  return [{ type: "clockMoved", deltaMs: move.deltaMs, symbols }];
}

/** A pair that was added between the move and its discovery has its moments from the clock as it is set now. */
function isDatedByOldClock({ source, lastUpdate }: Pair, move: ClockMove): boolean {
  if (move.ownTime.has(source)) return false;
  if (lastUpdate === null) return true;
  return Date.parse(lastUpdate) + move.deltaMs <= move.now + RESOLUTION_MS;
}

import type { Pair, State } from "@/lib/alarms/pair.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { Observation } from "@/lib/market/accept.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import {
  type CandlesRange,
  OWN_TIME,
  type SourceCandles,
  type Stretch,
} from "@/lib/sources/source.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import type { StreamEvents } from "@/lib/sources/stream/protocol.ts";
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

/** What tells the difference between two clocks, in milliseconds: ours minus the other. */
type Difference = () => number;

/**
 * The source as if its clock were this computer's. Polled prices are dated by our clock, so candles and
 * streams must be as well: where one of the two is wrong, they would else be of another hour.
 */
function inOurTime(source: MarketSource): MarketSource {
  const { sourceClock } = source;
  if (sourceClock === undefined) return source;
  const { name, staleAfterMs, past, candleCost, health, usage, planInterval, stream } = source;
  const difference = () => sourceClock.differenceMs;
  return {
    ...{ name, staleAfterMs, sourceClock },
    ...(past && { past }),
    ...(candleCost && { candleCost }),
    find: (pair, signal) => source.find(pair, signal),
    quote: (pairs, signal) => source.quote(pairs, signal),
    candles: (pair, range, signal) =>
      candlesByOurClock((theirs) => source.candles(pair, theirs, signal), range, difference),
    ...(health && { health: (pairs, signal) => health.call(source, pairs, signal) }),
    ...(usage && { usage: () => usage.call(source) }),
    ...(planInterval && { planInterval: (pairs, ms) => planInterval.call(source, pairs, ms) }),
    ...(stream &&
      { stream: (events) => stream.call(source, eventsByOurClock(events, difference)) }),
  };
}

/** All sources of a program as if their clocks were this computer's. */
export function allInOurTime(
  sources: ReadonlyMap<SourceName, MarketSource>,
): ReadonlyMap<SourceName, MarketSource> {
  return new Map(Array.from(sources, ([name, source]) => [name, inOurTime(source)]));
}

/** Where the answer itself tells that the clocks are apart, another hour was asked for: it is asked once more. */
async function candlesByOurClock(
  ask: (range: CandlesRange) => Promise<SourceCandles>,
  range: CandlesRange,
  difference: Difference,
): Promise<SourceCandles> {
  const known = difference();
  const answer = await candlesApart(ask, range, known);
  const learned = difference();
  return learned === known ? answer : await candlesApart(ask, range, learned);
}

async function candlesApart(
  ask: (range: CandlesRange) => Promise<SourceCandles>,
  range: CandlesRange,
  apartMs: number,
): Promise<SourceCandles> {
  const answer = await ask({ ...moved(range, -apartMs), stepMs: range.stepMs });
  if (apartMs === 0) return answer;
  return {
    ...answer,
    candles: answer.candles.map((candle) => ({ ...candle, at: candle.at + apartMs })),
    covered: answer.covered && moved(answer.covered, apartMs),
  };
}

function eventsByOurClock(events: StreamEvents, difference: Difference): StreamEvents {
  const ours = (observation: Observation): Observation => {
    const ms = difference();
    if (ms === 0) return observation;
    const { at, since, tradedAt } = observation;
    return {
      ...observation,
      at: at + ms,
      ...(since === undefined ? {} : { since: since + ms }),
      ...(tradedAt === undefined ? {} : { tradedAt: tradedAt + ms }),
    };
  };
  return {
    onTick: (symbol, observation) => events.onTick(symbol, ours(observation)),
    onLive: (symbols) => events.onLive(symbols),
    onDown: (reason, symbols) => events.onDown(reason, symbols),
    onUnknown: (symbol, reason) => events.onUnknown(symbol, reason),
    onGap: (symbol, missed) => events.onGap?.(symbol, moved(missed, difference())),
  };
}

function moved({ from, to }: Stretch, ms: number): Stretch {
  return { from: from + ms, to: to + ms };
}

import { evaluatedPoint, type Pair, type State } from "@/lib/alarms/pair.ts";
import type { GapFill } from "@/lib/engine/gaps/ask.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { Observation } from "@/lib/market/accept.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { StreamStatus } from "@/lib/protocol/frames.ts";
import type { StreamingSource } from "@/lib/sources/market_source.ts";
import { SourceError } from "@/lib/sources/source.ts";
import type { PriceStream, StreamEvents } from "@/lib/sources/stream/protocol.ts";
import type { Event } from "@/lib/store/events.ts";
import { type Clock, deadline } from "@/lib/time/clock.ts";
import { type Fed, TickEvaluator, type TickEvaluatorOptions } from "@/lib/engine/decide_prices.ts";

/** What the rest of the program asks about streams. */
export interface Streams {
  /** Whether a stream brings the pair's prices now. */
  feeds(symbol: string): boolean;
  /** How the source's stream is; null for a source without one. */
  statusOf(name: SourceName): StreamStatus | null;
}

interface SourceFeedOptions extends Omit<TickEvaluatorOptions, "source"> {
  readonly source: StreamingSource;
  readonly gapFill: GapFill;
  /** Told whenever pairs go live. */
  readonly onLive: (source: SourceName) => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, "info" | "warn" | "error">;
}

/** How a pair is fed: its ticks are queued until the time before them is evaluated, or evaluated as they arrive. */
interface Feeding extends Fed {
  readonly symbol: string;
  isLive: boolean;
  readonly waiting: Observation[];
  /** When it began, on the clock that only goes forward. */
  readonly since: number;
  /** The same by the wall clock. */
  readonly sinceAt: number;
}

/** The longest that ticks wait for what happened before them, in milliseconds; then that counts as unwatched. */
const LONGEST_WAIT_MS = 10_000;
/** The first message of a stream tells of so much before it, in milliseconds. */
const STREAM_RESOLUTION_MS = 1_000;
/** Before the source is asked once more, in milliseconds. */
const ASK_AGAIN_MS = 2_000;
const PAIRS_AT_ONCE = 100;

/** Evaluates every price of one source's stream in order, gap fills first. */
export class SourceFeed {
  readonly #feedings = new Map<string, Feeding>();
  /**
   * Those whose ticks wait, in the order in which they began. A pair whose stream was lost meanwhile has one still, as
   * what was told counts, and another one once the stream is back.
   */
  readonly #waiting = new Set<Feeding>();
  readonly #stopping = new AbortController();
  readonly #stream: PriceStream;
  readonly #evaluate: TickEvaluator;
  #catchingUp: Promise<void> = Promise.resolve();
  #isCatchingUp = false;
  #downReason: string | null = null;

  constructor(private readonly options: SourceFeedOptions) {
    this.#evaluate = new TickEvaluator(options);
    this.#stream = options.source.stream(this.#events());
  }

  /** Connects when there are pairs to watch, and follows what becomes of them. */
  start(): void {
    const { store } = this.options;
    store.onCommitted(() => this.#follow(store.state), ["pairAdded", "pairRemoved"]);
    store.onCommitted(({ events }) => {
      for (const symbol of events.flatMap(missedTicksOf)) {
        const isFed = this.#feedings.has(symbol);
        this.#drop(symbol);
        if (isFed) this.#hold([symbol]);
      }
    }, ["pairTroubled", "clockMoved"]);
    this.#follow(store.state);
  }

  /** How many pairs it brings the prices of now, and why the stream brings nothing, if it does not. */
  get status(): StreamStatus {
    return { pairs: this.#feedings.size, problem: this.#downReason };
  }

  /** Whether the stream brings the prices of this pair now, or brought some that go before whatever is polled. */
  feeds(symbol: string): boolean {
    return this.#feedings.has(symbol) || this.#isWaiting(symbol) || this.#evaluate.has(symbol);
  }

  #isWaiting(symbol: string): boolean {
    for (const feeding of this.#waiting) if (feeding.symbol === symbol) return true;
    return false;
  }

  /** The pairs of which ticks are not evaluated yet. */
  #unevaluated(): Set<string> {
    const waiting = Array.from(this.#waiting, ({ symbol }) => symbol);
    return this.#evaluate.symbols.union(new Set(waiting));
  }

  /** Watches the source's pairs of this state, and no others. */
  #follow({ pairs }: State): void {
    if (this.#stopping.signal.aborted) return;
    const { name } = this.options.source;
    const own = [...pairs.values()].filter((pair) => pair.source === name);
    const symbols = new Set(own.map(({ symbol }) => symbol));
    for (const symbol of [...this.#feedings.keys(), ...this.#unevaluated()]) {
      if (!symbols.has(symbol)) this.#drop(symbol);
    }
    this.#stream.watch(own);
  }

  /** The clock was set: ticks that came before are dated by the former one, and are looked up instead. */
  forgetTicks(): void {
    this.#evaluate.forget();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#feedings.clear();
    this.#waiting.clear();
    this.#evaluate.forget();
    await this.#stream.close();
    await this.#catchingUp;
  }

  #events(): StreamEvents {
    return {
      onTick: (symbol, observation) => this.#tick(symbol, observation),
      onLive: (symbols) => this.#begin(symbols),
      onDown: (reason, symbols) => this.#down(reason, symbols),
      onUnknown: (symbol) => this.#drop(symbol),
      onGap: (symbol) => this.#begin([symbol]),
    };
  }

  #begin(symbols: readonly string[]): void {
    // A source's pairs may need several connections: another one may be down still.
    if (this.#downReason !== null && this.#stream.state !== "down") {
      this.#downReason = null;
      this.options.log.info("The stream of {source} is back", { source: this.options.source.name });
    }
    this.#hold(symbols);
  }

  /** Queues ticks from now on, until the gap before them is filled. */
  #hold(symbols: readonly string[]): void {
    const { clock } = this.options;
    const [since, sinceAt] = [clock.monotonic(), clock.now()];
    for (const symbol of symbols) {
      this.#leave(symbol);
      const feeding = { symbol, isLive: false, isWhole: false, waiting: [], since, sinceAt };
      this.#feedings.set(symbol, feeding);
      this.#waiting.add(feeding);
    }
    if (!this.#isCatchingUp) this.#catchingUp = this.#catchUp();
  }

  /** No more ticks come of a pair; those that wait are evaluated all the same, in their turn. */
  #leave(symbol: string): void {
    const feeding = this.#feedings.get(symbol);
    this.#feedings.delete(symbol);
    if (feeding?.waiting.length === 0) this.#waiting.delete(feeding);
  }

  /** The same, and what waits counts for nothing. */
  #drop(symbol: string): void {
    this.#feedings.delete(symbol);
    for (const feeding of this.#waiting) {
      if (feeding.symbol === symbol) this.#waiting.delete(feeding);
    }
    this.#evaluate.forget(symbol);
  }

  #down(reason: string, symbols: readonly string[]): void {
    for (const symbol of symbols) this.#leave(symbol);
    if (this.#downReason === reason) return;
    this.#downReason = reason;
    this.options.log.warn("{reason}; its prices are polled until it is back", { reason });
  }

  #tick(symbol: string, told: Observation): void {
    const feeding = this.#feedings.get(symbol);
    if (feeding === undefined) return;
    const observation = { ...told, receivedAt: this.options.clock.now() };
    if (feeding.isLive) this.#evaluate.take({ symbol, observation, fed: feeding });
    else feeding.waiting.push(observation);
  }

  /** Fills the gap before the stream, then evaluates the queued ticks. */
  async #catchUp(): Promise<void> {
    const { signal } = this.#stopping;
    this.#isCatchingUp = true;
    try {
      for (let next = this.#nextToFill(); next.length > 0; next = this.#nextToFill()) {
        const areSomeLive = await this.#fill(next);
        if (!areSomeLive) await this.options.clock.after(ASK_AGAIN_MS, signal);
      }
    } finally {
      // In the same turn as the last look at what waits: what is held from now on starts anew.
      this.#isCatchingUp = false;
    }
  }

  /** The oldest of each pair. */
  #nextToFill(): [Pair, Feeding][] {
    const { pairs } = this.options.store.state;
    if (this.#stopping.signal.aborted) return [];
    const byPair = Map.groupBy(this.#waiting, ({ symbol }) => symbol);
    return [...byPair].flatMap(([symbol, [oldest]]): [Pair, Feeding][] => {
      const pair = pairs.get(symbol);
      return pair === undefined || oldest === undefined ? [] : [[pair, oldest]];
    }).slice(0, PAIRS_AT_ONCE);
  }

  /** Whether at least one pair is live now. */
  async #fill(waiting: readonly [Pair, Feeding][]): Promise<boolean> {
    const { source, gapFill } = this.options;
    const known = waiting.map(([pair]) => pair).filter((pair) => evaluatedPoint(pair) !== null);
    using signal = deadline(this.options.clock, LONGEST_WAIT_MS, this.#stopping.signal);
    const { filled, failed } = await gapFill.fill(source, known, signal);
    let areSomeLive = false;
    for (const [pair, feeding] of waiting) {
      const grain = filled.get(pair.symbol)?.grain;
      const isNew = evaluatedPoint(pair) === null;
      const isWhole = grain !== undefined && this.#isEvaluatedUpTo(feeding, pair);
      // Wide candles would keep the ticks waiting until the one under way has ended.
      const canBeAnswered = grain === undefined || grain === "second";
      if (!isWhole && !isNew && canBeAnswered && this.#mayWait(feeding, failed.get(pair.symbol))) {
        continue;
      }
      if (grain === undefined && !isNew) gapFill.giveUp(pair, source, failed.get(pair.symbol));
      this.#goLive(feeding, isWhole);
      areSomeLive = true;
    }
    if (areSomeLive) this.options.onLive(source.name);
    return areSomeLive;
  }

  /** Whether a pair's alarms are evaluated up to the newest tick. */
  #isEvaluatedUpTo({ sinceAt, waiting }: Feeding, { symbol, addedAt }: Pair): boolean {
    const pair = this.options.store.state.pairs.get(symbol);
    if (pair?.addedAt !== addedAt) return false;
    const judged = evaluatedPoint(pair);
    // By the clock of the source, which may be seconds ahead of ours, the stream began with its first tick.
    const beganAt = Math.max(sinceAt, waiting[0]?.at ?? -Infinity);
    return judged !== null && Date.parse(judged.timestamp) >= beganAt - STREAM_RESOLUTION_MS;
  }

  /** Whether the source may tell it yet, if it is asked once more. */
  #mayWait({ since }: Feeding, failure: unknown): boolean {
    if (this.#stopping.signal.aborted) return true;
    const { clock } = this.options;
    const left = LONGEST_WAIT_MS - (clock.monotonic() - since);
    if (failure === undefined) return left > 0;
    if (!(failure instanceof SourceError) || failure.kind === "refused") return false;
    return left > 0 && (failure.retryAt ?? 0) - clock.now() < left;
  }

  #goLive(feeding: Feeding, isWhole: boolean): void {
    if (!this.#waiting.delete(feeding)) return;
    feeding.isWhole = isWhole;
    feeding.isLive = true;
    for (const observation of feeding.waiting.splice(0)) {
      this.#evaluate.take({ symbol: feeding.symbol, observation, fed: feeding });
    }
  }
}

/** The pairs of which ticks were not accepted: given up by their source until now, or dated by a clock that was set. */
function missedTicksOf(event: Event): readonly string[] {
  if (event.type === "pairTroubled" && event.trouble === null) return [event.symbol];
  return event.type === "clockMoved" ? [...event.symbols] : [];
}

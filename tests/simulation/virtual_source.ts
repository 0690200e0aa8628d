import type { Observation } from "@/lib/market/observation.ts";
import type { Clock } from "@/lib/monitor/clock.ts";
import { barCount, HOUR_MS, MINUTE_MS, pickStep, SECOND_MS } from "@/lib/sources/bar_steps.ts";
import type { MarketSource, SourceCare } from "@/lib/sources/market_source.ts";
import type { PairTroubles } from "@/lib/sources/pair_trouble.ts";
import type { PriceStream, StreamEvents } from "@/lib/sources/price_stream.ts";
import {
  type Found,
  type ListedPair,
  type Quotes,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import { barsAnswer, type BarsRange, type SourceBars } from "@/lib/sources/source_bars.ts";
import type { Dice } from "./dice.ts";
import { barOf, type PairPath, priceAt, secondAt, type SimulatedMarket } from "./market.ts";
import { ToldSeconds } from "./told_seconds.ts";
import { VirtualStream } from "./virtual_stream.ts";

export interface VirtualSourceOptions {
  readonly market: SimulatedMarket;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly streams: boolean;
}

const STEPS = [SECOND_MS, MINUTE_MS, HOUR_MS];
/** One request holds so many second bars. */
const MOST_SECONDS = 1_000;

/** A generated market as a source in virtual time, with faults that a test switches. */
export class VirtualSource implements MarketSource<"binance">, SourceCare {
  readonly name = "binance";
  readonly staleAfterMs = 60_000;
  /** A pair's turn comes every 40 s: prices between two turns are only shown. */
  readonly wicks = { weight: 2, weightPerMinute: (pairs: number) => pairs * 3, apartMs: 0 };
  readonly stream?: (events: StreamEvents) => PriceStream;
  readonly told: ToldSeconds;
  /** Answers take up to so long, in milliseconds. */
  slownessMs = 0;
  /** It is not to be asked before this moment. */
  limitedUntil = -Infinity;
  /** How far back it tells bars, in milliseconds. */
  memoryMs = Infinity;
  /** Grows with everything that it does. */
  activity = 0;
  #stream: VirtualStream | null = null;

  constructor(private readonly options: VirtualSourceOptions) {
    this.told = new ToldSeconds(options.market);
    if (options.streams) this.stream = (events) => this.#listen(events);
  }

  /** The stream that the program listens to; null while it listens to none. */
  get connection(): VirtualStream | null {
    return this.#stream;
  }

  find({ symbol }: { symbol: string }): Promise<Found> {
    const observation = this.#observe(symbol);
    if (observation !== null) return Promise.resolve({ sourceId: null, observation });
    return Promise.reject(new UnknownPairError(symbol, this.name));
  }

  async quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes> {
    await this.#travel(signal);
    const observations = new Map<string, Observation>();
    for (const { symbol } of pairs) {
      const observation = this.#observe(symbol);
      if (observation !== null) observations.set(symbol, observation);
    }
    return { observations, problems: new Map() };
  }

  async bars(pair: ListedPair, range: BarsRange, signal: AbortSignal): Promise<SourceBars> {
    await this.#travel(signal);
    const { clock, market } = this.options;
    const path = market.paths.get(pair.symbol);
    if (path === undefined) throw new UnknownPairError(pair.symbol, this.name);
    const now = clock.now();
    const isEnough = (step: number) => step > SECOND_MS || barCount(range, step) <= MOST_SECONDS;
    const stepMs = pickStep(STEPS, range.stepMs, isEnough);
    const knownFrom = Math.ceil((now - this.memoryMs) / stepMs) * stepMs;
    const reach = { from: Math.max(market.start, knownFrom), to: now };
    const bars = this.#barsOf(path, { ...range, stepMs }, reach.from);
    const answer = barsAnswer({ bars, stepMs, range, now, reach });
    const settled = answer.newestOpen ? answer.bars.slice(0, -1) : answer.bars;
    for (const { at } of settled) {
      const second = secondAt(market, at);
      this.told.tell(path, second, second + stepMs / 1000);
    }
    return answer;
  }

  health(): Promise<PairTroubles> {
    return Promise.resolve(new Map());
  }

  usage(): null {
    return null;
  }

  planInterval(_pairs: number, wantedMs: number): number {
    return wantedMs;
  }

  /** Only bars that are known in full. */
  #barsOf(path: PairPath, { from, to, stepMs }: BarsRange, knownFrom: number) {
    const { clock, market } = this.options;
    const first = Math.floor(from / stepMs) * stepMs;
    const end = Math.min(to, clock.now() + 1);
    const bars = [];
    for (let at = first; at < end; at += stepMs) {
      if (at < knownFrom) continue;
      const second = secondAt(market, at);
      // Of an open bar only what has happened yet is told.
      const until = Math.min(second + stepMs / 1000, secondAt(market, clock.now()) + 1);
      const bar = barOf(market, path, second, until);
      if (bar !== null) bars.push(bar);
    }
    return bars;
  }

  #listen(events: StreamEvents): PriceStream {
    return this.#stream = new VirtualStream(this.options.market, this.told, events);
  }

  #observe(symbol: string): Observation | null {
    const { market, clock } = this.options;
    const at = clock.now();
    const price = priceAt(market, symbol, at);
    return Number.isNaN(price) ? null : { price, at };
  }

  /** A request is on its way, and may find that the source is not to be asked. */
  async #travel(signal: AbortSignal): Promise<void> {
    const { clock, dice } = this.options;
    this.activity++;
    await clock.sleep(dice.whole(0, this.slownessMs), signal);
    signal.throwIfAborted();
    this.activity++;
    if (clock.now() >= this.limitedUntil) return;
    const message = "Binance asked not to be called for a while";
    throw new SourceError(this.name, message, "rateLimited", this.limitedUntil);
  }
}

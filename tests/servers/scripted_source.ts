import type { Candle } from "@/lib/market/candle.ts";
import type { Observation } from "@/lib/market/accept.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import {
  type CandlesRange,
  type Found,
  type ListedPair,
  type PairTrouble,
  type PairTroubles,
  type Quotes,
  type SourceCandles,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import type { PriceStream, StreamEvents, StreamState } from "@/lib/sources/stream/protocol.ts";
import type { Clock } from "@/lib/time/clock.ts";

/**
 * The source that tests of the program have in place of one that asks somebody: its price is a
 * function of the time that passed, dated by the program's clock, unless a test says otherwise.
 */
export class ScriptedSource implements MarketSource<SourceName> {
  staleAfterMs = 60_000;
  checks = 0;
  /** Called in every check before the prices are handed over. */
  beforeAnswer: () => Promise<void> | void = () => {};
  /** What every check is answered, whatever it asks for; null: what `find` would say of each pair. */
  said: ReadonlyMap<string, Observation> | null = null;
  /** The price of a pair; null for one that is not listed. */
  observe: (symbol: string) => Observation | null = () => ({
    price: this.priceAt(this.clock.monotonic()),
    at: this.clock.now(),
  });
  /** Symbol → why the source has given it up. */
  readonly troubles = new Map<string, PairTrouble>();
  /** Whether the past is told, in candles of whatever width is wanted. */
  answersPast = false;

  constructor(
    readonly name: SourceName,
    readonly clock: Clock,
    readonly priceAt: (passedMs: number) => number = () => NaN,
  ) {}

  find({ symbol }: { symbol: string }): Promise<Found> {
    const observation = this.observe(symbol);
    if (observation === null) return Promise.reject(new UnknownPairError(symbol, this.name));
    return Promise.resolve({ sourceId: null, observation });
  }

  async quote(pairs: readonly ListedPair[], _signal?: AbortSignal): Promise<Quotes> {
    this.checks++;
    const observations = this.said ?? new Map(
      pairs.flatMap(({ symbol }) => {
        const observation = this.observe(symbol);
        return observation === null ? [] : [[symbol, observation]];
      }),
    );
    await this.beforeAnswer();
    return { observations, problems: new Map() };
  }

  health(): Promise<PairTroubles> {
    return Promise.resolve(new Map(this.troubles));
  }

  candles(_pair: ListedPair, { from, to, stepMs }: CandlesRange): Promise<SourceCandles> {
    if (!this.answersPast) {
      return Promise.reject(new SourceError(this.name, "No bars are known", "refused"));
    }
    const candles: Candle[] = [];
    for (let at = Math.floor(from / stepMs) * stepMs; at < to; at += stepMs) {
      candles.push(this.#candle(at, stepMs));
    }
    const rest = { shape: "candles" as const, newestOpen: true, problem: null };
    return Promise.resolve({ candles, stepMs, covered: { from, to }, ...rest });
  }

  #candle(at: number, stepMs: number): Candle {
    const prices: number[] = [];
    for (let moment = at; moment < at + stepMs; moment += 1000) {
      prices.push(this.priceAt(moment - this.clock.now() + this.clock.monotonic()));
    }
    const [open = NaN, close = open] = [prices[0], prices.at(-1)];
    return { at, open, close, low: Math.min(...prices), high: Math.max(...prices) };
  }
}

/** A scripted source with a stream whose every word a test says by hand. */
export class StreamingSource extends ScriptedSource {
  events: StreamEvents | null = null;
  watched: readonly string[] = [];
  isClosed = false;
  state: StreamState = "live";

  stream(events: StreamEvents): PriceStream {
    this.events = events;
    const state = () => this.state;
    return {
      watch: (pairs: readonly ListedPair[]) => {
        this.watched = pairs.map(({ symbol }) => symbol);
      },
      get state() {
        return state();
      },
      dropped: { wrong: 0, repeated: 0, late: 0 },
      close: () => {
        this.isClosed = true;
        return Promise.resolve();
      },
    };
  }

  /** A price of now. */
  tick(price: number, more: Partial<Observation> = {}, symbol = "BTCUSDT"): void {
    this.events?.onTick(symbol, { price, at: this.clock.now(), ...more });
  }

  goLive(symbol = "BTCUSDT"): void {
    this.events?.onLive([symbol]);
  }

  goDown(symbol = "BTCUSDT"): void {
    this.events?.onDown("Binance's stream was closed (1006)", [symbol]);
  }
}

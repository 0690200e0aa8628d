import { COIN_NAMES } from "@/lib/market/pair_prefix.ts";
import type { Observation } from "@/lib/market/accept.ts";
import type { AskedPair } from "@/lib/market/symbol.ts";
import type {
  MarketSource,
  SourceAdapter,
  SourceCare,
  TradedPair,
} from "@/lib/sources/market_source.ts";
import {
  type CandlesRange,
  type Found,
  type ListedPair,
  type PairTroubles,
  type Quotes,
  quotesOf,
  type SourceCandles,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import { DOLLARS, nearMatches, USUAL_QUOTES } from "@/lib/sources/listings.ts";
import {
  type DroppedTicks,
  type PriceStream,
  type StreamEvents,
  type StreamState,
  type StreamTools,
  streamTools,
} from "@/lib/sources/stream/protocol.ts";
import { type Clock, SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "@/lib/time/durations.ts";
import { DEMO_COINS, DEMO_CURRENCIES, DEMO_SEED, type DemoMinutes, demoPair } from "./assets.ts";
import { demoCandles, demoPriceAt, type DemoVolumes, demoVolumes, placeOf } from "./market.ts";

interface DemoOptions {
  readonly clock?: Pick<Clock, "now">;
  readonly seed?: number;
  readonly stream?: StreamTools;
}

/** The embedded market, as the table of sources has it. */
export const adapter: SourceAdapter = {
  create: (_values, { clock }) => new DemoSource(clock ? { clock } : {}),
};

/** An embedded market that needs no network: it moves every second, and the same seed always moves the same way. */
export class DemoSource implements MarketSource<"demo">, SourceCare {
  readonly name = "demo";
  readonly staleAfterMs = 60 * 1000;
  readonly candleCost = { weight: 0, weightPerMinute: () => Infinity, apartMs: 0 };
  readonly past = {
    pauseMs: 100,
    stages: [
      { untilMs: DAY_MS, stepMs: MINUTE_MS, spanMs: DAY_MS },
      { untilMs: Infinity, stepMs: MINUTE_MS, spanMs: 5 * DAY_MS },
    ],
  };
  readonly #now: () => number;
  readonly #seed: number;
  readonly #streamTools: StreamTools | undefined;

  constructor({ clock = SYSTEM_CLOCK, seed = DEMO_SEED, stream }: DemoOptions = {}) {
    this.#streamTools = stream;
    this.#now = () => clock.now();
    this.#seed = seed;
  }

  find(asked: AskedPair, _signal: AbortSignal): Promise<Found> {
    for (const { symbol, base, quote } of [asked, ...asked.others ?? []]) {
      const observation = this.#observe({ base, quote });
      if (observation === null || (asked.coin ?? base) !== base) continue;
      const coinName = COIN_NAMES.get(base) ?? base;
      const pair = { symbol, base, quote };
      return Promise.resolve({ sourceId: null, pair, coinName, observation });
    }
    return Promise.reject(new UnknownPairError(asked.symbol, this.name, suggestions(asked)));
  }

  quote(pairs: readonly ListedPair[], _signal: AbortSignal): Promise<Quotes> {
    const priceOf = (pair: ListedPair) =>
      this.#observe(pair) ?? `The demo market does not list ${pair.symbol}`;
    return Promise.resolve(quotesOf(pairs.map((pair) => [pair.symbol, priceOf(pair)])));
  }

  candles(pair: ListedPair, range: CandlesRange, signal: AbortSignal): Promise<SourceCandles> {
    if (this.#observe(pair) === null) {
      return Promise.reject(new UnknownPairError(pair.symbol, this.name, suggestions(pair)));
    }
    const { base, quote } = pair;
    return demoCandles({ base, quote, seed: this.#seed, now: this.#now() }, range, signal);
  }

  traded(): Promise<readonly TradedPair[]> {
    const bases = [...DEMO_COINS.keys()];
    const quotes = ["USDT", "USD", "EUR", "BTC", "ETH"];
    const pairs = bases.flatMap((base) => quotes.map((quote) => ({ base, quote })))
      .filter(({ base, quote }) => base !== quote);
    return Promise.resolve(
      pairs.map(({ base, quote }) => ({ symbol: base + quote, base, quote })),
    );
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

  stream(events: StreamEvents): PriceStream {
    return new DemoStream(events, this.#seed, { now: this.#now, ...this.#streamTools });
  }

  #observe(pair: { base: string; quote: string }): Observation | null {
    const at = this.#now();
    const price = demoPriceAt(pair, at, this.#seed);
    return price === null ? null : { price, at };
  }
}

/**
 * All pairs the demo has with this quote, those that look like the one asked for first; where it has no such quote, the
 * coin in those that it has.
 */
function suggestions({ base, quote }: { base: string; quote: string }): string[] {
  const known = DOLLARS.has(quote) || DEMO_CURRENCIES.has(quote) || DEMO_COINS.has(quote);
  if (!known && DEMO_COINS.has(base)) return USUAL_QUOTES.map((each) => base + each);
  const coins = [...DEMO_COINS.keys()].filter((coin) => coin !== quote && coin !== base);
  const sorted = new Set([...nearMatches(base, coins), ...coins]);
  return [...sorted].map((coin) => `${coin}${known ? quote : "USDT"}`);
}

interface StreamedPair {
  readonly symbol: string;
  readonly prices: DemoMinutes;
  readonly volumes: DemoVolumes;
}

/** The demo market's prices at every full second, as a stream that never fails. */
class DemoStream implements PriceStream {
  readonly state: StreamState = "live";
  readonly dropped: DroppedTicks = { wrong: 0, repeated: 0, late: 0 };
  readonly #tools: Required<StreamTools>;
  #pairs: readonly StreamedPair[] = [];
  #callOff: (() => void) | null = null;
  #lastAt: number | null = null;

  constructor(
    private readonly events: StreamEvents,
    private readonly seed: number,
    tools: StreamTools = {},
  ) {
    this.#tools = streamTools(tools);
  }

  watch(pairs: readonly ListedPair[]): void {
    const known = new Map(this.#pairs.map((pair) => [pair.symbol, pair]));
    this.#pairs = pairs.map((pair) => known.get(pair.symbol) ?? this.#streamed(pair))
      .filter((pair) => pair !== null);
    const fresh = this.#pairs.map(({ symbol }) => symbol).filter((symbol) => !known.has(symbol));
    if (fresh.length > 0) this.events.onLive(fresh);
    this.#callOff ??= this.#nextSecond();
  }

  close(): Promise<void> {
    this.#callOff?.();
    this.#pairs = [];
    return Promise.resolve();
  }

  #streamed(pair: ListedPair): StreamedPair | null {
    const prices = demoPair(pair, this.seed);
    return prices && { symbol: pair.symbol, prices, volumes: demoVolumes(pair, this.seed) };
  }

  #nextSecond(): () => void {
    const { now, after } = this.#tools;
    return after(SECOND_MS - now() % SECOND_MS, () => {
      this.#callOff = this.#nextSecond();
      this.#tick();
    });
  }

  #tick(): void {
    const at = this.#second();
    // A machine that slept, or a loop that was held up, was not there for the seconds between.
    const missed = this.#lastAt !== null && at - this.#lastAt > SECOND_MS
      ? { from: this.#lastAt + SECOND_MS, to: at }
      : null;
    this.#lastAt = at;
    const { minute, second } = placeOf(at);
    for (const { symbol, prices, volumes } of this.#pairs) {
      if (missed !== null) this.events.onGap?.(symbol, missed);
      prices.goTo(minute);
      volumes.goTo(minute);
      const volume = volumes.volumeAt(second);
      this.events.onTick(symbol, { price: prices.priceAt(second), at, volume });
    }
  }

  #second(): number {
    return Math.floor(this.#tools.now() / SECOND_MS) * SECOND_MS;
  }
}

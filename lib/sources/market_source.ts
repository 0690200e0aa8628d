import type { ListedPair, PairTrouble, PairTroubles, PriceSource, SourceClock } from "./source.ts";
import type { PriceStream, StreamEvents } from "@/lib/sources/stream/protocol.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { PairName } from "@/lib/market/symbol.ts";
import type { CandlesRange, SourceCandles } from "./candles.ts";
import type { BudgetUsage } from "@/lib/sources/budget/weight_budget.ts";

/** A pair with its known trouble: a source that infers trouble from its answers forgets it at a restart. */
export interface KnownPair extends ListedPair {
  readonly trouble?: PairTrouble | null | undefined;
}

/** What a source knows of itself and of its pairs, beside their prices. */
export interface SourceCare {
  /**
   * Pairs that the source has delisted, halted or renamed; asks at most once an hour, more often while there are some.
   * @throws {SourceError} the source could not be asked, and was not before
   */
  health(pairs: readonly KnownPair[], signal: AbortSignal): Promise<PairTroubles>;
  /** How much of what the source allows is used; null where it limits nothing. */
  usage(): BudgetUsage | null;
  /** How far apart, in milliseconds, `quote` should be asked for so many pairs: as far as wanted or farther. */
  planInterval(pairs: number, wantedMs: number): number;
}

/** What it costs to learn what happened between two prices. */
export interface CandleCost {
  /** Of one request, for one pair. */
  readonly weight: number;
  /** What all of them may weigh in a minute while so many pairs are polled. */
  weightPerMinute(pairs: number): number;
  /** A pair is asked for no more often than this; in milliseconds. */
  readonly apartMs: number;
}

/** A part of a source's past, and how it is asked for. */
export interface PastStage {
  /** It ends so much before now, in milliseconds. */
  readonly untilMs: number;
  /** Wanted width of the candles, in milliseconds. */
  readonly stepMs: number;
  /** So much of it is asked for at once, in milliseconds. */
  readonly spanMs: number;
}

/** How to ask a source for its past in the background: bit by bit, the newest first. */
export interface PastPlan {
  /** Time between two of those questions, in milliseconds: prices must not wait for them. */
  readonly pauseMs: number;
  /** Each goes on where the one before ends; the last one has no end. */
  readonly stages: readonly PastStage[];
}

/** A pair as a search finds it. */
export interface TradedPair extends PairName {
  /** The source's id of the coin, where more than one has its symbol. */
  readonly coin?: string;
  readonly name?: string;
  /** Place of the coin by market capitalisation; null where it has none. */
  readonly rank?: number | null;
  /** Traded in 24 hours, in units of the base, where the listing tells it. */
  readonly volume?: number;
}

/** A price source that also knows the past; every one of the program's own has all of it but perhaps the stream. */
export interface MarketSource<Name extends SourceName = SourceName>
  extends PriceSource<Name>, Partial<SourceCare> {
  /**
   * What is known of a stretch of the past, in candles of the wanted width or the next wider one that the source has. A
   * stretch that is only partly to be had is answered as far as it goes.
   * @throws {UnknownPairError} the source does not list the pair
   * @throws {SourceError} the source could not be asked at all
   */
  candles(pair: ListedPair, range: CandlesRange, signal: AbortSignal): Promise<SourceCandles>;
  /** The clock that dates its candles and its stream; left out where its prices are dated by that clock as well. */
  readonly sourceClock?: Readonly<Pick<SourceClock, "differenceMs" | "moved">> | undefined;
  /** What asking for the candles between two polled prices costs; absent where they tell no more than the prices. */
  readonly candleCost?: CandleCost;
  /** Default: minute candles, a day at a time. */
  readonly past?: PastPlan;
  /** All that it trades, as far as it can be told at once: what was listed within the hour, or is asked for now. */
  traded?(signal: AbortSignal): Promise<readonly TradedPair[]>;
  /** Prices as they happen, where the source has that; nothing is connected before there is a pair to watch. */
  stream?(events: StreamEvents): PriceStream;
}

/** A source that has a stream. */
export type StreamingSource = MarketSource & Required<Pick<MarketSource, "stream">>;

/** Whether a source has a stream. */
export function hasStream(source: MarketSource): source is StreamingSource {
  return source.stream !== undefined;
}

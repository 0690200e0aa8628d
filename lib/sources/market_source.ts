import type { PriceStream, StreamEvents } from "./price_stream.ts";
import type { ListedPair, MarketName, PriceSource } from "./source.ts";
import type { BarsRange, SourceBars } from "./source_bars.ts";

/** A price source that also knows the past. */
export interface MarketSource<Name extends MarketName = MarketName> extends PriceSource<Name> {
  /**
   * What is known of a stretch of the past, in bars of the wanted width or the next wider one that the source has. A
   * stretch that is only partly to be had is answered as far as it goes.
   * @throws {UnknownPairError} the source does not list the pair
   * @throws {SourceError} the source could not be asked at all
   */
  bars(pair: ListedPair, range: BarsRange, signal: AbortSignal): Promise<SourceBars>;
  /** Prices as they happen, where the source has that; nothing is connected before there is a pair to watch. */
  stream?(events: StreamEvents): PriceStream;
}

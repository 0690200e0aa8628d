import type { Observation } from "@/lib/market/observation.ts";
import type { ListedPair } from "./source.ts";
import type { Stretch } from "./source_bars.ts";

/** What a stream tells; nothing here may throw. */
export interface StreamEvents {
  /**
   * A price, newer than the one before; where the message has them, with the lowest and highest since then. After
   * `onLive` the first one may tell of a whole second of which only the end was listened to.
   */
  onTick(symbol: string, observation: Observation): void;
  /** From now on every move of these pairs is told, until `onDown` or `onUnknown` names them. */
  onLive(symbols: readonly string[]): void;
  /** Nothing is told of these pairs any more; the stream connects again by itself. */
  onDown(reason: string, symbols: readonly string[]): void;
  /** The source does not stream the pair, or has fallen silent about it; `onLive` tells when that is over. */
  onUnknown(symbol: string, reason: string): void;
  /** Between two messages trades are missing: the stretch is to be asked for as bars. */
  onGap?(symbol: string, missed: Stretch): void;
}

export type StreamState = "connecting" | "live" | "down";

/** Messages that were of no use, counted since the stream was made. */
export interface DroppedTicks {
  /** Not readable, about a foreign pair, or with a price that cannot be one. */
  readonly wrong: number;
  readonly repeated: number;
  /** Older than one that had come before. */
  readonly late: number;
}

/** Prices as they happen. */
export interface PriceStream {
  /** Watches exactly these pairs from now on. */
  watch(pairs: readonly ListedPair[]): void;
  /** `live` when all its connections are up; also when nothing is to be watched. */
  readonly state: StreamState;
  readonly dropped: DroppedTicks;
  /** Ends it for good; no event comes any more. */
  close(): Promise<void>;
}

/** The world outside, replaceable in tests. */
export interface StreamTools {
  readonly openSocket?: (url: string) => WebSocket;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** From 0 to 1, as `Math.random`. */
  readonly random?: () => number;
  /** Acts once after so many milliseconds; what it gives back calls that off. */
  readonly after?: (ms: number, act: () => void) => () => void;
}

/** The tools with the real world where a test gives none. */
export function streamTools(tools: StreamTools): Required<StreamTools> {
  return {
    openSocket: (url) => new WebSocket(url),
    now: Date.now,
    random: Math.random,
    after: (ms, act) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    ...tools,
  };
}

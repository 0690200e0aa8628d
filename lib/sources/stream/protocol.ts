import type { Observation } from "@/lib/market/accept.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { Stretch } from "@/lib/sources/candles.ts";
import type { ListedPair } from "@/lib/sources/source.ts";

/** What a stream tells; nothing here may throw. */
export interface StreamEvents {
  /**
   * A price, newer than the one before; where the message has them, with the lowest and highest since then. After
   * `onLive` the first one may tell of a whole second of which only the end was listened to.
   */
  onTick(symbol: string, observation: Observation): void;
  /** From now on every tick of these pairs arrives, until `onDown` or `onUnknown` names them. */
  onLive(symbols: readonly string[]): void;
  /** No ticks of these pairs arrive any more; the stream reconnects by itself. */
  onDown(reason: string, symbols: readonly string[]): void;
  /** The source does not stream the pair, or has fallen silent about it; `onLive` tells when that is over. */
  onUnknown(symbol: string, reason: string): void;
  /** Between two messages trades are missing: the stretch is to be asked for as candles. */
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

/** One price as a message tells it, not yet checked. */
export interface Tick {
  readonly price: number | null;
  /** At the source, in milliseconds since the epoch. */
  readonly at: number;
  /** When the span began that first price, low and high are of, where that is not the message before. */
  readonly since?: number;
  /** First price since the message before, where that is told. */
  readonly first?: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
  /** First price and number of trades of the candle that is told; see `Observation`. */
  readonly open?: number;
  readonly trades?: number;
  /** Number of the trade that made the price, or its moment; see `Observation`. */
  readonly trade?: number;
  readonly tradedAt?: number;
  /** How much was traded since the message before, in units of the base asset. */
  readonly volume?: number;
  /** Grows from message to message about a pair, where the time alone does not tell their order. */
  readonly order?: number;
  /** Trades missed between the previous message and this one. */
  readonly missed?: Stretch;
}

/** What one message from the source says. `keys` are the source's own names. */
export type StreamMessage =
  | { readonly kind: "tick"; readonly key: string; readonly tick: Tick }
  | { readonly kind: "subscribed"; readonly keys: readonly string[] }
  /** The request with this number was carried out. */
  | { readonly kind: "done"; readonly id: number }
  /** Without keys the whole last request was in vain. */
  | {
    readonly kind: "refused";
    readonly keys: readonly string[] | null;
    readonly reason: string;
  }
  /** Everything that is subscribed, in answer to the probe. */
  | { readonly kind: "listed"; readonly keys: readonly string[] }
  | { readonly kind: "leaving" }
  | { readonly kind: "alive" }
  | { readonly kind: "late" }
  | { readonly kind: "repeated" }
  | { readonly kind: "wrong" };

/** How one source's stream is spoken. An instance serves one connection after the other, and `reset` lies between. */
export abstract class StreamProtocol {
  abstract readonly source: SourceName;
  abstract readonly pairsPerLine: number;
  abstract readonly keysPerRequest: number;
  readonly messagesPerSecond: number = 4;
  /** So long without any message, and something is wrong; in milliseconds. */
  readonly silenceMs: number = 5_000;
  /** So long without a message about a pair, and it may be unknown; null where every subscription is answered. */
  readonly quietMs: number | null = null;
  /** The source cuts a connection at this age; null when it does not. */
  readonly cutAfterMs: number | null = null;
  protected readonly baseUrl: string;

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl.replace(/\/{1,20}$/, "");
  }

  /** Where to connect to hear of these pairs. */
  url(_keys: readonly string[]): string {
    return this.baseUrl;
  }

  /** What the source calls the pair. */
  abstract keyOf(pair: ListedPair): string;
  abstract subscribe(keys: readonly string[], id: number): string;
  abstract unsubscribe(keys: readonly string[], id: number): string;
  /** What a message says; null is one that is not JSON. */
  abstract read(message: unknown): StreamMessage | StreamMessage[];

  /** A question that makes a silent connection speak; null when it should speak anyway. */
  probe(_id: number): string | null {
    return null;
  }

  reset(): void {}
}

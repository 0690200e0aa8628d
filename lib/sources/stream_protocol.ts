import type { SourceName } from "@/lib/market/source_name.ts";
import type { ListedPair } from "./source.ts";
import type { Stretch } from "./source_bars.ts";

/** One price as a message tells it, not yet checked. */
export interface Tick {
  readonly price: number | null;
  /** At the source, in milliseconds since the epoch. */
  readonly at: number;
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
  /** Grows from message to message about a pair, where the time alone does not tell their order. */
  readonly order?: number;
  /** Trades between this message and the one before that nobody told of. */
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
export interface StreamProtocol {
  readonly source: SourceName;
  readonly pairsPerLine: number;
  readonly keysPerRequest: number;
  readonly messagesPerSecond: number;
  /** So long without any message, and something is wrong; in milliseconds. */
  readonly silenceMs: number;
  /** So long without a message about a pair, and it may be unknown; null where every subscription is answered. */
  readonly quietMs: number | null;
  /** The source cuts a connection at this age; null when it does not. */
  readonly cutAfterMs: number | null;
  /** Where to connect to hear of these pairs. */
  url(keys: readonly string[]): string;
  /** What the source calls the pair. */
  keyOf(pair: ListedPair): string;
  subscribe(keys: readonly string[], id: number): string;
  unsubscribe(keys: readonly string[], id: number): string;
  /** A question that makes a silent connection speak; null when it should speak anyway. */
  probe(id: number): string | null;
  read(text: string): StreamMessage | StreamMessage[];
  reset(): void;
}

import type { Observation } from "@/lib/market/accept.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { ListedPair, Stretch } from "@/lib/sources/source.ts";
import { halves } from "@/lib/sources/http/exchange.ts";

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

interface SubscriptionsOptions {
  readonly protocol: StreamProtocol;
  readonly send: (text: string) => void;
  readonly nextId: () => number;
  readonly after: Required<StreamTools>["after"];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The source does not stream it. */
  readonly onRefused: (key: string, reason: string) => void;
  /** A request got no answer, or the source wants to be left alone for a while. */
  readonly onUnanswered: () => void;
}

const ANSWER_MS = 10_000;
/** A refused key is asked for again with the first connection after this time: it may be listed by then. */
const REFUSED_MS = 60 * 60_000;
/** So many connections may break over one request before it is taken for the reason. */
const LOSSES_BLAMED = 3;
/** A refusal that says nothing about the keys that were asked for. */
const TOO_MUCH = /\brate|too (?:many|fast|often)|limit exceeded|slow down/i;

/**
 * Brings what is subscribed in line with what is wanted, one request at a time: a refusal that names no pair is about
 * the last request, which is then made again in halves until the bad pair is known. A source may close the connection
 * on each refusal, so what is known of the bad ones outlives it, and the others come first.
 */
export class Subscriptions {
  readonly #wanted = new Set<string>();
  readonly #refusedAt = new Map<string, number>();
  #waiting: string[][] = [];
  #request: { readonly id: number; readonly unanswered: Set<string> } | null = null;
  #isOpen = false;
  /** The request over which the last connection broke, and how many have broken over it. */
  #lostOver = { keys: "", times: 0 };
  #stopWaiting = () => {};

  constructor(private readonly options: SubscriptionsOptions) {}

  get wanted(): ReadonlySet<string> {
    return this.#wanted;
  }

  /** The connection is new: nothing is subscribed. */
  opened(): void {
    this.#isOpen = true;
    this.#forgetRequest();
    const suspected = this.#waiting.map((part) => part.filter((key) => this.#isAskedFor(key)))
      .filter((part) => part.length > 0);
    const apart = new Set(suspected.flat());
    const others = [...this.#wanted].filter((key) => this.#isAskedFor(key) && !apart.has(key));
    const isAgain = (key: string) => this.#refusedAt.has(key);
    this.#waiting = [
      ...this.#parts(others.filter((key) => !isAgain(key))),
      ...suspected,
      ...others.filter(isAgain).map((key) => [key]),
    ];
    this.#next();
  }

  /** Nothing that was asked will be answered. */
  lost(): void {
    this.#isOpen = false;
    const keys = [...this.#request?.unanswered ?? []];
    this.#forgetRequest();
    if (keys.length === 0) return;
    const name = keys.join();
    const times = this.#lostOver.keys === name ? this.#lostOver.times + 1 : 1;
    this.#lostOver = { keys: name, times };
    if (times < LOSSES_BLAMED) return void this.#waiting.unshift(keys);
    if (keys.length > 1) return void this.#waiting.unshift(...halves(keys));
    for (const key of keys) this.#refuse(key, "the connection breaks whenever it is asked for");
  }

  add(keys: readonly string[]): void {
    for (const key of keys) this.#wanted.add(key);
    if (!this.#isOpen) return;
    this.#waiting.push(...this.#parts(keys));
    this.#next();
  }

  remove(keys: readonly string[]): void {
    const { protocol, send, nextId } = this.options;
    for (const key of keys) {
      this.#wanted.delete(key);
      this.#refusedAt.delete(key);
      this.#request?.unanswered.delete(key);
    }
    if (!this.#isOpen) return;
    for (const part of this.#parts(keys)) send(protocol.unsubscribe(part, nextId()));
    this.#next();
  }

  subscribed(keys: readonly string[]): void {
    for (const key of keys) {
      this.#request?.unanswered.delete(key);
      this.#refusedAt.delete(key);
    }
    this.#next();
  }

  /** The request with this number was carried out; what it was about, where that was a subscription. */
  done(id: number): readonly string[] {
    if (this.#request?.id !== id) return [];
    const keys = [...this.#request.unanswered];
    this.subscribed(keys);
    return keys;
  }

  refused(keys: readonly string[] | null, reason: string): void {
    if (keys === null && TOO_MUCH.test(reason)) return this.options.onUnanswered();
    for (const key of keys ?? this.#blamed(reason)) {
      this.#request?.unanswered.delete(key);
      if (this.#wanted.has(key)) this.#refuse(key, reason);
    }
    this.#next();
  }

  #refuse(key: string, reason: string): void {
    this.#refusedAt.set(key, this.options.now());
    this.options.onRefused(key, reason);
  }

  #isAskedFor(key: string): boolean {
    const since = this.options.now() - (this.#refusedAt.get(key) ?? -Infinity);
    return this.#wanted.has(key) && (since < 0 || since >= REFUSED_MS);
  }

  /** The keys of the last request that the reason names, or its only key; of more than one, halves are asked for anew. */
  #blamed(reason: string): readonly string[] {
    const keys = [...this.#request?.unanswered ?? []];
    this.#request = null;
    if (keys.length <= 1) return keys;
    const words = new Set(reason.split(/[\s"'`,;()[\]]+/));
    const { named = [], others = [] } = Object.groupBy(
      keys,
      (key) => words.has(key) ? "named" : "others",
    );
    if (named.length > 0 && others.length > 0) this.#waiting.unshift(others);
    else this.#waiting.unshift(...halves(keys));
    return others.length > 0 ? named : [];
  }

  #next(): void {
    const { protocol, send, nextId, after, onUnanswered } = this.options;
    if (!this.#isOpen) return;
    if (this.#request !== null && this.#request.unanswered.size > 0) return;
    this.#forgetRequest();
    const keys = this.#waiting.shift()?.filter((key) => this.#wanted.has(key));
    if (keys === undefined) return;
    if (keys.length === 0) return this.#next();
    this.#request = { id: nextId(), unanswered: new Set(keys) };
    send(protocol.subscribe(keys, this.#request.id));
    this.#stopWaiting = after(ANSWER_MS, onUnanswered);
  }

  #forgetRequest(): void {
    this.#stopWaiting();
    this.#request = null;
  }

  #parts(keys: readonly string[]): string[][] {
    const size = this.options.protocol.keysPerRequest;
    const count = Math.ceil(keys.length / size);
    return Array.from({ length: count }, (_, part) => keys.slice(part * size, (part + 1) * size));
  }
}

import { type SourceName, SOURCES } from "@/lib/market/source_name.ts";
import type { AskedPair } from "@/lib/market/symbol.ts";
import {
  type BudgetUsage,
  type MonthKeeper,
  WeightBudget,
} from "@/lib/sources/budget/weight_budget.ts";
import {
  HttpClient,
  type HttpClientOptions,
  type HttpTools,
} from "@/lib/sources/http/http_client.ts";
import {
  type DroppedTicks,
  type PriceStream,
  type StreamEvents,
  type StreamProtocol,
  type StreamState,
  type StreamTools,
  streamTools,
} from "@/lib/sources/stream/protocol.ts";
import { StreamShard, TickGate } from "@/lib/sources/stream/shard.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import {
  type CandlesRange,
  type Found,
  type ListedPair,
  type PairTroubles,
  type Quotes,
  type SourceCandles,
  type SourceClock,
  UnknownPairError,
} from "./source.ts";
import { type Listing, listingOf, Listings, listingTroubles, meantListing } from "./listings.ts";
import type { KnownPair, MarketSource, SourceCare, TradedPair } from "./market_source.ts";

/** What a source is made of, beside its settings: all of it has a default. */
export interface SourceOptions extends HttpTools {
  /** Default: the source's public host. */
  readonly apiUrl?: string | undefined;
  /** Default: the source's public stream. */
  readonly streamUrl?: string | undefined;
  readonly stream?: StreamTools;
}

/** What a source asks with, and when it does. */
export type Asker = Pick<HttpSource<SourceName>, "http" | "now">;

/** What is its own of a source's way to ask. */
interface Asking
  extends Pick<HttpClientOptions, "baseUrl" | "prefix" | "headers" | "statusOf" | "refusalWords"> {
  /** What it allows in a second, a minute or a month. */
  readonly limits: ConstructorParameters<typeof WeightBudget>[0]["limits"];
  readonly month?: MonthKeeper | undefined;
}

/** A source that is asked over HTTP, by one client that keeps to one budget. */
export abstract class HttpSource<Name extends SourceName>
  implements MarketSource<Name>, SourceCare {
  abstract readonly staleAfterMs: number;
  readonly http: HttpClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly #budget: WeightBudget;
  readonly #stream: StreamTools | undefined;

  constructor(readonly name: Name, options: SourceOptions, asking: Asking) {
    const { apiUrl, streamUrl: _, stream, ...tools } = options;
    const { limits, month, ...own } = asking;
    const { clock = SYSTEM_CLOCK } = tools;
    this.now = () => clock.now();
    this.#stream = stream;
    const budget = this.#budget = new WeightBudget({ limits, now: this.now, month });
    const baseUrl = apiUrl || own.baseUrl;
    this.http = new HttpClient({ ...tools, ...own, source: name, baseUrl, budget });
  }

  abstract find(asked: AskedPair, signal: AbortSignal): Promise<Found>;
  abstract quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes>;
  abstract candles(
    pair: ListedPair,
    range: CandlesRange,
    signal: AbortSignal,
  ): Promise<SourceCandles>;
  abstract health(pairs: readonly KnownPair[], signal: AbortSignal): Promise<PairTroubles>;

  /** What a round over so many pairs weighs. */
  protected abstract weightOf(pairs: number): number;

  get sourceClock(): SourceClock | undefined {
    return SOURCES[this.name].datesPrices ? undefined : this.http.clock;
  }

  usage(): BudgetUsage | null {
    return this.#budget.usage();
  }

  planInterval(pairs: number, wantedMs: number): number {
    return this.#budget.plan(this.weightOf(pairs), wantedMs);
  }

  /** A stream over as many connections as its pairs need. */
  protected connect(events: StreamEvents, protocol: () => StreamProtocol): PriceStream {
    return new MarketStream(protocol, events, this.#stream);
  }
}

/** An exchange that tells of all it lists, and has a stream. */
export abstract class ListedSource<Name extends SourceName, L extends Listing = Listing>
  extends HttpSource<Name> {
  protected readonly listings: Listings<L>;

  constructor(name: Name, options: SourceOptions, asking: Asking) {
    super(name, options, asking);
    this.listings = new Listings({ load: (signal) => this.load(signal), now: this.now });
  }

  /** All that it lists or has listed. */
  protected abstract load(signal: AbortSignal): Promise<L[]>;
  /** How its stream is spoken. */
  protected abstract protocol(): StreamProtocol;
  protected abstract listingCandles(
    listing: L,
    range: CandlesRange,
    signal: AbortSignal,
  ): Promise<SourceCandles>;

  async candles(
    pair: ListedPair,
    range: CandlesRange,
    signal: AbortSignal,
  ): Promise<SourceCandles> {
    const listing = listingOf(await this.listings.get(signal), pair);
    if (listing === undefined) throw await this.#unknown(pair, signal);
    return await this.listingCandles(listing, range, signal);
  }

  health(pairs: readonly ListedPair[], signal: AbortSignal): Promise<PairTroubles> {
    return listingTroubles(this.name, pairs, this.listings, signal);
  }

  stream(events: StreamEvents): PriceStream {
    return this.connect(events, () => this.protocol());
  }

  async traded(signal: AbortSignal): Promise<readonly TradedPair[]> {
    return [...(await this.listings.get(signal)).values()].flat()
      .filter(({ standing }) => standing === "traded");
  }

  /** @throws {UnknownPairError} it is not listed */
  protected async meant(asked: AskedPair, signal: AbortSignal): Promise<L> {
    const listing = meantListing(await this.listings.get(signal), asked, this.name);
    if (listing === undefined) throw await this.#unknown(asked, signal);
    return listing;
  }

  /** How it lists a pair, as far as that is known without asking. */
  protected listed(pair: ListedPair): L | undefined {
    return listingOf(this.listings.known ?? new Map<string, L[]>(), pair);
  }

  async #unknown(asked: AskedPair, signal: AbortSignal): Promise<UnknownPairError> {
    return new UnknownPairError(asked.symbol, this.name, await this.listings.like(asked, signal));
  }
}

/** A source's stream over as many connections as its pairs need. */
class MarketStream implements PriceStream {
  readonly #tools: Required<StreamTools>;
  readonly #gate = new TickGate();
  readonly #naming: StreamProtocol;
  readonly #endings = new Set<Promise<void>>();
  #shards: StreamShard[] = [];
  #isClosed = false;

  /** `protocol` makes that of one more connection. */
  constructor(
    private readonly protocol: () => StreamProtocol,
    private readonly events: StreamEvents,
    tools: StreamTools = {},
  ) {
    this.#tools = streamTools(tools);
    this.#naming = protocol();
  }

  get state(): StreamState {
    const states = this.#shards.map((shard) => shard.state);
    if (states.includes("down")) return "down";
    return states.includes("connecting") ? "connecting" : "live";
  }

  get dropped(): DroppedTicks {
    return this.#gate.dropped;
  }

  watch(pairs: readonly ListedPair[]): void {
    if (this.#isClosed) return;
    const wanted = new Map(pairs.map((pair) => [this.#naming.keyOf(pair), pair.symbol]));
    for (const shard of this.#shards) {
      const gone = shard.keys.filter((key) => !wanted.has(key));
      if (gone.length > 0) this.#remove(shard, gone);
      for (const key of shard.keys) wanted.delete(key);
    }
    this.#add([...wanted]);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const shard of this.#shards) this.#end(shard);
    this.#shards = [];
    await Promise.all(this.#endings);
  }

  #remove(shard: StreamShard, keys: readonly string[]): void {
    if (keys.length < shard.keys.length) return shard.remove(keys);
    this.#shards = this.#shards.filter((each) => each !== shard);
    this.#end(shard);
  }

  #end(shard: StreamShard): void {
    const ending = shard.close().finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
  }

  #add(entries: readonly [string, string][]): void {
    let rest = entries;
    while (rest.length > 0) {
      const shard = this.#shards.find((each) => each.room > 0) ?? this.#newShard();
      const { room } = shard;
      shard.add(new Map(rest.slice(0, room)));
      rest = rest.slice(room);
    }
  }

  #newShard(): StreamShard {
    const shard = new StreamShard(this.protocol(), this.#tools, this.#gate, this.events);
    this.#shards.push(shard);
    return shard;
  }
}

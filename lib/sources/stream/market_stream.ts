import type { ListedPair } from "@/lib/sources/source.ts";
import {
  type DroppedTicks,
  type PriceStream,
  type StreamEvents,
  type StreamProtocol,
  type StreamState,
  type StreamTools,
  streamTools,
} from "./protocol.ts";
import { StreamShard, TickGate } from "./shard.ts";

/** A source's stream over as many connections as its pairs need. */
export class MarketStream implements PriceStream {
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

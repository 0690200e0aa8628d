import { framesOf } from "@/lib/program/announcer.ts";
import type { Hub } from "@/lib/server/socket/hub.ts";
import { pairPast, pairView } from "@/lib/protocol/pair_view.ts";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import type { Committed } from "@/lib/store/store.ts";
import { Store } from "@/lib/store/store.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import { withoutSecrets } from "@/lib/protocol/views.ts";
import { hubOf } from "./hub_of.ts";
import { CHECK_MS, nextPrices, START } from "./market.ts";
import { random } from "./random.ts";
import type { WatchedDisk } from "./watched_disk.ts";

interface WatchedMarketOptions {
  readonly dataDir: string;
  readonly disk: WatchedDisk;
  readonly pairs: readonly Pair[];
  /** `COMMIT_SECONDS`, in milliseconds. */
  readonly commitMs?: number;
}

/** A store with pairs, checked by hand: the real decision, commit and frames, on prices made up. */
export class WatchedMarket {
  readonly hub: Hub;
  readonly #prices: Map<string, number>;
  readonly #next = random(7);
  #at = START;

  private constructor(readonly store: Store, private readonly options: WatchedMarketOptions) {
    this.#prices = new Map(options.pairs.map((pair) => [pair.symbol, pair.currentPrice ?? 1]));
    this.hub = hubOf(store);
    store.onCommitted((committed) => this.#announce(committed));
  }

  static async open(options: WatchedMarketOptions): Promise<WatchedMarket> {
    const { dataDir, disk, pairs, commitMs } = options;
    let market: WatchedMarket | null = null;
    const store = await Store.open({
      dataDir,
      ...(commitMs !== undefined && { commitMs }),
      now: () => market === null ? START : market.#at,
      fileSystem: disk,
      onFailure: (error) => {
        throw error;
      },
    });
    const events = pairs.filter(({ symbol }) => !store.state.pairs.has(symbol))
      .map((pair) => ({ type: "pairAdded" as const, pair }));
    if (events.length > 0) await store.change(() => ({ events, result: null }));
    await disk.quiet();
    return market = new WatchedMarket(store, options);
  }

  /** One check of all pairs; resolves when it is on disk and told. */
  async check(): Promise<void> {
    const { store } = this;
    const now = this.#at += CHECK_MS;
    const observations = nextPrices(this.#prices, now, this.#next);
    const input = { observations, histories: store.histories, now, staleAfterMs: 60_000 };
    await store.change((state) => {
      const { events } = decidePrices(state, input);
      return { events, result: null };
    });
    // Else the check has written, and there is nothing left to do.
    if (this.options.commitMs !== undefined) await store.settle();
  }

  /** Lets time pass at the present prices, so that windows have something to look at. */
  letPass(ms: number): void {
    const until = this.#at + ms;
    for (const [symbol, history] of this.store.histories) {
      const price = this.#prices.get(symbol) ?? 1;
      for (let at = this.#at; at < until; at += CHECK_MS) history.append(at, price);
    }
    this.#at = until;
  }

  async close(): Promise<void> {
    await this.options.disk.quiet();
    await this.store.close();
  }

  #announce({ events, state }: Committed): void {
    const historyOf = ({ symbol }: Pair) => this.store.histories.get(symbol);
    const tell = {
      view: (pair: Pair) => pairView(pair, historyOf(pair), this.#at),
      channel: (channel: StoredChannel) => withoutSecrets(channel),
      past: (pair: Pair) => pairPast(pair, historyOf(pair), this.#at),
    };
    for (const { event, data } of framesOf(events, state, tell)) this.hub.broadcast(event, data);
    this.store.markAnnounced(state.unannounced);
  }
}

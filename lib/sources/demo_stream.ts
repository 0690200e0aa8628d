import { SECOND_MS } from "./bar_steps.ts";
import { demoPriceAt } from "./demo_market.ts";
import {
  type DroppedTicks,
  type PriceStream,
  type StreamEvents,
  type StreamState,
  type StreamTools,
  streamTools,
} from "./price_stream.ts";
import type { ListedPair } from "./source.ts";

/** The demo market's prices at every full second, as a stream that never fails. */
export class DemoStream implements PriceStream {
  readonly state: StreamState = "live";
  readonly dropped: DroppedTicks = { wrong: 0, repeated: 0, late: 0 };
  readonly #tools: Required<StreamTools>;
  #pairs: readonly ListedPair[] = [];
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
    const known = new Set(this.#pairs.map(({ symbol }) => symbol));
    const priced = pairs.filter((pair) => demoPriceAt(pair, this.#second(), this.seed) !== null);
    this.#pairs = priced;
    const fresh = priced.map(({ symbol }) => symbol).filter((symbol) => !known.has(symbol));
    if (fresh.length > 0) this.events.onLive(fresh);
    this.#callOff ??= this.#nextSecond();
  }

  close(): Promise<void> {
    this.#callOff?.();
    this.#pairs = [];
    return Promise.resolve();
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
    for (const pair of this.#pairs) {
      if (missed !== null) this.events.onGap?.(pair.symbol, missed);
      const price = demoPriceAt(pair, at, this.seed);
      if (price !== null) this.events.onTick(pair.symbol, { price, at });
    }
  }

  #second(): number {
    return Math.floor(this.#tools.now() / SECOND_MS) * SECOND_MS;
  }
}

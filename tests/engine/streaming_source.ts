import type { Observation } from "@/lib/market/observation.ts";
import type { ListedPair } from "@/lib/sources/source.ts";
import type { PriceStream, StreamEvents, StreamState } from "@/lib/sources/stream/protocol.ts";
import { ScriptedSource } from "./scripted_program.ts";

/** A scripted source with a stream whose every word a test says by hand. */
export class StreamingSource extends ScriptedSource {
  events: StreamEvents | null = null;
  watched: readonly string[] = [];
  isClosed = false;
  state: StreamState = "live";

  stream(events: StreamEvents): PriceStream {
    this.events = events;
    const state = () => this.state;
    return {
      watch: (pairs: readonly ListedPair[]) => {
        this.watched = pairs.map(({ symbol }) => symbol);
      },
      get state() {
        return state();
      },
      dropped: { wrong: 0, repeated: 0, late: 0 },
      close: () => {
        this.isClosed = true;
        return Promise.resolve();
      },
    };
  }

  /** A price of now. */
  tick(price: number, more: Partial<Observation> = {}, symbol = "BTCUSDT"): void {
    this.events?.onTick(symbol, { price, at: this.clock.now(), ...more });
  }

  goLive(symbol = "BTCUSDT"): void {
    this.events?.onLive([symbol]);
  }

  goDown(symbol = "BTCUSDT"): void {
    this.events?.onDown("Binance's stream was closed (1006)", [symbol]);
  }
}

import { LiveClient } from "@/tests/program/live_client.ts";
import { RunningServer } from "@/tests/program/running_server.ts";
import type { MovingPrices } from "./moving_prices.ts";
import { PriceListeners } from "./price_listeners.ts";
import { withFolder } from "./with_folder.ts";

interface AudienceOptions {
  readonly market: MovingPrices;
  readonly browsers: number;
  /** Whether the program may listen to the exchange's stream. */
  readonly stream: "on" | "off";
}

/** Runs with a program that watches the market, in a process of its own, and with browsers that listen to it. */
export function withAudience<T>(
  { market, browsers, stream }: AudienceOptions,
  run: (listeners: PriceListeners) => Promise<T>,
): Promise<T> {
  return withFolder(async (folder) => {
    const env = {
      PRICE_SOURCE: "binance",
      BINANCE_API_URL: market.server.url,
      BINANCE_STREAM_URL: market.server.streamUrl,
      BINANCE_STREAM: stream,
    };
    const server = await RunningServer.start({ folder, env });
    const listeners = new PriceListeners(market.setAt);
    try {
      await addPairs(server.url, market.symbols);
      await listeners.connect(server.url, browsers);
      return await run(listeners);
    } finally {
      await listeners.close();
      await server.stop();
    }
  });
}

async function addPairs(url: string, symbols: readonly string[]): Promise<void> {
  const client = await LiveClient.connect(url);
  for (const pair of symbols) await client.ask("add_pair", { pair });
  await client.close();
}

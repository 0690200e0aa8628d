import { startBinance } from "../servers/binance.ts";
import type { BinanceServer } from "../servers/binance.ts";
import { LiveClient } from "../program/live_client.ts";
import { RunningServer } from "../program/running_server.ts";

/** A running program on a Binance of its own with one client, for one test. */
export interface Stage {
  readonly folder: string;
  readonly binance: BinanceServer;
  readonly server: RunningServer;
  readonly client: LiveClient;
}

/** Runs a test against the real program, checking every second, and tidies up after it. */
export async function withServer(
  test: (stage: Stage) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const binance = startBinance();
  binance.setPrice("BTCUSDT", 50_000);
  const settings = {
    PRICE_SOURCE: "binance",
    BINANCE_API_URL: binance.url,
    BINANCE_STREAM_URL: binance.streamUrl,
    CHECK_INTERVAL_SECONDS: "1",
    ...env,
  };
  const server = await RunningServer.start({ folder, env: settings });
  const client = await LiveClient.connect(server.url);
  try {
    await test({ folder, binance, server, client });
  } finally {
    await server.stop();
    await client.closed;
    await binance.close();
    await Deno.remove(folder, { recursive: true });
  }
}

import { LiveClient } from "../program/live_client.ts";
import { LocalServer } from "../program/local_server.ts";
import { RunningServer, type StartOptions } from "../program/running_server.ts";
import { type BinanceServer, startBinance } from "../servers/binance.ts";

/** A running program on a Binance of its own with one client, for one test. */
export interface Stage<Server extends LocalServer | RunningServer = RunningServer> {
  readonly folder: string;
  readonly binance: BinanceServer;
  readonly server: Server;
  readonly client: LiveClient;
}

/** The same in the test's own process: where it is not the process that is looked at. */
export type LocalStage = Stage<LocalServer>;

/** Runs a test against the real program in a process of its own, checking every second, and tidies up after it. */
export function withServer(
  test: (stage: Stage) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const seconds = { CHECK_INTERVAL_SECONDS: "1", ...env };
  return onStage((options) => RunningServer.start(options), test, seconds);
}

/** Runs a test against the program in this process, and tidies up after it. */
export function withLocalServer(
  test: (stage: LocalStage) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  return onStage((options) => LocalServer.start(options), test, env);
}

async function onStage<Server extends LocalServer | RunningServer>(
  start: (options: StartOptions) => Promise<Server>,
  test: (stage: Stage<Server>) => Promise<void>,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const binance = startBinance();
  binance.setPrice("BTCUSDT", 50_000);
  const settings = {
    PRICE_SOURCE: "binance",
    BINANCE_API_URL: binance.url,
    BINANCE_STREAM_URL: binance.streamUrl,
    ...env,
  };
  const server = await start({ folder, env: settings });
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

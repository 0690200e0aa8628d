import assert from "node:assert/strict";
import { join } from "node:path";
import { startBinance } from "../servers/binance.ts";
import { untilFits } from "../timeouts.ts";
import { RunningServer } from "./running_server.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

Deno.test("The program watches prices with the net narrowed to its own port and its source", async () => {
  const folder = await Deno.makeTempDir();
  const binance = startBinance();
  binance.setPrice("BTCUSDT", 50_000);
  // As SECURITY.md says for whoever uses no channels.
  const rights = [
    ...["--allow-env", "--allow-sys=uid,statfs,osUptime", `--allow-read=${ROOT},${folder}`],
    `--allow-write=${folder}`,
    `--allow-net=127.0.0.1:0,unix:${folder}/data/control.sock,${new URL(binance.url).host}`,
  ];
  const server = await RunningServer.start({
    ...{ folder, rights },
    env: {
      ...{ PRICE_SOURCE: "binance", BINANCE_API_URL: binance.url, CHECK_INTERVAL_SECONDS: "1" },
      ...{ DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs") },
    },
  });
  try {
    const added = await fetch(`${server.url}/api/pairs`, {
      method: "POST",
      body: '{"pair":"BTCUSDT"}',
    });
    assert.equal(added.status, 201, await added.text());
    binance.setPrice("BTCUSDT", 51_000);
    const priceOf = async () => {
      const { pair } = await (await fetch(`${server.url}/api/pairs/BTCUSDT`)).json();
      return pair.currentPrice;
    };
    await untilFits(priceOf, (price) => price === 51_000);
    assert.doesNotMatch(server.output, /NotCapable|Requires .* access/);
  } finally {
    await server.stop();
    await binance.close();
    await Deno.remove(folder, { recursive: true });
  }
});

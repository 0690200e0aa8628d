import assert from "node:assert/strict";
import { join } from "node:path";
import { LiveClient } from "../program/live_client.ts";
import { RunningServer } from "../program/running_server.ts";
import { withServer } from "./with_server.ts";

Deno.test("A damaged store file is restored at the start, and every page is told", async () => {
  await withServer(async ({ folder, client, server }) => {
    await client.ask("add_pair", { pair: "BTCUSDT" });
    assert.equal(client.snapshot.status.recovery, null);
    await server.stop();
    const file = join(folder, "data", "crypto_data_binance.json");
    await Deno.writeTextFile(file, (await Deno.readTextFile(file)).slice(0, 300));

    const next = await RunningServer.start({ folder, env: { PRICE_SOURCE: "demo" } });
    const page = await LiveClient.connect(next.url);
    const { pairs, status } = page.snapshot;
    assert.deepEqual(pairs.map(({ symbol }) => symbol), ["BTCUSDT"]);
    assert.match(status.recovery ?? "", /^Restored data\/backups\/\S+ of 20\S+: .*kept as/);
    await next.waitFor(/Restored data\/backups\/\S+ of 20\S+: /);
    await page.close();
    await next.stop();
  });
});

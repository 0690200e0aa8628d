import assert from "node:assert/strict";
import { join } from "node:path";
import { startBinance } from "../servers/binance.ts";
import { whyNoSmallDisk, withSmallDisk } from "../store/small_disk.ts";
import { LiveClient } from "../program/live_client.ts";
import { RunningServer } from "../program/running_server.ts";

const why = whyNoSmallDisk();
const leftOut = why === null ? "" : ` (left out: ${why})`;

/** An alarm of about 700 bytes in the store file. */
const ALARM = { type: "target", targetPrice: 1, direction: "any", note: "x".repeat(500) };

/** Runs a test with a disk of 1 MB, a folder on another disk, and the settings for the program. */
async function withTinyDisk(
  test: (places: { disk: string; folder: string; env: Record<string, string> }) => Promise<void>,
): Promise<void> {
  const binance = startBinance();
  binance.setPrice("BTCUSDT", 50_000);
  const folder = await Deno.makeTempDir();
  try {
    await withSmallDisk("1m", (disk) => {
      const env = { PRICE_SOURCE: "binance", BINANCE_API_URL: binance.url };
      return test({
        disk,
        folder,
        env: { ...env, DATA_DIR: join(disk, "data"), MIN_FREE_MB: "0" },
      });
    });
  } finally {
    await binance.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Takes all the room that is left. */
async function fillToTheBrim(path: string): Promise<void> {
  using file = await Deno.open(path, { create: true, append: true });
  const piece = new Uint8Array(4096);
  try {
    for (;;) await file.write(piece);
  } catch (error) {
    assert.match(String(error), /No space left/);
  }
}

/** Adds alarms over the socket until one is refused; answers the ids of those that were acknowledged. */
async function addUntilRefused(client: LiveClient, onAdded: (count: number) => Promise<void>) {
  const ids: string[] = [];
  for (;;) {
    const answer = await client.ask("add_alarm", { pair: "BTCUSDT", alarm: ALARM });
    if (answer.event !== "alarm_added") return { ids, refused: answer };
    ids.push(answer.data.alarm.id);
    await onAdded(ids.length);
  }
}

for (const logsToo of [false, true]) {
  const where = logsToo ? "with the logs on it" : "with the logs elsewhere";
  Deno.test({
    name: `A disk of 1 MB filled to the brim ${where} loses no acknowledged alarm${leftOut}`,
    ignore: why !== null,
    fn: () =>
      withTinyDisk(async ({ disk, folder, env: settings }) => {
        const logDir = logsToo ? join(disk, "logs") : join(folder, "logs");
        const env = { ...settings, LOG_DIR: logDir };
        const server = await RunningServer.start({ folder, env });
        const client = await LiveClient.connect(server.url);
        await client.ask("add_pair", { pair: "BTCUSDT" });
        const filler = join(disk, "filler");
        const { ids, refused } = await addUntilRefused(client, async (count) => {
          if (count === 40) await fillToTheBrim(filler);
        });
        assert.ok(ids.length >= 40, `${ids.length} alarms`);
        assert.ok(refused.event === "error" && refused.data.code === "store_unavailable");
        assert.match(refused.data.message, /the disk is full; free some space and start again/);
        const told = await client.next("status", ({ storeProblem }) => storeProblem !== null);
        assert.match(told.data.storeProblem ?? "", /the disk is full/);

        const { code } = await server.ended;
        assert.equal(code, 1);
        assert.match(server.output, /FATAL.*Cannot write .*the disk is full; free some space/);
        if (!logsToo) {
          const log = await Deno.readTextFile(join(logDir, "app.log"));
          assert.match(log, /FATAL.*Cannot write .*the disk is full; free some space/);
        }
        await client.closed;

        await Deno.remove(filler);
        const next = await RunningServer.start({ folder, env });
        const after = await LiveClient.connect(next.url);
        const found = after.snapshot.pairs[0]?.alarms.map(({ id }) => id);
        assert.deepEqual(found, ids);
        const more = await after.ask("add_alarm", { pair: "BTCUSDT", alarm: ALARM });
        assert.equal(more.event, "alarm_added");
        assert.equal(after.snapshot.status.recovery, null);
        await after.close();
        assert.equal((await next.stop()).code, 0);
      }),
  });
}

Deno.test({
  name:
    `A disk below MIN_FREE_MB takes no new pair, says so on the page, and is checked on${leftOut}`,
  ignore: why !== null,
  fn: () =>
    withTinyDisk(async ({ folder, env }) => {
      const seconds = { CHECK_INTERVAL_SECONDS: "1" };
      const roomy = await RunningServer.start({ folder, env: { ...env, ...seconds } });
      const first = await LiveClient.connect(roomy.url);
      await first.ask("add_pair", { pair: "BTCUSDT" });
      await first.close();
      await roomy.stop();

      const short = { ...env, ...seconds, MIN_FREE_MB: "64" };
      const server = await RunningServer.start({ folder, env: short });
      const client = await LiveClient.connect(server.url);
      const refused = await client.ask("add_alarm", { pair: "BTCUSDT", alarm: ALARM });
      assert.ok(refused.event === "error" && refused.data.code === "disk_full");
      assert.equal(client.snapshot.status.diskProblem, refused.data.message);
      assert.match(refused.data.message, /has 0 MB free and 64 MB must stay free/);
      await client.next("price_update");
      await client.close();
      assert.equal((await server.stop()).code, 0);
    }),
});

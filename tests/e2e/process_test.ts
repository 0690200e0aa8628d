import assert from "node:assert/strict";
import { join } from "node:path";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { VERSION } from "@/lib/settings/config.ts";
import { LiveClient } from "../program/live_client.ts";
import { RunningServer, spawnProgram } from "../program/running_server.ts";
import { withServer } from "./with_server.ts";

Deno.test("A second process on the same data folder stops at once and names the first", async () => {
  await withServer(async ({ folder, server }) => {
    const env = { PRICE_SOURCE: "demo" };
    const { code, stderr } = await spawnProgram({ folder, env }).output();
    assert.notEqual(code, 0);
    const message = new TextDecoder().decode(stderr);
    assert.match(message, new RegExp(`process ${server.pid}`));
    assert.doesNotMatch(message, / at file:/, "no stack for the person who starts it");
  });
});

Deno.test("SIGTERM ends the process with code 0 and a close frame for every client", async () => {
  const folder = await Deno.makeTempDir();
  const server = await RunningServer.start({ folder, env: { PRICE_SOURCE: "demo" } });
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws`);
  await new Promise((resolve) => socket.onmessage = resolve);
  const closed = new Promise<CloseEvent>((resolve) => socket.onclose = resolve);
  const { code } = await server.stop("SIGTERM");
  assert.equal(code, 0);
  assert.equal((await closed).code, 1001);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("A wrong setting stops the start with one line that names it", async () => {
  const folder = await Deno.makeTempDir();
  const { code, stderr } = await spawnProgram({ folder, env: { CHECK_INTERVAL_SECONDS: "7" } })
    .output();
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  assert.notEqual(code, 0);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /^CHECK_INTERVAL_SECONDS must be a divisor of 60/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("Arguments tell of the program, and one that is not known stops the start", async () => {
  const folder = await Deno.makeTempDir();
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await spawnProgram({ folder, args }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  };
  const help = await run("--help");
  assert.equal(help.code, 0);
  assert.match(help.stdout, /--demo .*demo market/);
  const version = await run("-v");
  assert.equal(version.stdout, `${VERSION}\n`);
  for (const wrong of ["--dmeo", "demo", "--demo=yes"]) {
    const { code, stderr } = await run(wrong);
    assert.equal(code, 1);
    assert.equal(
      stderr,
      `Cannot understand the arguments "${wrong}"; there are --demo, --version, --help\n`,
    );
  }
  assert.deepEqual([...Deno.readDirSync(folder)], [], "nothing was begun");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("Settings are read from .env, and the environment wins", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(
    join(folder, ".env"),
    "PRICE_SOURCE=demo\nDATA_DIR=elsewhere\nCHECK_INTERVAL_SECONDS=7\n",
  );
  const server = await RunningServer.start({ folder, env: { CHECK_INTERVAL_SECONDS: "30" } });
  const status = await (await fetch(`${server.url}/api/status`)).json();
  assert.equal(status.checkIntervalSeconds, 30);
  assert.ok((await Deno.stat(join(folder, "elsewhere"))).isDirectory);
  await server.stop();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("The demo rings within 30 seconds and keeps its state apart", async () => {
  const folder = await Deno.makeTempDir();
  const server = await RunningServer.start({ folder, args: ["--demo"] });
  const { pairs } = await (await fetch(`${server.url}/api/pairs`)).json();
  assert.equal(pairs.length, 5);
  const kinds = new Set(
    pairs.flatMap((pair: { alarms: { type: string }[] }) => pair.alarms.map(({ type }) => type)),
  );
  assert.deepEqual([...kinds].sort(), ["percentChange", "target", "timeframe"]);
  await server.waitFor(/reaching your target/);
  assert.ok((await Deno.stat(join(folder, "data", "demo", "crypto_data_binance.json"))).isFile);
  await server.stop();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("The demo keeps what a person changed over a restart, and rings anew", async () => {
  const folder = await Deno.makeTempDir();
  const first = await RunningServer.start({ folder, args: ["--demo"] });
  const own = await (await fetch(`${first.url}/api/pairs/ETHUSDT/alarms`, {
    method: "POST",
    body: JSON.stringify({ type: "target", targetPrice: 9_000, direction: "any" }),
  })).json();
  await fetch(`${first.url}/api/pairs/PEPEUSDT`, { method: "DELETE" });
  await first.waitFor(/reaching your target/);
  await first.stop();

  const second = await RunningServer.start({ folder, args: ["--demo"] });
  const { alarms } = await (await fetch(`${second.url}/api/alarms`)).json();
  const ids = alarms.map(({ alarm }: { alarm: { id: string } }) => alarm.id);
  assert.ok(ids.includes(own.alarm.id));
  const { pairs } = await (await fetch(`${second.url}/api/pairs`)).json();
  assert.equal(pairs.length, 4);
  await second.waitFor(/reaching your target/);
  await second.stop();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("Requests that a script sends without waiting are answered in their order", async () => {
  await withServer(async ({ client }) => {
    const alarm = { type: "target", targetPrice: 55_000, direction: "any" };
    const answers = await Promise.all([
      client.ask("add_pair", { pair: "BTCUSDT" }),
      client.ask("add_alarm", { pair: "BTCUSDT", alarm }),
    ]);
    assert.deepEqual(answers.map(({ event }) => event), ["pair_added", "alarm_added"]);
  });
});

Deno.test("A burst of fires reaches every client that reads, at once and whole", async () => {
  await withServer(async ({ client, binance, server }) => {
    await client.ask("add_pair", { pair: "BTCUSDT" });
    const other = await LiveClient.connect(server.url);
    for (let index = 0; index < 600; index++) {
      const alarm = { type: "target", targetPrice: 51_000 + index, direction: "fromBelow" };
      await client.ask("add_alarm", { pair: "BTCUSDT", alarm });
    }
    binance.setPrice("BTCUSDT", 60_000);
    const isLast = ({ alarm }: { alarm: { id: string } }) => alarm.id === client.lastAlarm;
    await Promise.all([client, other].map((each) => each.next("alarm_triggered", isLast)));
    for (const { frames } of [client, other]) {
      const isFire = ({ event }: ServerFrame) => event === "alarm_triggered";
      assert.equal(frames.filter(isFire).length, 600);
      const told = frames.findIndex((frame) =>
        frame.event === "price_update" && frame.data.prices[0]?.price === 60_000
      );
      const first = told < 0 ? frames.findIndex(isFire) : told;
      const burst = frames.slice(first, frames.findLastIndex(isFire));
      const checks = burst.filter(({ event }) => event === "heartbeat");
      assert.ok(checks.length <= 1, "not held back over checks");
    }
    await other.close();
  });
});

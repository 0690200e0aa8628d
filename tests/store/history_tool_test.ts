import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Store } from "@/lib/store/store.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { observe, pairOf } from "./fixtures.ts";

const TOOL = fileURLToPath(new URL("../../tools/operate.ts", import.meta.url));

async function run(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", TOOL, "history", ...args],
    cwd: folder,
    // Far from UTC, so that a moment read by the machine's zone is found out.
    env: { NO_COLOR: "1", TZ: "America/New_York" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), error: decode(stderr) };
}

Deno.test("history prints the candles of a pair between two moments, and says what it cannot do", async () => {
  const folder = await Deno.makeTempDir();
  // The tool reads the clock, and leaves out what is too old.
  const began = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000;
  const at = (seconds: number) => isoTime(began + seconds * 1000);
  let now = began;
  const onFailure = (error: Error) => assert.fail(error);
  const store = await Store.open({ dataDir: `${folder}/data`, now: () => now, onFailure });
  await store.change(() => ({
    events: [{ type: "pairAdded", pair: pairOf("BTCUSDT") }],
    result: null,
  }));
  for (let slot = 0; slot < 6; slot++) {
    now = began + slot * 15_000;
    await observe(store, "BTCUSDT", 50_000 + slot / 4, now);
  }
  await store.close();
  const between = ["--from", at(30), "--to", at(45)];
  const found = await run(folder, "btcusdt", ...between);
  assert.deepEqual(found, {
    code: 0,
    out: [
      "time,open,high,low,close,volume",
      `${at(30)},50000.5,50000.5,50000.5,50000.5,`,
      `${at(45)},50000.75,50000.75,50000.75,50000.75,`,
      "",
    ].join("\r\n"),
    error: "",
  });
  const inUtc = await run(folder, "BTCUSDT", ...between.map((word) => word.replace(/Z$/, "")));
  assert.deepEqual(inUtc, found);
  const unread = new Deno.Command(Deno.execPath(), {
    ...{ args: ["run", "-A", "--no-check", TOOL, "history", "BTCUSDT"], cwd: folder },
    ...{ env: { NO_COLOR: "1" }, stdout: "piped", stderr: "piped" },
  }).spawn();
  await unread.stdout.cancel();
  assert.deepEqual([await unread.stderr.text(), (await unread.status).code], ["", 0]);
  for (
    const [args, wrong] of [
      [["BTCUSDT", "--from", "noon"], /--from must be a time, and noon is none/],
      [["BTCUSDT", "--to", "16 Jan 2026"], /--to must be a time, and 16 Jan 2026 is none/],
      [["ETHUSDT"], /there is no pair ETHUSDT in data\/crypto_data_binance\.json \(BTCUSDT\)/],
      [[], /one pair is to be named/],
    ] as const
  ) {
    const refused = await run(folder, ...args);
    assert.equal(refused.code, 1);
    assert.match(refused.error, wrong);
  }
  await Deno.remove(folder, { recursive: true });
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withServer } from "./with_server.ts";

const OPERATE = fileURLToPath(new URL("../../tools/operate.ts", import.meta.url));
const ALARM = { type: "target", targetPrice: 60_000, direction: "fromBelow" };

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a tool as its task does, in a folder with `data` and `logs`. */
async function runTool(name: string, folder: string, ...args: string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", OPERATE, name, ...args],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, out: decode(stdout), error: decode(stderr) };
}

const storeFile = (folder: string) => join(folder, "data", "crypto_data_binance.json");

async function pairsIn(path: string): Promise<string[]> {
  return Object.keys(JSON.parse(await Deno.readTextFile(path)).pairs);
}

Deno.test("backup, check-data and restore tell a person's story on a server that runs", async () => {
  await withServer(async ({ folder, binance, client, server }) => {
    binance.setPrice("ETHUSDT", 3_000);
    await client.ask("add_pair", { pair: "BTCUSDT" });
    await client.ask("add_alarm", { pair: "BTCUSDT", alarm: ALARM });

    const backedUp = await runTool("backup", folder);
    assert.equal(backedUp.code, 0, backedUp.error);
    assert.match(
      backedUp.out,
      /^Backed up to data\/backups\/crypto_data_binance\.manual-\S+\.json/,
    );
    assert.match(backedUp.out, /: 1 pair, 1 alarm, 0 fires, written /);
    const named = join(folder, "elsewhere", "mine.json");
    assert.equal((await runTool("backup", folder, named)).code, 0);
    assert.deepEqual(await pairsIn(named), ["BTCUSDT"]);

    await client.ask("add_pair", { pair: "ETHUSDT" });
    const checked = await runTool("check-data", folder);
    assert.equal(checked.code, 0, checked.out);
    assert.match(checked.out, /fine +data\/crypto_data_binance\.json: whole, 2 pairs, 1 alarm/);
    assert.match(checked.out, /Everything is whole$/);

    const before = await Deno.readTextFile(storeFile(folder));
    const refused = await runTool("restore", folder, named);
    assert.equal(refused.code, 1);
    assert.equal(refused.error.split("\n").length, 1);
    assert.match(refused.error, new RegExp(`process ${server.pid} uses it already; stop it`));
    assert.deepEqual(Object.keys(JSON.parse(before).pairs), await pairsIn(storeFile(folder)));

    await server.stop();
    const restored = await runTool("restore", folder, named);
    assert.equal(restored.code, 0, restored.error);
    assert.deepEqual(await pairsIn(storeFile(folder)), ["BTCUSDT"]);
    const kept = /kept as (\S+)$/.exec(restored.out)?.[1] ?? "";
    assert.deepEqual(await pairsIn(join(folder, kept)), ["BTCUSDT", "ETHUSDT"]);
  });
});

/** A data folder that a server filled and left. */
async function withUsedFolder(test: (folder: string) => Promise<void>): Promise<void> {
  await withServer(async ({ folder, client, server }) => {
    await client.ask("add_pair", { pair: "BTCUSDT" });
    await server.stop();
    await test(folder);
  });
}

Deno.test("check-data ends with 1 for what a start repairs and with 2 for what it refuses", async () => {
  await withUsedFolder(async (folder) => {
    await Deno.writeTextFile(storeFile(folder), "{");
    const damaged = await runTool("check-data", folder);
    assert.equal(damaged.code, 1);
    assert.match(
      damaged.out,
      /damaged data\/crypto_data_binance\.json: .* start restores data\/backups/,
    );
    assert.equal(await Deno.readTextFile(storeFile(folder)), "{", "nothing is changed");

    await Deno.remove(join(folder, "data", "backups"), { recursive: true });
    const lost = await runTool("check-data", folder);
    assert.equal(lost.code, 2);
    assert.match(lost.out, /lost +data\/crypto_data_binance\.json: .*put a good file in its place/);
  });
});

Deno.test("backup and restore refuse what is damaged, in one line, and change nothing", async () => {
  await withUsedFolder(async (folder) => {
    const good = await Deno.readTextFile(storeFile(folder));
    const damagedFile = join(folder, "damaged.json");
    await Deno.writeTextFile(damagedFile, good.slice(0, -20));
    const restored = await runTool("restore", folder, damagedFile);
    assert.equal(restored.code, 1);
    assert.match(restored.error, /^Cannot use \S+damaged\.json: it is not whole JSON/);
    assert.equal(await Deno.readTextFile(storeFile(folder)), good);

    await Deno.writeTextFile(storeFile(folder), good.slice(0, -20));
    const target = join(folder, "copy.json");
    const backedUp = await runTool("backup", folder, target);
    assert.equal(backedUp.code, 1);
    assert.match(backedUp.error, /^Cannot use data\/crypto_data_binance\.json: /);
    await assert.rejects(Deno.stat(target), Deno.errors.NotFound);
    assert.match((await runTool("restore", folder)).error, /^Cannot restore without a file/);
  });
});

Deno.test("The tools read DATA_DIR from .env as the program does", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, ".env"), "DATA_DIR=other\n");
  const { code, out } = await runTool("check-data", folder);
  assert.equal(code, 0);
  assert.match(out, /other\/crypto_data_binance\.json: not there; nothing was stored yet/);
  await Deno.remove(folder, { recursive: true });
});

import assert from "node:assert/strict";
import { freeSpace } from "@/lib/store/file/file_system.ts";
import { Store } from "@/lib/store/store.ts";
import { addPair, textOf } from "./fixtures.ts";
import { whyNoSmallDisk, withSmallDisk } from "./small_disk.ts";

const why = whyNoSmallDisk();

for (const size of ["64k", "1m"]) {
  Deno.test({
    name:
      `Store replaces no good file on a full disk of ${size}, can be read there, and goes on after` +
      (why === null ? "" : ` (left out: ${why})`),
    ignore: why !== null,
    fn: () => withSmallDisk(size, (disk) => fillAndFree(`${disk}/data`)),
  });
}

async function fillAndFree(dataDir: string): Promise<void> {
  const open = () => Store.open({ dataDir, now: Date.now, onFailure() {} });
  const store = await open();
  let answered = textOf(store.state);
  const fill = async () => {
    for (let i = 0; i < 10_000; i++) {
      await addPair(store, `C${i}USDT`);
      answered = textOf(store.state);
    }
  };
  await assert.rejects(fill(), /the disk is full; free some space/);
  await store.close();

  const full = await open();
  assert.equal(full.recovery.kind, "loaded");
  assert.equal(textOf(full.state), answered);
  await full.close();

  await Deno.remove(`${dataDir}/backups`, { recursive: true });
  const again = await open();
  await addPair(again, "ROOMUSDT");
  await again.close();
}

Deno.test({
  name: `freeSpace tells how much a small disk takes${why === null ? "" : ` (left out: ${why})`}`,
  ignore: why !== null,
  fn: () =>
    withSmallDisk("1m", async (disk) => {
      assert.equal(await freeSpace(disk), 1024 * 1024);
      await Deno.writeFile(`${disk}/half`, new Uint8Array(512 * 1024));
      assert.equal(await freeSpace(disk), 512 * 1024);
    }),
});

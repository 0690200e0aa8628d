// Needs a small disk: mount -t tmpfs -o size=64k tmpfs /mnt/tiny, then FULL_DISK_DIR=/mnt/tiny deno test -A …
import assert from "node:assert/strict";
import { Store } from "@/lib/store/store.ts";
import { addPair, textOf } from "./fixtures.ts";

const FULL_DISK_DIR = Deno.env.get("FULL_DISK_DIR");

Deno.test({
  name: "Store replaces no good file on a full disk, can be read there, and goes on after",
  ignore: FULL_DISK_DIR === undefined,
  async fn() {
    const dataDir = `${FULL_DISK_DIR}/data`;
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
    await Deno.remove(dataDir, { recursive: true });
  },
});

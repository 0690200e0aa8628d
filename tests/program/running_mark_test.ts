import assert from "node:assert/strict";
import { join } from "node:path";
import { markRunning, unmarkRunning } from "@/lib/store/file/lock.ts";
import { diskFileSystem } from "@/lib/store/file/file_system.ts";
import { withApp } from "./app_under_test.ts";

async function isMarked(folder: string): Promise<boolean> {
  return (await diskFileSystem.list(folder)).some(({ name }) => name === "running");
}

Deno.test("markRunning() finds what a run left that nobody stopped, and nothing after one that was", async () => {
  const folder = await Deno.makeTempDir();
  assert.deepEqual(await markRunning(diskFileSystem, folder), { wasLeft: false });
  assert.deepEqual(await markRunning(diskFileSystem, folder), { wasLeft: true });
  await unmarkRunning(diskFileSystem, folder);
  assert.deepEqual(await markRunning(diskFileSystem, folder), { wasLeft: false });
  await Deno.remove(folder, { recursive: true });
});

for (const isAsked of [true, false]) {
  Deno.test(`Program marks its folder while it serves; an end that was ${isAsked ? "" : "not "}asked for ${isAsked ? "takes the mark away" : "leaves the mark"}`, async () => {
    const folder = await Deno.makeTempDir();
    const dataDir = join(folder, "data");
    await withApp(async ({ program }) => {
      // A start that fails before it serves is no end to tell of.
      assert.equal(await isMarked(dataDir), false);
      await program.served();
      assert.equal(await isMarked(dataDir), true);
      await program.stop(isAsked);
      assert.equal(await isMarked(dataDir), !isAsked);
    }, { DATA_DIR: dataDir });
    await Deno.remove(folder, { recursive: true });
  });
}

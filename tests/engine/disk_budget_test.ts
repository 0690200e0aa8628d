import assert from "node:assert/strict";
import { DiskBudget, type DiskBudgetOptions } from "@/lib/engine/health/storage_watch.ts";
import { freeSpace } from "@/lib/store/file/file_system.ts";

const MB = 1024 * 1024;

/** A budget of 64 MB on a disk whose room a test sets. */
function setUp(minFreeMb = 64) {
  const disk = { free: 1000 * MB, looks: 0, error: null as Error | null };
  const told: string[] = [];
  const tell = (message: string) => void told.push(message);
  const budget = new DiskBudget({
    folder: "/data",
    minFreeMb,
    freeSpace() {
      disk.looks++;
      return disk.error === null ? Promise.resolve(disk.free) : Promise.reject(disk.error);
    },
    log: { warn: tell, info: tell } as DiskBudgetOptions["log"],
  });
  return { disk, told, budget };
}

Deno.test("DiskBudget says how much room is left, how much must be, and what to do", async () => {
  const { disk, budget } = setUp();
  await budget.look();
  assert.equal(budget.problem, null);
  disk.free = 64 * MB - 1;
  await budget.look();
  assert.match(
    budget.problem ?? "",
    /^Cannot take new pairs or alarms: the disk of \/data has 63 MB free and 64 MB must stay free; free some space/,
  );
  disk.free = 64 * MB;
  await budget.look();
  assert.equal(budget.problem, null);
});

Deno.test("DiskBudget logs when room runs short and when it is back, once each", async () => {
  const { disk, told, budget } = setUp();
  for (const free of [10, 9, 8, 100, 100]) {
    disk.free = free * MB;
    await budget.look();
  }
  assert.equal(told.length, 2);
  assert.match(told[1] ?? "", /room on the disk again/);
});

Deno.test("DiskBudget looks once for all who ask at the same time", async () => {
  const { disk, budget } = setUp();
  await Promise.all([budget.look(), budget.look(), budget.look()]);
  assert.equal(disk.looks, 1);
  await budget.look();
  assert.equal(disk.looks, 2);
});

Deno.test("DiskBudget refuses nothing when it cannot tell, and says so once", async () => {
  const { disk, told, budget } = setUp();
  disk.free = 0;
  await budget.look();
  disk.error = new Error("not on this system");
  await budget.look();
  await budget.look();
  assert.equal(budget.problem, null);
  assert.deepEqual(told.length, 2);
  assert.match(told[1] ?? "", /^Cannot tell how much room is left/);
});

Deno.test("DiskBudget of 0 asks nothing", async () => {
  const { disk, budget } = setUp(0);
  disk.free = 0;
  await budget.look();
  assert.equal(budget.problem, null);
  assert.equal(disk.looks, 0);
});

Deno.test("freeSpace() knows a folder's disk and rejects for a folder that is not there", async () => {
  assert.ok(await freeSpace(Deno.cwd()) > 0);
  await assert.rejects(freeSpace("/no/such/folder"), /ENOENT/);
});

import assert from "node:assert/strict";
import { withApp } from "../program/app_under_test.ts";

const ALARM = { type: "target", targetPrice: 1, direction: "any" };

Deno.test("With too little room on the disk new pairs and alarms are answered 507, the rest goes on", async () => {
  const freeSpace = () => Promise.resolve(10 * 1024 * 1024);
  await withApp(
    async ({ json }) => {
      const { status, body } = await json("/api/pairs", "POST", { pair: "BTCUSDT" });
      assert.equal(status, 507);
      assert.equal(body.code, "disk_full");
      assert.equal(body.title, "Insufficient storage");
      assert.match(body.detail, /has 10 MB free and 64 MB must stay free; free some space/);
      const alarm = await json("/api/pairs/BTCUSDT/alarms", "POST", ALARM);
      assert.equal(alarm.body.code, "disk_full");
      assert.equal((await json("/api/status")).body.diskProblem, body.detail);
      const removal = await json("/api/pairs/BTCUSDT", "DELETE");
      assert.equal(removal.body.code, "pair_not_found");
    },
    {},
    { freeSpace },
  );
});

Deno.test("MIN_FREE_MB=0 takes pairs and alarms on any disk", async () => {
  const freeSpace = () => Promise.resolve(0);
  await withApp(
    async ({ json }) => {
      assert.equal((await json("/api/pairs", "POST", { pair: "BTCUSDT" })).status, 201);
      assert.equal((await json("/api/pairs/BTCUSDT/alarms", "POST", ALARM)).status, 201);
      assert.equal((await json("/api/status")).body.diskProblem, null);
    },
    { MIN_FREE_MB: "0" },
    { freeSpace },
  );
});

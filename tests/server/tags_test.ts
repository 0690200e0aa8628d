import assert from "node:assert/strict";
import { tagsIn } from "@/lib/alarms/limits.ts";
import { auditDetail } from "@/lib/text/change_words.ts";
import { withApp } from "../program/app_under_test.ts";

const TARGET = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" } as const;
const ALARMS = "/api/pairs/BTCUSDT/alarms";

Deno.test("An alarm's tags go in and out over /api, in files, by filter and in the audit log", async () => {
  await withApp(async ({ json, request }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const tags = ["Breakout", "two words", "a;b"];
    const given = [" Breakout ", ...tags.slice(1)];
    const { alarm } = (await json(ALARMS, "POST", { ...TARGET, tags: given })).body;
    assert.deepEqual(alarm.tags, tags);
    await json(ALARMS, "POST", { ...TARGET, targetPrice: 2_000_000 });
    const found = async (tag: string) =>
      (await json(`/api/alarms?tag=${encodeURIComponent(tag)}`)).body.alarms.length;
    assert.deepEqual([await found("breakout"), await found("other")], [1, 0]);
    const path = `/api/alarms/${alarm.id}`;
    for (const wanted of [tags, ["plain", "two words"], ["one;"]]) {
      for (const format of ["json", "csv"]) {
        await json(path, "PATCH", { tags: wanted });
        const file = await (await request(`/api/alarms/export?format=${format}`)).text();
        await json(path, "PATCH", { tags: [] });
        assert.deepEqual((await json(path)).body.alarm.tags, []);
        const headers = { "content-type": format === "csv" ? "text/csv" : "application/json" };
        await request("/api/alarms/import", { method: "POST", body: file, headers });
        assert.deepEqual((await json(path)).body.alarm.tags, wanted, format);
      }
    }
    await json(path, "PATCH", { tags: ["x"] });
    const [entry] = (await json("/api/audit")).body.entries;
    assert.match(auditDetail(entry, "UTC"), /tags one; → tags x/);
    const wrong = [
      ["x".repeat(31)],
      ["a\nb"],
      ["a", "A"],
      [""],
      Array.from({ length: 11 }, (_, nth) => `t${nth}`),
      "breakout",
    ];
    for (const tags of wrong) {
      const { status, body } = await json(path, "PATCH", { tags });
      assert.deepEqual([status, body.field], [422, "tags"], JSON.stringify(tags));
      assert.match(body.detail, /at most 10 tags/);
    }
  });
});

Deno.test("tagsIn() reads tags with commas between, each once", () => {
  assert.deepEqual(tagsIn(" dip, #Dip,two words,, swing "), ["dip", "two words", "swing"]);
});

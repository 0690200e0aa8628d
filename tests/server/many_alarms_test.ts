import assert from "node:assert/strict";
import type { Event } from "@/lib/store/events.ts";
import { withApp } from "../program/app_under_test.ts";
import { alarmOf } from "../store/fixtures.ts";

const COUNT = 1200;
const IDS = Array.from({ length: COUNT }, (_, nth) => `alarm_${nth}`);
/** Alarms of each of two pairs. */
const HALF = COUNT / 2;

/** What is asked for, and how many of the alarms are paused, and how many are left, after it. */
const ROWS = [["pause", COUNT, COUNT], ["resume", 0, COUNT], ["remove", 0, 0]] as const;

Deno.test("Many alarms are paused, resumed and removed in parts that one turn each can announce", async () => {
  await withApp(async ({ program, json }) => {
    for (const pair of ["BTCUSDT", "ETHBTC"]) await json("/api/pairs", "POST", { pair });
    const events = IDS.map((id, nth): Event => (
      { type: "alarmAdded", symbol: nth < HALF ? "BTCUSDT" : "ETHBTC", alarm: alarmOf(id) }
    ));
    await program.store.change(() => ({ events, result: null }));
    const sizes: number[] = [];
    program.store.onCommitted(
      ({ events, isLazy }) => void (isLazy || sizes.push(events.length)),
    );
    const alarms = () =>
      [...program.store.state.pairs.values()].flatMap((pair) => [...pair.alarms]);
    for (const [act, paused, left] of ROWS) {
      sizes.length = 0;
      const { status, body } = await json(`/api/alarms/${act}`, "POST", { ids: IDS });
      assert.equal(status, 200);
      assert.equal(body.alarms.length, COUNT, act);
      assert.deepEqual(sizes.filter((size) => size > 1), [500, 500, 200], act);
      assert.equal(alarms().filter((alarm) => alarm.paused === true).length, paused, act);
      assert.equal(alarms().length, left, act);
    }
  });
});

Deno.test("Many alarms of which one is unknown stay as they are, and one that goes meanwhile is left out", async () => {
  await withApp(async ({ program, json }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const events = IDS.slice(0, HALF).map((id): Event => (
      { type: "alarmAdded", symbol: "BTCUSDT", alarm: alarmOf(id) }
    ));
    await program.store.change(() => ({ events, result: null }));
    const alarms = () => program.store.state.pairs.get("BTCUSDT")?.alarms ?? [];
    const ids = IDS.slice(0, HALF);
    const unknown = await json("/api/alarms/pause", "POST", { ids: [...ids, "alarm_x"] });
    assert.equal(unknown.status, 404);
    assert.ok(alarms().every((alarm) => alarm.paused === undefined));
    const asked = program.run("pause_alarms", { ids }, { address: "here" });
    const last = ids.at(-1) ?? "";
    const removed = program.run("remove_alarm", { id: last }, { address: "there" });
    await Promise.all([asked, removed]);
    assert.equal(alarms().length, HALF - 1);
    assert.ok(alarms().every((alarm) => alarm.paused === true));
  });
});

import assert from "node:assert/strict";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";

const TARGET = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };

interface Scene extends AppUnderTest {
  /** Ids of two alarms of BTCUSDT and one of ETHBTC. */
  readonly ids: readonly string[];
  /** All alarms as they are stored. */
  stored(): Json[];
}

async function withAlarms(test: (scene: Scene) => Promise<void>): Promise<void> {
  await withApp(async (app) => {
    const { json, program } = app;
    for (const pair of ["BTCUSDT", "ETHBTC"]) await json("/api/pairs", "POST", { pair });
    const alarms = ["BTCUSDT", "BTCUSDT", "ETHBTC"].map((pair) => ({ pair, alarm: TARGET }));
    const { status, body } = await json("/api/alarms/batch", "POST", { alarms });
    assert.equal(status, 201);
    const ids = body.alarms.map(({ alarm }: Json) => alarm.id);
    const stored = () => [...program.store.state.pairs.values()].flatMap((pair) => pair.alarms);
    await test({ ...app, ids, stored });
  });
}

Deno.test("POST /api/alarms/batch sets all of several alarms and says what is true already", async () => {
  await withAlarms(async ({ json, ids, stored }) => {
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual(stored().map(({ id }) => id), ids);
    const low = { ...TARGET, targetPrice: 0.000001 };
    const alarms = [{ pair: "btc/usdt", alarm: low }, { pair: "ETHBTC", alarm: TARGET }];
    const { body } = await json("/api/alarms/batch", "POST", { alarms });
    assert.deepEqual(body.alarms.map(({ pair, alreadyTrue }: Json) => [pair, alreadyTrue]), [
      ["BTCUSDT", true],
      ["ETHBTC", false],
    ]);
  });
});

Deno.test("POST /api/alarms/pause and resume change alarms of several pairs, and re-arming ends a pause", async () => {
  await withAlarms(async ({ json, ids, stored }) => {
    const paused = await json("/api/alarms/pause", "POST", { ids: [ids[0], ids[2], ids[0]] });
    assert.equal(paused.status, 200);
    assert.deepEqual(paused.body.alarms.map(({ pair }: Json) => pair), ["BTCUSDT", "ETHBTC"]);
    assert.deepEqual(stored().map((alarm) => alarm.paused), [true, undefined, true]);
    await json(`/api/alarms/${ids[0]}/rearm`, "POST");
    assert.deepEqual(stored().map((alarm) => alarm.paused), [undefined, undefined, true]);
    await json("/api/alarms/resume", "POST", { ids });
    assert.deepEqual(stored().map((alarm) => alarm.paused), [undefined, undefined, undefined]);
  });
});

Deno.test("POST /api/alarms/snooze snoozes alarms of several pairs, all or none", async () => {
  await withAlarms(async ({ json, ids, stored }) => {
    const snoozed = await json("/api/alarms/snooze", "POST", { ids: ids.slice(1), minutes: 30 });
    assert.equal(snoozed.status, 200);
    assert.deepEqual(stored().map(({ snoozedUntil }) => snoozedUntil !== null), [
      ...[false, true, true],
    ]);
    const refused = await json("/api/alarms/snooze", "POST", { ids, minutes: 0 });
    assert.deepEqual([refused.status, refused.body.field], [422, "minutes"]);
    assert.equal(stored()[0]?.snoozedUntil, null);
  });
});

Deno.test("POST /api/alarms/remove removes alarms of several pairs", async () => {
  await withAlarms(async ({ json, ids, stored }) => {
    await json("/api/alarms/remove", "POST", { ids: ids.slice(1) });
    assert.deepEqual(stored().map(({ id }) => id), ids.slice(0, 1));
  });
});

Deno.test("POST /api/alarms/update changes the same of several alarms, and names those it refuses", async () => {
  await withAlarms(async ({ json, ids, stored }) => {
    const full = Array.from({ length: 10 }, (_, nth) => `t${nth}`);
    await json(`/api/alarms/${ids[1]}`, "PATCH", { tags: full });
    await json(`/api/alarms/${ids[2]}`, "PATCH", { tags: ["Dip", "old"], note: "kept" });
    const { status, body } = await json("/api/alarms/update", "POST", {
      ids: [...ids, "alarm_x"],
      ...{ cooldownSeconds: 60, priority: "high", addTags: ["dip", "new"], removeTags: ["OLD"] },
      ...{ paused: true, snoozeMinutes: 15 },
    });
    assert.equal(status, 200);
    assert.deepEqual(body.alarms.map(({ alarm }: Json) => alarm.id), [ids[0], ids[2]]);
    assert.deepEqual(body.refused.map(({ id }: Json) => id), [ids[1], "alarm_x"]);
    assert.match(body.refused[0].message, /^tags must be a list of at most 10/);
    const [first, second, third] = stored();
    assert.deepEqual([first?.tags, third?.tags], [["dip", "new"], ["Dip", "new"]]);
    assert.deepEqual([third?.note, third?.cooldownSeconds, third?.priority], ["kept", 60, "high"]);
    assert.deepEqual([third?.paused, third?.snoozedUntil !== null], [true, true]);
    assert.deepEqual([second?.tags, second?.paused, second?.priority], [
      full,
      undefined,
      undefined,
    ]);
  });
});

Deno.test("POST /api/alarms/restore brings removed alarms back as they were, with their ids", async () => {
  await withAlarms(async ({ json, ids, stored }) => {
    await json("/api/alarms/pause", "POST", { ids: [ids[0]] });
    const before = new Map(stored().map((alarm) => [alarm.id, alarm]));
    await json("/api/alarms/remove", "POST", { ids: ids.slice(0, 2) });
    await json(`/api/alarms/${ids[2]}`, "DELETE");
    assert.deepEqual(stored(), []);
    const { status, body } = await json("/api/alarms/restore", "POST", { ids });
    assert.equal(status, 201);
    assert.deepEqual(body.alarms.map(({ pair }: Json) => pair), ["BTCUSDT", "BTCUSDT", "ETHBTC"]);
    const lasting = ({ watchedFrom: _moves, ...alarm }: Json) => alarm;
    assert.deepEqual(stored().map(lasting), ids.map((id) => lasting(before.get(id))));
    // What is there already stays as it is.
    const again = await json("/api/alarms/restore", "POST", { ids });
    assert.deepEqual([again.status, again.body.alarms], [201, []]);
  });
});

Deno.test("POST /api/alarms/restore refuses what belongs to a pair that is not watched any more", async () => {
  await withAlarms(async ({ json, ids }) => {
    await json("/api/alarms/remove", "POST", { ids });
    await json("/api/pairs/ETHBTC", "DELETE");
    const { status, body } = await json("/api/alarms/restore", "POST", { ids });
    assert.deepEqual([status, body.field], [404, "pair"], body.detail);
  });
});

Deno.test("restore_alarms brings back none of hundreds where one cannot be", async () => {
  await withAlarms(async ({ program, json, ids, stored }) => {
    const cause = { address: "test" };
    const many = Array.from({ length: 500 }, () => ({ pair: "BTCUSDT", alarm: TARGET }));
    await program.run("add_alarms", { alarms: many }, cause);
    const all = stored().map(({ id }) => id);
    await program.run("remove_alarms", { ids: all }, cause);
    await program.run("restore_alarms", { ids: all }, cause);
    assert.equal(stored().length, 503);
    await program.run("remove_alarms", { ids: all }, cause);
    await json("/api/pairs/ETHBTC", "DELETE");
    await assert.rejects(program.run("restore_alarms", { ids: [...ids, ...all] }, cause));
    assert.deepEqual(stored(), []);
  });
});

const alarms = (...list: readonly unknown[]) => ({ alarms: list });
const good = { pair: "BTCUSDT", alarm: TARGET };

const REFUSED: readonly {
  readonly says: string;
  readonly path: string;
  readonly body: (ids: readonly string[]) => unknown;
  readonly status: number;
  readonly field: string;
  readonly detail: RegExp;
}[] = [
  {
    says: "an id that no alarm has",
    path: "pause",
    body: (ids) => ({ ids: [...ids, "alarm_x"] }),
    status: 404,
    field: "ids.3",
    detail: /^ids\.3: There is no alarm alarm_x; nothing was changed$/,
  },
  {
    says: "an id that no alarm has, among those to remove",
    path: "remove",
    body: (ids) => ({ ids: [ids[0], "alarm_x", ids[1]] }),
    status: 404,
    field: "ids.1",
    detail: /alarm_x/,
  },
  {
    says: "an id of an alarm that nobody removed",
    path: "restore",
    body: () => ({ ids: ["alarm_x"] }),
    status: 404,
    field: "ids.0",
    detail: /^ids\.0: Alarm alarm_x was not removed in the last ten minutes/,
  },
  {
    says: "nothing to change",
    path: "update",
    body: (ids) => ({ ids }),
    status: 422,
    field: "ids",
    detail: /^ids must come with a field to change/,
  },
  {
    says: "no ids",
    path: "resume",
    body: () => ({ ids: [] }),
    status: 422,
    field: "ids",
    detail: /at least one alarm id/,
  },
  {
    says: "a wrong field of one of the alarms",
    path: "batch",
    body: () => alarms(good, { pair: "BTCUSDT", alarm: { ...TARGET, targetPrice: -1 } }),
    status: 422,
    field: "alarms.1.alarm.targetPrice",
    detail: /^alarms\.1\.alarm\.targetPrice must be a number above 0/,
  },
  {
    says: "a pair that is not watched",
    path: "batch",
    body: () => alarms(good, good, { pair: "SOLUSDT", alarm: TARGET }),
    status: 404,
    field: "alarms.2.pair",
    detail: /^alarms\.2: Pair SOLUSDT is not watched; add it first; nothing was changed$/,
  },
  {
    says: "an expiry that has passed",
    path: "batch",
    body: () => alarms(good, { ...good, alarm: { ...TARGET, expiresAt: "2020-01-01T00:00:00Z" } }),
    status: 422,
    field: "alarms.1.expiresAt",
    detail: /^alarms\.1: expiresAt must be in the future/,
  },
];

for (const { says, path, body, status, field, detail } of REFUSED) {
  Deno.test(`POST /api/alarms/${path} refuses all for ${says}, and names it`, async () => {
    await withAlarms(async ({ json, program, ids }) => {
      const before = program.store.state;
      const answer = await json(`/api/alarms/${path}`, "POST", body(ids));
      assert.deepEqual([answer.status, answer.body.field], [status, field], answer.body.detail);
      assert.match(answer.body.detail, detail);
      assert.equal(program.store.state, before);
    });
  });
}

Deno.test("POST /api/alarms/batch counts what it adds to the limit of a pair", async () => {
  await withAlarms(async ({ json, program }) => {
    const alarms = Array.from({ length: 998 }, () => ({ pair: "BTCUSDT", alarm: TARGET }));
    await program.run("add_alarms", { alarms: alarms.slice(1) }, { address: "test" });
    const { status, body } = await json("/api/alarms/batch", "POST", { alarms: alarms.slice(-2) });
    assert.deepEqual([status, body.field], [409, "alarms.1.pair"]);
    assert.match(body.detail, /BTCUSDT has 1000 alarms; remove one first/);
    assert.equal(program.store.state.pairs.get("BTCUSDT")?.alarms.length, 999);
  });
});

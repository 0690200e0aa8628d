import assert from "node:assert/strict";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";
import { linesOf } from "./read_all.ts";

const TARGET = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };

interface Scene extends AppUnderTest {
  /** Id of an alarm of BTCUSDT, which is watched. */
  readonly id: string;
}

interface Row {
  readonly says: string;
  readonly act: (scene: Scene) => Promise<unknown>;
  /** The lines it adds: kinds, and what to look at before and after. */
  readonly kinds: readonly string[];
  readonly pick?: (side: Json) => unknown;
  readonly before?: unknown;
  readonly after?: unknown;
}

const post = (path: string, body?: unknown) => ({ json, id }: Scene) =>
  json(path.replace("{id}", id), "POST", body);

const ROWS: readonly Row[] = [
  {
    says: "adding a pair",
    act: post("/api/pairs", { pair: "ETHBTC" }),
    kinds: ["pairAdded"],
    pick: (side) => side?.symbol,
    after: "ETHBTC",
  },
  {
    says: "removing a pair with its alarms",
    act: ({ json }) => json("/api/pairs/BTCUSDT", "DELETE"),
    kinds: ["pairRemoved"],
    pick: (side) => side?.alarms.length,
    before: 1,
  },
  {
    says: "moving a pair to another place",
    act: async (scene) => {
      await post("/api/pairs", { pair: "ETHBTC" })(scene);
      await scene.json("/api/pairs/order", "PUT", { pairs: ["ETHBTC", "BTCUSDT"] });
    },
    kinds: ["pairAdded", "pairsReordered"],
    pick: (side) => side?.pairs.join(),
    before: "BTCUSDT,ETHBTC",
    after: "ETHBTC,BTCUSDT",
  },
  {
    says: "putting pairs in the order that they have",
    act: ({ json }) => json("/api/pairs/order", "PUT", { pairs: ["BTCUSDT"] }),
    kinds: [],
  },
  {
    says: "setting an alarm",
    act: post("/api/pairs/BTCUSDT/alarms", { ...TARGET, targetPrice: 900_000 }),
    kinds: ["alarmAdded"],
    pick: (side) => side?.targetPrice,
    after: 900_000,
  },
  {
    says: "editing an alarm",
    act: ({ json, id }) => json(`/api/alarms/${id}`, "PATCH", { targetPrice: 2_000_000 }),
    kinds: ["alarmEdited"],
    pick: (side) => side.targetPrice,
    before: 1_000_000,
    after: 2_000_000,
  },
  {
    says: "snoozing an alarm",
    act: post("/api/alarms/{id}/snooze", { minutes: 5 }),
    kinds: ["alarmSnoozed"],
    pick: (side) => side.snoozedUntil === null,
    before: true,
    after: false,
  },
  {
    says: "re-arming an alarm",
    act: post("/api/alarms/{id}/rearm"),
    kinds: ["alarmRearmed"],
    pick: (side) => side.triggered,
    before: false,
    after: false,
  },
  {
    says: "pausing alarms",
    act: ({ json, id }) => json("/api/alarms/pause", "POST", { ids: [id] }),
    kinds: ["alarmPausedByPerson"],
    pick: (side) => side.paused,
    before: undefined,
    after: true,
  },
  {
    says: "resuming alarms that were paused",
    act: async ({ json, id }) => {
      await json("/api/alarms/pause", "POST", { ids: [id] });
      await json("/api/alarms/resume", "POST", { ids: [id] });
    },
    kinds: ["alarmPausedByPerson", "alarmResumed"],
    pick: (side) => side.paused,
    before: true,
    after: undefined,
  },
  {
    says: "resuming what is not paused",
    act: ({ json, id }) => json("/api/alarms/resume", "POST", { ids: [id] }),
    kinds: [],
  },
  {
    says: "setting several alarms",
    act: ({ json }) => {
      const alarms = [1, 2, 3].map((factor) => (
        { pair: "BTCUSDT", alarm: { ...TARGET, targetPrice: factor * 500_000 } }
      ));
      return json("/api/alarms/batch", "POST", { alarms });
    },
    kinds: ["alarmAdded", "alarmAdded", "alarmAdded"],
    pick: (side) => side?.targetPrice,
    after: 1_500_000,
  },
  {
    says: "removing alarms in one command",
    act: ({ json, id }) => json("/api/alarms/remove", "POST", { ids: [id, id] }),
    kinds: ["alarmRemoved"],
    pick: (side) => side?.targetPrice,
    before: 1_000_000,
  },
  {
    says: "removing an alarm",
    act: ({ json, id }) => json(`/api/alarms/${id}`, "DELETE"),
    kinds: ["alarmRemoved"],
    pick: (side) => side?.targetPrice,
    before: 1_000_000,
  },
  {
    says: "testing an alarm",
    act: post("/api/alarms/{id}/test"),
    kinds: ["alarmTested"],
    pick: (side) => side,
  },
  {
    says: "acknowledging",
    act: async (scene) => {
      await post("/api/alarms/{id}/test")(scene);
      await post("/api/fires/acknowledge")(scene);
    },
    kinds: ["alarmTested", "fireAcknowledged"],
    pick: (side) => side?.acknowledgedAt === null,
    before: true,
    after: false,
  },
  {
    says: "what was refused",
    act: ({ json, id }) => json(`/api/alarms/${id}`, "PATCH", { targetPrice: -1 }),
    kinds: [],
  },
];

for (const { says, act, kinds, pick, before, after } of ROWS) {
  const count = kinds.length === 1 ? "one line" : `${kinds.length} lines`;
  Deno.test(`The audit log tells ${says} in ${count}`, async () => {
    await withApp(async (app) => {
      const { program, json } = app;
      await json("/api/pairs", "POST", { pair: "BTCUSDT" });
      const { id } = (await json("/api/pairs/BTCUSDT/alarms", "POST", TARGET)).body.alarm;
      const { path } = program.auditLog;
      const known = linesOf(path).length;
      const begunAt = Date.now();
      await act({ ...app, id });
      const lines = linesOf(path).slice(known);
      assert.deepEqual(lines.map(({ kind }) => kind), kinds);
      const last = lines.at(-1);
      if (last === undefined || pick === undefined) return;
      assert.deepEqual([last["by"], last["address"]], ["person", "127.0.0.1"]);
      const at = Date.parse(String(last["timestamp"]));
      assert.ok(at >= begunAt && at <= Date.now(), String(last["timestamp"]));
      assert.deepEqual([pick(last["before"]), pick(last["after"])], [before, after]);
    });
  });
}

Deno.test("The audit log is for its owner alone", async () => {
  await withApp(async ({ program, json }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    assert.equal((Deno.statSync(program.auditLog.path).mode ?? 0) & 0o777, 0o600);
  });
});

Deno.test("The audit log leaves out prices and what the engine does to an alarm", async () => {
  await withApp(async ({ program, json }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const { alarm } = (await json("/api/pairs/BTCUSDT/alarms", "POST", TARGET)).body;
    const known = linesOf(program.auditLog.path).length;
    const symbol = "BTCUSDT";
    await program.store.change(() => ({
      events: [
        { type: "priceObserved", symbol, observation: { price: 70_000, at: Date.now() + 1 } },
        { type: "alarmUpdated", symbol, alarm: { ...alarm, conditionMet: true }, by: "engine" },
      ],
      result: null,
    }));
    assert.equal(linesOf(program.auditLog.path).length, known);
  });
});

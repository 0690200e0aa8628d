import assert from "node:assert/strict";
import { getLogger } from "@/lib/logs/logger.ts";
import { Troubles } from "@/lib/notify/self_reports.ts";
import type { SourceStatus, Status } from "@/lib/protocol/frames.ts";
import { alarmOf, pairOf } from "../store/fixtures.ts";
import { channel, open, PAIR, type Scene, START } from "./outbox_scene.ts";

const MINUTE = 60_000;
const at = (ms: number) => new Date(Date.parse(START) + ms).toISOString();

const SOURCE: SourceStatus = {
  ...{ name: "binance", reachable: true, lastSuccessAt: START },
  ...{ failingSince: null, problem: null, budget: null },
};
const STATUS: Status = {
  ...{ version: "1", startedAt: START, checkIntervalSeconds: 15, lastCheckAt: START, clients: 0 },
  ...{ checks: { done: 1, failed: 0, skipped: 0 }, sources: [SOURCE], stale: {}, noData: {} },
  ...{ doubts: {}, storeProblem: null, diskProblem: null, checksProblem: null, recovery: null },
};

/** Channels: one told of all, one of the disk alone, one of nothing. */
async function watch(scene: Scene): Promise<Troubles> {
  const all = ["source", "pair", "disk", "channel", "expired", "restart"] as const;
  await scene.change(
    PAIR,
    channel("all", { troubles: all }),
    channel("disk", { troubles: ["disk"] }),
    channel("none"),
  );
  let count = 0;
  const { store, clock } = scene;
  const newId = () => String(++count);
  const troubles = new Troubles({ store, clock, newId, log: getLogger("test") });
  troubles.start();
  return troubles;
}

async function titles(scene: Scene): Promise<string[]> {
  await scene.pass(0);
  return scene.service.sent.map(({ to, title }) => `${to}: ${title}`);
}

Deno.test("Troubles: a source that is silent for five minutes is told once, and again after it came back", async () => {
  await using scene = await open();
  const troubles = await watch(scene);
  const failing = { ...SOURCE, failingSince: START, problem: "It answered with status 503" };
  const silent = { ...STATUS, sources: [failing], noData: { BTCUSDT: START } };
  troubles.look(silent);
  assert.deepEqual(await titles(scene), []);
  await scene.pass(5 * MINUTE);
  troubles.look(silent);
  troubles.look(silent);
  assert.deepEqual(await titles(scene), ["all: Binance does not answer"]);
  assert.match(scene.service.sent[0]?.text ?? "", /since 2026-01-15 12:00 UTC: .*503/);
  assert.deepEqual(scene.service.sent[0]?.buttons, []);
  troubles.look(STATUS);
  troubles.look(silent);
  assert.equal((await titles(scene)).length, 2);
});

Deno.test("Troubles: a pair without data is told once, also where its source was silent meanwhile", async () => {
  await using scene = await open();
  const troubles = await watch(scene);
  const noData = { ...STATUS, noData: { BTCUSDT: START } };
  troubles.look(noData);
  troubles.look({ ...noData, sources: [{ ...SOURCE, failingSince: START, problem: "503" }] });
  troubles.look(noData);
  assert.deepEqual(await titles(scene), ["all: No data of BTC/USDT"]);
});

Deno.test("Troubles: a disk that is nearly full is told to whoever wants that", async () => {
  await using scene = await open();
  const troubles = await watch(scene);
  troubles.look({ ...STATUS, diskProblem: "3 MB are free" });
  assert.deepEqual((await titles(scene)).sort(), [
    "all: The disk is nearly full",
    "disk: The disk is nearly full",
  ]);
  assert.ok(scene.deliveries().every(({ state, notice }) => state === "accepted" && notice));
});

Deno.test("Troubles: a pair without data, and one that is not traded any more", async () => {
  await using scene = await open();
  const troubles = await watch(scene);
  troubles.look({ ...STATUS, noData: { BTCUSDT: START } });
  await scene.change({
    type: "pairTroubled",
    symbol: "BTCUSDT",
    trouble: { kind: "delisted", reason: "Binance does not list BTCUSDT", since: START },
  });
  assert.deepEqual(await titles(scene), ["all: No data of BTC/USDT", "all: BTC/USDT is delisted"]);
  assert.match(scene.service.sent[1]?.text ?? "", /^Binance does not list BTC\/USDT$/m);
});

Deno.test("Troubles: a channel that is switched off by the program is told over another one", async () => {
  await using scene = await open();
  await watch(scene);
  await scene.change(channel("dying", { troubles: ["channel"] }));
  const dying = scene.store.state.channels.find(({ id }) => id === "dying") ?? assert.fail();
  const state = { ...dying.state, disabledReason: "It answered with status 410" };
  const off = { ...dying, enabled: false, state };
  await scene.change({ type: "channelUpdated", channel: off, by: "program" });
  assert.deepEqual(await titles(scene), [`all: The channel ${dying.name} was switched off`]);
});

Deno.test("Troubles: an alarm that expired without ringing is told once, one that rang is not", async () => {
  await using scene = await open();
  const troubles = await watch(scene);
  const alarms = [
    alarmOf("alarm_1", { expiresAt: at(MINUTE) }),
    alarmOf("alarm_2", { expiresAt: at(MINUTE), fireCount: 1 }),
    alarmOf("alarm_3", { expiresAt: at(10 * MINUTE) }),
  ];
  await scene.change({ type: "pairAdded", pair: pairOf("ETHUSDT", { alarms }) });
  await scene.pass(MINUTE);
  troubles.look(STATUS);
  troubles.look(STATUS);
  assert.deepEqual(await titles(scene), ["all: An alarm expired without ringing"]);
  assert.match(scene.service.sent[0]?.text ?? "", /^ETH\/USDT crosses/);
});

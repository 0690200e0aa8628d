import assert from "node:assert/strict";
import { type Link, modelOf } from "@/lib/client/model.ts";
import { troublesOf } from "@/lib/client/troubles.ts";
import type { SourceStatus, Status } from "@/lib/protocol/frames.ts";
import { aPair, aSnapshot, aStatus, moment, START } from "./samples.ts";

const SILENT: SourceStatus = {
  budget: null,
  ...{ name: "binance", reachable: false, problem: "It timed out" },
  ...{ lastSuccessAt: moment(-60), failingSince: moment(-45) },
};
const LIVE: Link = {
  ...{ phase: "live", lostAt: null, isOffline: false },
  ...{ isBehind: false, clockOffsetMs: 0 },
};

function troubles(status: Partial<Status>, link: Partial<Link> = {}, now = START) {
  const model = modelOf(aSnapshot({ status: aStatus(status) }));
  return troublesOf({ ...model, link: { ...LIVE, ...link } }, now);
}

Deno.test("troublesOf() finds nothing while all is well", () => {
  assert.deepEqual(troubles({}), []);
});

Deno.test("troublesOf() names the source that is silent, and since when", () => {
  const [trouble] = troubles({ sources: [SILENT] });
  assert.equal(trouble?.text, "Prices are not live: Binance has not answered since");
  assert.equal(trouble?.since, moment(-60));
  assert.equal(trouble?.detail, "It timed out");
});

Deno.test("troublesOf() has words for the status pill where prices cannot be relied on, and there only", () => {
  const pills = (...found: ReturnType<typeof troubles>) => found.map(({ pill }) => pill);
  assert.deepEqual(pills(...troubles({ sources: [SILENT] })), ["Binance does not answer"]);
  assert.deepEqual(pills(...troubles({ diskProblem: "12 MB free" })), [null]);
  assert.deepEqual(pills(...troubles({ storeProblem: "EIO" })), ["Stopped: alarms do not fire"]);
  const lost = { phase: "reconnecting", lostAt: START } as const;
  assert.deepEqual(pills(...troubles({}, lost, START + 5_000)), ["Server lost since"]);
});

Deno.test("troublesOf() tells when checks are overdue", () => {
  const overdue = START + 46_000;
  assert.deepEqual(troubles({}, {}, overdue - 1_000), []);
  assert.equal(troubles({}, {}, overdue)[0]?.key, "checks");
});

Deno.test("troublesOf() tells of a lost server once it lasts, and of nothing it might have said", () => {
  const lost = { phase: "reconnecting", lostAt: START } as const;
  assert.deepEqual(troubles({}, lost, START + 2_000), []);
  const found = troubles({ sources: [SILENT] }, lost, START + 60_000);
  assert.deepEqual(found.map((trouble) => trouble.key), ["link"]);
});

Deno.test("troublesOf() reckons with a viewer's clock that is wrong", () => {
  const hour = 3_600_000;
  const lost = { phase: "reconnecting", lostAt: START - hour, clockOffsetMs: hour } as const;
  const [trouble] = troubles({}, lost, START + 5_000);
  assert.equal(trouble?.since, moment(0));
});

Deno.test("troublesOf() tells first that nothing is recorded any more", () => {
  const found = troubles({ storeProblem: "The disk is full", sources: [SILENT] });
  assert.deepEqual(found.map((trouble) => [trouble.key, trouble.level]), [
    ["store", "danger"],
    ["source-binance", "warning"],
  ]);
});

Deno.test("troublesOf() tells a full disk, a recovery and checks that stand still, the worst first", () => {
  const found = troubles(
    {
      ...{ diskProblem: "9 MB free", recovery: "Restored a backup", checksProblem: "None ended" },
    },
    {},
    START + 600_000,
  );
  assert.deepEqual(found.map(({ key, level, detail }) => [key, level, detail]), [
    ["standstill", "danger", "None ended"],
    ["disk", "warning", "9 MB free"],
    ["recovery", "warning", "Restored a backup"],
  ]);
});

Deno.test("troublesOf() tells of a pair that is given up, and of several in one", () => {
  const trouble = { kind: "halted", reason: "Not now (HALT)", since: moment(0) } as const;
  const [one, ...more] = troublesOf(
    modelOf(aSnapshot({ pairs: [aPair({ trouble }), aPair({ symbol: "ETHUSDT", base: "ETH" })] })),
    START,
  );
  assert.deepEqual(more, []);
  assert.deepEqual([one?.text, one?.since, one?.detail], [
    "BTC/USDT is not traded, and its alarms do not fire, since",
    moment(0),
    "Not now (HALT)",
  ]);
  const pairs = [aPair({ trouble }), aPair({ symbol: "ETHUSDT", base: "ETH", trouble })];
  const [both] = troublesOf(modelOf(aSnapshot({ pairs })), START);
  assert.deepEqual([both?.text, both?.detail], [
    "2 pairs are not traded, and their alarms do not fire",
    "BTC/USDT, ETH/USDT",
  ]);
});

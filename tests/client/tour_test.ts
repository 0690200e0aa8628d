import assert from "node:assert/strict";
import { isDemo } from "@/lib/client/model.ts";
import {
  readTour,
  tourAfter,
  tourLine,
  type TourMemory,
  type TourStep,
  tourStep,
} from "@/components/board/TourCard.tsx";
import { anAlarm, aPair } from "./samples.ts";

const BEFORE = "2026-01-15T10:00:00Z";
const AFTER = "2026-01-15T10:00:20Z";
const START: TourMemory = { since: "2026-01-15T10:00:10Z", alarm: null, hasRung: false };
const SET: TourMemory = { ...START, alarm: "mine" };
const RUNG: TourMemory = { ...SET, hasRung: true };
const old = { id: "old", createdAt: BEFORE };
const mine = { id: "mine", createdAt: AFTER };

const ROWS: readonly (readonly [
  says: string,
  memory: TourMemory,
  alarms: readonly { id: string; createdAt: string; triggered?: boolean }[],
  ringing: readonly string[],
  expected: TourStep,
])[] = [
  ["begins with setting an alarm", START, [], [], "set"],
  ["does not count the alarms of before", START, [old], [], "set"],
  ["does not take what rings by itself for the person's alarm", START, [old], ["old"], "set"],
  ["waits once an alarm is set", START, [old, mine], [], "wait"],
  ["waits on for that alarm", SET, [mine], ["old"], "wait"],
  ["begins anew when the alarm is removed before it rang", SET, [old], [], "set"],
  ["asks to acknowledge it when it rings", SET, [mine], ["mine"], "acknowledge"],
  ["tells why once it is acknowledged", RUNG, [mine], [], "why"],
  [
    "tells why after a page that was away while it rang",
    SET,
    [{ ...mine, triggered: true }],
    [],
    "why",
  ],
  ["stays there when the alarm is removed then", RUNG, [], [], "why"],
];

for (const [says, memory, alarms, ringing, expected] of ROWS) {
  Deno.test(`The tour ${says}`, () => {
    const pair = aPair({ alarms: alarms.map((fields) => anAlarm(fields)) });
    const model = { pairs: [pair], ringing: ringing.map((alarmId) => ({ alarmId })) };
    assert.equal(tourStep(tourAfter(memory, model), model), expected);
  });
}

Deno.test("readTour() takes what it wrote, and nothing else", () => {
  assert.deepEqual(readTour(JSON.stringify(RUNG)), RUNG);
  for (const text of [null, "", "{", "null", "[]", '{"since":1,"alarm":null,"hasRung":false}']) {
    assert.equal(readTour(text), null);
  }
});

Deno.test("tourLine() names a watched pair", () => {
  assert.equal(tourLine([]), null);
  assert.equal(tourLine([{ base: "ETH", quote: "BTC" }]), "eth/btc 0.05% since start");
  const pairs = [{ base: "ETH", quote: "BTC" }, { base: "SOL", quote: "USDT" }];
  assert.equal(tourLine(pairs), "sol 0.05% since start");
});

Deno.test("isDemo() is true where nothing but the demo is asked", () => {
  const source = { reachable: true, lastSuccessAt: null, failingSince: null };
  const sources = (...names: ("demo" | "binance")[]) =>
    ({ sources: names.map((name) => ({ ...source, name })) }) as unknown as Parameters<
      typeof isDemo
    >[0];
  assert.equal(isDemo(sources("demo")), true);
  assert.equal(isDemo(sources("demo", "binance")), false);
  assert.equal(isDemo(sources()), false);
});

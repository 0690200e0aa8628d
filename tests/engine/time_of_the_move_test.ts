import assert from "node:assert/strict";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { editAlarm, pause, rearm, resume, snooze } from "@/lib/alarms/life_cycle.ts";
import { START, steady, Told } from "./answered_seconds.ts";

const at = (second: number) => START + second * 1000;
const iso = (second: number) => new Date(at(second)).toISOString();

const target = { type: "target", targetPrice: 90, direction: "fromAbove" };
const again = { mode: "repeat", cooldownSeconds: 10 };

/** 100, but for one second of 89 at each of these. */
function candleCost(seconds: number, ...at: number[]) {
  return Array.from({ length: seconds }, (_, second) => at.includes(second) ? [100, 89] : [100]);
}

type Act = (alarm: Alarm, told: Told) => Alarm;

interface Row {
  readonly says: string;
  readonly wanted: object;
  /** What a person did at 70 s, before the seconds from 30 to 70 were told. */
  readonly act?: Act;
  /** What was done at 30 s. */
  readonly before?: Act;
  readonly candleCost: readonly number[];
  readonly due: readonly number[];
}

const ROWS: Row[] = [
  {
    says: "an alarm that expires after the move and before it is found rings",
    wanted: { ...target, expiresAt: iso(69.9) },
    candleCost: [32],
    due: [32],
  },
  {
    says: "an alarm that expires before the move does not ring",
    wanted: { ...target, expiresAt: iso(31) },
    candleCost: [32],
    due: [],
  },
  {
    says:
      "an alarm whose expiry is put off rings for what came before the expiry, and not for what came after",
    wanted: { ...target, ...again, expiresAt: iso(50) },
    act: (alarm, told) => {
      const edited = editAlarm(alarm, { expiresAt: iso(600) }, told.present(70));
      assert.ok(edited.ok);
      return edited.alarm;
    },
    candleCost: [40, 60],
    due: [40],
  },
  {
    says: "a snooze that is set after the move does not silence it",
    wanted: target,
    act: (alarm) => snooze(alarm, iso(670), at(70)),
    candleCost: [32],
    due: [32],
  },
  {
    says: "a snooze that ended before the move is found silences what happened in it",
    wanted: { ...target, ...again },
    before: (alarm) => snooze(alarm, iso(50), at(30)),
    candleCost: [40, 60],
    due: [60],
  },
  {
    says: "a second snooze keeps what the first one silenced silent",
    wanted: { ...target, ...again },
    before: (alarm) => snooze(alarm, iso(50), at(30)),
    act: (alarm) => snooze(alarm, iso(600), at(70)),
    candleCost: [40, 60],
    due: [60],
  },
  {
    says: "a pause that is set after the move does not silence it",
    wanted: target,
    act: (alarm) => pause(alarm, { now: at(70) }),
    candleCost: [32],
    due: [32],
  },
  {
    says: "a pause that is ended before the move in it is found silences it",
    wanted: { ...target, ...again },
    before: (alarm) => pause(alarm, { now: at(30) }),
    act: (alarm, told) => resume(alarm, told.present(70)),
    candleCost: [32, 80],
    due: [80],
  },
  {
    says: "re-arming starts anew: what was not judged before is dropped",
    wanted: target,
    act: (alarm, told) => rearm(alarm, told.present(70)).alarm,
    candleCost: [32, 80],
    due: [80],
  },
  {
    says: "another note changes nothing of it",
    wanted: target,
    act: (alarm, told) => {
      const edited = editAlarm(alarm, { note: "later" }, told.present(70));
      assert.ok(edited.ok);
      return edited.alarm;
    },
    candleCost: [32],
    due: [32],
  },
];

for (const { says, wanted, before, act, candleCost: moves, due } of ROWS) {
  Deno.test(`decideGap: ${says}`, () => {
    const seconds = candleCost(90, ...moves);
    const told = new Told(100, wanted).stream(seconds.slice(0, 30));
    if (before !== undefined) told.change((alarm) => before(alarm, told));
    if (act !== undefined) told.change((alarm) => act(alarm, told));
    told.recover(seconds.slice(30, 70)).stream(seconds.slice(70));
    assert.deepEqual(told.told.map(([second]) => second), due);
  });
}

Deno.test("decideGap: an old price at the end of a pause makes no crossing of what the pause's seconds tell", () => {
  const told = new Told(100, { ...target, direction: "any", ...again }).stream(steady(100, 30));
  told.change((alarm) => pause(alarm, { now: at(30) }));
  const behind = { ...told.present(70), isBehind: true, pricedAt: at(30) };
  told.change((alarm) => resume(alarm, behind));
  told.recover(steady(80, 40)).stream([...steady(80, 5), [95]]);
  assert.deepEqual(told.told, [[75, 95]]);
});

Deno.test("decidePrices: a pause that was ended with prices that nobody could tell of knows its last one", () => {
  const told = new Told(100, { ...target, direction: "any", ...again }).stream(steady(100, 30));
  told.change((alarm) => pause(alarm, { now: at(30) }));
  const present = told.present(70);
  const pair = { ...present.pair, currentPrice: 80 };
  told.change((alarm) => resume(alarm, { ...present, pair, isBehind: true, pricedAt: at(69) }));
  told.poll(steady(80, 50), 50).poll([[95]]);
  assert.deepEqual(told.told, [[80, 95]]);
});

Deno.test("decidePrices: a tick of before the expiry that comes after it rings", () => {
  const told = new Told(100, { ...target, expiresAt: iso(69.9) });
  told.stream(steady(100, 32)).stream([[89]], at(71));
  assert.deepEqual(told.told, [[32, 89]]);
});

Deno.test("decidePrices: a tick of before a snooze that comes in it rings, one of the snooze that comes after it does not", () => {
  const before = new Told(100, target).stream(steady(100, 32));
  before.change((alarm) => snooze(alarm, iso(600), at(40)));
  assert.deepEqual(before.stream([[89]], at(41)).told, [[32, 89]]);
  const within = new Told(100, target).stream(steady(100, 32));
  within.change((alarm) => snooze(alarm, iso(40), at(31)));
  assert.deepEqual(within.stream([[89]], at(71)).told, []);
});

Deno.test("decidePrices: the limit of fires counts by the time of the moves", () => {
  const wanted = { ...target, mode: "repeat", cooldownSeconds: 0 };
  const quick = Array.from({ length: 40 }, (_, second) => [second % 2 === 0 ? 100 : 89]);
  const live = new Told(100, wanted).stream(quick);
  const found = new Told(100, wanted).recover(quick);
  assert.equal(live.fires.length, 15);
  assert.deepEqual(found.told, live.told);
  const slow = Array.from({ length: 20 * 13 }, (_, second) => [second % 13 === 1 ? 89 : 100]);
  assert.equal(new Told(100, wanted).recover(slow).fires.length, 20);
});

for (const [found, isLate] of [[30.999, false], [62.999, false], [63.1, true]] as const) {
  Deno.test(`decidePrices: a tick of second 32 that is found at ${found} s is ${isLate ? "late, and why is said" : "not late"}`, () => {
    const told = new Told(100, target).stream(steady(100, 32)).stream([[89]], at(found));
    const [fire] = told.fires;
    assert.equal(fire?.late, isLate);
    assert.equal(fire?.lateWhy, isLate ? "its source told it only then" : undefined);
    assert.equal(fire?.message.includes("happened 10:00, found 10:01 UTC"), isLate);
  });
}

for (const [length, isLate] of [[20, false], [60, true]] as const) {
  Deno.test(`decideGap: what is found after ${length} s is ${isLate ? "" : "not "}late, gap or not`, () => {
    for (const why of ["the program was not running", null]) {
      const told = new Told(100, target).recover(candleCost(length, 3), 1, why);
      assert.equal(told.fires[0]?.late, isLate);
      assert.equal(told.fires[0]?.lateWhy !== undefined, isLate);
    }
  });
}

Deno.test("startAnew: re-arming and another condition say from when to when something is dropped, other changes drop nothing", () => {
  const told = new Told(100, target).stream(steady(100, 30));
  const [alarm] = told.alarms;
  assert.ok(alarm);
  const dropped = { droppedFrom: iso(29.999), droppedTo: iso(70) };
  assert.deepEqual(rearm(alarm, told.present(70)).dropped, dropped);
  const recast = editAlarm(alarm, { targetPrice: 80 }, told.present(70));
  assert.deepEqual(recast.ok && recast.dropped, dropped);
  const noted = editAlarm(alarm, { note: "n", mode: "repeat" }, told.present(70));
  assert.equal(noted.ok && noted.dropped, undefined);
  assert.equal(rearm(alarm, told.present(30)).dropped, undefined);
});

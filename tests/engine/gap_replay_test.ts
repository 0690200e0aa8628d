import assert from "node:assert/strict";
import { decideOpenGap } from "@/lib/engine/gaps/evaluate_later.ts";
import { OpenGaps } from "@/lib/engine/gaps/ask_later.ts";
import {
  alarmOf,
  BACK_AT,
  CAUSE,
  CUT_AT,
  firesOf,
  type PriceAt,
  type Scripted,
  SECOND,
  set,
  stream,
  TARGET,
  withCut,
  withPrices,
} from "./cut_program.ts";
import { NotedLog } from "./noted_log.ts";
import { pricedPair, stateOf, withAlarm } from "./pairs.ts";

Deno.test("OpenGaps holds alarms that measure from the maximum against what came after the gap, too", async () => {
  const prices = withPrices({ 25: 104, 40: 98.5 });
  await withCut(prices, async (scripted) => {
    const alarm = { type: "percentChange", percentage: 5, changeType: "downFromMax" };
    await set(scripted, { ...alarm, mode: "repeat", cooldownSeconds: 1 });
    await stream(scripted, prices, 150 * SECOND);
    const fires = firesOf(scripted).map(([price, , late]) => [price, late]);
    assert.deepEqual(fires, [[98.5, true]]);
    assert.equal(alarmOf(scripted)?.conditionMet, false);
  });
});

for (const [toldAt, isLate] of [[40, false], [95, true]] as const) {
  Deno.test(`OpenGaps evaluates windows that began in a gap by what was in it, told at ${toldAt} s`, async () => {
    const prices = withPrices({ 24: 104, 25: 104, 26: 104 });
    await withCut(prices, async (scripted) => {
      const alarm = { type: "timeframe", percentage: 3, direction: "down", timeUnit: "minutes" };
      await set(scripted, { ...alarm, timeValue: 0.5 });
      scripted.source.limitedUntil = toldAt * SECOND;
      // Asked in vain just before, it is asked again a minute later.
      await stream(scripted, prices, 200 * SECOND);
      const [fire] = firesOf(scripted);
      assert.deepEqual([firesOf(scripted).length, fire?.[2]], [1, isLate]);
      assert.ok(Math.abs((fire?.[1] ?? 0) - 54) <= 1, `at ${fire?.[1]}`);
    });
  });
}

const DOWN_IN_HALF_A_MINUTE = {
  ...{ type: "timeframe", percentage: 3, direction: "down", timeUnit: "minutes", timeValue: 0.5 },
  ...{ mode: "repeat", cooldownSeconds: 1 },
};
/** Windows that begin at seconds 24 to 26, in the gap, are true 30 s later. */
const HIGH_IN_GAP = { 24: 104, 25: 104, 26: 104 };

for (const [setAt, due] of [[40, [54]], [55, []]] as const) {
  Deno.test(`OpenGaps holds an alarm that was set after a gap, at ${setAt} s, against its windows that begin in it`, async () => {
    const prices = withPrices(HIGH_IN_GAP);
    await withCut(prices, async (scripted) => {
      await stream(scripted, prices, setAt * SECOND);
      await set(scripted, DOWN_IN_HALF_A_MINUTE);
      await stream(scripted, prices, 150 * SECOND);
      assert.deepEqual(firesOf(scripted).map(([, second]) => second), due);
      assert.equal(alarmOf(scripted)?.conditionMet, false);
    });
  });
}

Deno.test("OpenGaps holds a repeating alarm that fired after a gap against later windows that begin in it", async () => {
  const prices = withPrices({ ...HIGH_IN_GAP, 40: 96 });
  await withCut(prices, async (scripted) => {
    await set(scripted, DOWN_IN_HALF_A_MINUTE);
    await stream(scripted, prices, 150 * SECOND);
    const seconds = firesOf(scripted).map(([, second]) => second);
    assert.deepEqual(seconds.toSorted((a, b) => a - b), [40, 54]);
  });
});

Deno.test("OpenGaps fires a window only once that is still true when the gap is told", async () => {
  // Windows of two minutes that begin in the gap compare with 104: true from second 140 to 149.
  const prices: PriceAt = (passed) =>
    passed >= CUT_AT && passed < BACK_AT ? 104 : 100 + passed / 1e9;
  await withCut(prices, async (scripted) => {
    const { program: { store }, source, clock } = scripted;
    source.limitedUntil = Infinity;
    await set(scripted, { ...DOWN_IN_HALF_A_MINUTE, timeValue: 2 });
    await stream(scripted, prices, 142 * SECOND);
    source.limitedUntil = -Infinity;
    const gaps = new OpenGaps({ source, store, held: new Map(), clock, log: new NotedLog().log });
    gaps.start();
    await stream(scripted, prices, 200 * SECOND);
    await gaps.stop();
    assert.deepEqual(firesOf(scripted).map(([, second]) => second), [140]);
  });
});

Deno.test("OpenGaps holds an alarm that was set after the gap against the maximum in it", async () => {
  const prices = withPrices({ 25: 104, 50: 98.5 });
  await withCut(prices, async (scripted) => {
    await stream(scripted, prices, 40 * SECOND);
    await set(scripted, { type: "percentChange", percentage: 5, changeType: "downFromMax" });
    await stream(scripted, prices, 150 * SECOND);
    const fires = firesOf(scripted).map(([price, second]) => [price, second]);
    assert.deepEqual(fires, [[98.5, 50]]);
  });
});

Deno.test("decideOpenGap() knows that an alarm was armed again in a gap", () => {
  const at = Date.parse("2026-01-15T12:00:00Z");
  const pair = withAlarm(pricedPair("BTCUSDT", { price: 100, at }), TARGET, at);
  const [waiting] = pair.alarms;
  assert.ok(waiting);
  const fired = { ...waiting, triggered: true, triggeredAt: new Date(at).toISOString() };
  const point = (seconds: number) => ({
    price: 100,
    timestamp: new Date(at + seconds * SECOND).toISOString(),
  });
  const gap = { from: point(10), to: point(20), maxPrice: 100, minPrice: 100, alarms: [] };
  const armed = { ...fired, triggered: false };
  const events = decideOpenGap(stateOf({ ...pair, alarms: [fired], openGaps: [gap] }), {
    ...{ symbol: pair.symbol, addedAt: pair.addedAt, gap, told: null, why: "", now: at },
    replayed: {
      outcomes: new Map([[fired, { before: fired, after: armed, fires: [] }]]),
      seen: [],
      isAnew: () => false,
    },
  });
  const changed = events.flatMap((event) => event.type === "alarmUpdated" ? [event.alarm] : []);
  assert.deepEqual(changed.map(({ clearedSinceFire }) => clearedSinceFire), [true]);
});

Deno.test("OpenGaps holds an alarm that starts again in a gap against what came after it, too", async () => {
  const prices: PriceAt = (passed) => {
    const second = Math.floor(passed / SECOND);
    return second < 25 ? 100 : second === 25 ? 103 : second < 40 ? 102 : 100.2;
  };
  await withCut(prices, async (scripted) => {
    const alarm = { type: "timeframe", timeUnit: "sinceStart", percentage: 2.5, direction: "any" };
    await set(scripted, { ...alarm, mode: "repeat", cooldownSeconds: 1 });
    await stream(scripted, prices, 150 * SECOND);
    assert.deepEqual(firesOf(scripted).map(([price, second]) => [price, second]), [
      [103, 25],
      [100.2, 40],
    ]);
    assert.equal(alarmOf(scripted)?.conditionMet, false);
  });
});

Deno.test("OpenGaps knows by what an earlier gap had how alarms stood when a later one began", async () => {
  const prices = withPrices({ 25: 94, 45: 104 });
  await withCut(prices, async (scripted) => {
    const { source, pass } = scripted;
    const alarm = { type: "percentChange", percentage: 5, changeType: "upFromMin" };
    await set(scripted, { ...alarm, mode: "repeat", cooldownSeconds: 1 });
    await stream(scripted, prices, 40 * SECOND);
    source.goDown();
    await pass(10 * SECOND);
    source.goLive();
    await stream(scripted, prices, 150 * SECOND);
    // Above the minimum of the first gap ever since.
    assert.deepEqual(firesOf(scripted).map(([, second]) => second), [26]);
    assert.equal(alarmOf(scripted)?.conditionMet, true);
  });
});

/** Does something once, between the answer about the gap's seconds and its evaluation or in the middle of that. */
function whenTold({ source }: Scripted, act: () => void): void {
  const tell = source.tell.bind(source);
  let isTold = false;
  source.tell = async (...asked) => {
    const answer = await tell(...asked);
    if (!isTold && asked[1].stepMs === SECOND) act();
    isTold ||= asked[1].stepMs === SECOND;
    return answer;
  };
}

Deno.test("OpenGaps holds alarms against what is told while a gap is evaluated, too", async () => {
  const prices = withPrices({ 25: 104 });
  await withCut(prices, async (scripted) => {
    await set(scripted, { type: "percentChange", percentage: 5, changeType: "downFromMax" });
    // Five percent below the maximum that the gap had, and not below the one that is known yet.
    whenTold(scripted, () => scripted.source.tick(98.5));
    await stream(scripted, prices, 150 * SECOND);
    assert.deepEqual(firesOf(scripted).map(([price]) => price), [98.5]);
  });
});

Deno.test("OpenGaps has what is told while a gap is evaluated wait for it, so that both ring", async () => {
  const prices = withPrices({ 25: 120 });
  await withCut(prices, async (scripted) => {
    await set(scripted, { ...TARGET, mode: "repeat", cooldownSeconds: 1 });
    whenTold(scripted, () => scripted.source.tick(121));
    await stream(scripted, prices, 150 * SECOND);
    const fires = firesOf(scripted).map(([price, , late]) => [price, late]);
    assert.deepEqual(fires, [[120, true], [121, false]]);
  });
});

Deno.test("OpenGaps goes first with an answer that comes together with what came after the gap", async () => {
  let spikeAt = Infinity;
  const prices: PriceAt = (passed) => {
    const second = Math.floor(passed / SECOND);
    return second === 25 ? 120 : second === spikeAt ? 121 : 100;
  };
  await withCut(prices, async (scripted) => {
    const { source, clock, pass } = scripted;
    const tell = source.tell.bind(source);
    const late = Promise.withResolvers<void>();
    let isAsked = false;
    source.tell = async (...asked) => {
      const isOld = asked[1].from < clock.now() - 40 * SECOND;
      const answer = await tell(...asked);
      isAsked ||= isOld;
      if (isOld) await late.promise;
      else if (asked[1].stepMs === SECOND) late.resolve();
      return answer;
    };
    await set(scripted, { ...TARGET, mode: "repeat", cooldownSeconds: 1 });
    while (!isAsked) await stream(scripted, prices, clock.monotonic() + SECOND);
    spikeAt = Math.floor(clock.monotonic() / SECOND) + 3;
    source.goDown();
    await pass(6 * SECOND);
    source.goLive();
    await stream(scripted, prices, clock.monotonic() + 15 * SECOND);
    assert.deepEqual(firesOf(scripted).map(([price]) => price), [120, 121]);
  });
});

const BELOW_MAX = { type: "percentChange", percentage: 3, changeType: "downFromMax" };
const ACTS: readonly [string, (scripted: Scripted) => Promise<unknown>][] = [
  ["set", (scripted) => set(scripted, BELOW_MAX)],
  ["armed again", ({ program }) => {
    const id = program.store.state.pairs.get("BTCUSDT")?.alarms[0]?.id;
    return program.run("restart_alarm", { id }, CAUSE);
  }],
];
for (const [what, act] of ACTS) {
  Deno.test(`OpenGaps knows of an alarm that is ${what} while a gap is evaluated that its condition held already`, async () => {
    // Below the maximum that was in the gap, whenever it is set; nothing is due until it was false.
    const prices = withPrices({ 25: 104, 100: 104, 101: 104 });
    await withCut(prices, async (scripted) => {
      if (what === "armed again") await set(scripted, { ...BELOW_MAX, percentage: 3.5 });
      whenTold(scripted, () => setTimeout(() => void act(scripted)));
      await stream(scripted, prices, 98 * SECOND);
      assert.deepEqual(firesOf(scripted), []);
      await stream(scripted, prices, 150 * SECOND);
      assert.deepEqual(firesOf(scripted).map(([, second]) => second), [102]);
    });
  });
}

import assert from "node:assert/strict";
import fc from "fast-check";
import { Alarm } from "@/lib/alarms/alarm.ts";
import type { Evaluation } from "@/lib/alarms/evaluate.ts";
import { Fire } from "@/lib/alarms/fire.ts";
import { settle } from "@/lib/alarms/life_cycle.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { IS_LONG } from "../store/fault_sizes.ts";
import { type Case, cases } from "./arbitrary.ts";
import { ID, iso, sinceStart, START } from "./build.ts";
import { modelFires } from "./reference_model.ts";
import { Story } from "./story.ts";

const DAY = 24 * 3_600_000;
const RUNS = IS_LONG ? 4_000 : 1_000;

/** The alarm set after the first observation, and evaluated by all the others. */
function run({ alarm, seen }: Case, clock = (at: number, _index: number) => at) {
  const [first, ...rest] = seen;
  assert.ok(first);
  const story = new Story(alarm);
  story.observe({ ...first });
  story.alarm = settle(alarm, story.present).alarm;
  story.fires.length = 0;
  const evaluations = rest.map((observation, index) => {
    deepFreeze(story.alarm);
    return story.observe(observation, clock(observation.at, index));
  });
  return { story, evaluations };
}

function deepFreeze(value: object): void {
  Object.freeze(value);
  for (const part of Object.values(value)) {
    if (typeof part === "object" && part !== null) deepFreeze(part);
  }
}

const told = ({ price, direction, timestamp }: Fire) => ({ price, direction, timestamp });

Deno.test("the fires of any alarm are those of the reference model", () => {
  let fired = 0;
  fc.assert(
    fc.property(cases(), (given) => {
      const { story } = run(given);
      const expected = modelFires(given.alarm, given.seen).map(({ index, direction, price }) => ({
        price,
        direction,
        timestamp: iso(given.seen[index]?.at ?? NaN),
      }));
      fired += expected.length;
      assert.deepEqual(story.fires.map(told), expected);
    }),
    { numRuns: RUNS },
  );
  assert.ok(fired > RUNS / 2, `only ${fired} fires were compared`);
});

Deno.test("every fire names two accepted observations, and a target lies between them", () => {
  fc.assert(fc.property(cases({ extremes: false }), ({ alarm, seen }) => {
    for (const { price, previousPrice, timestamp } of run({ alarm, seen }).story.fires) {
      const index = seen.findIndex(({ at }) => iso(at) === timestamp);
      assert.equal(price, seen[index]?.price);
      assert.equal(previousPrice, seen[index - 1]?.price);
      assert.ok(previousPrice !== null);
      if (alarm.type !== "target") continue;
      assert.ok((previousPrice - alarm.targetPrice) * (price - alarm.targetPrice) <= 0);
      assert.notEqual(previousPrice, alarm.targetPrice);
    }
  }));
});

Deno.test("an alarm that fires once fires at most once, even when it is stored and read between any two checks", () => {
  fc.assert(fc.property(cases(), ({ alarm, seen }) => {
    const once = Alarm.parse({ ...alarm, mode: "once" });
    const { story } = run({ alarm: once, seen });
    assert.ok(story.fires.length <= 1);
    assert.equal(story.alarm.fireCount, story.fires.length);
    assert.equal(story.alarm.triggered, story.fires.length === 1);
  }));
});

Deno.test("an alarm that is stored and read after every check fires the same", () => {
  fc.assert(fc.property(cases(), (given) => {
    const { story } = run(given);
    const [first, ...rest] = given.seen;
    assert.ok(first);
    const restarted = new Story(given.alarm);
    restarted.observe(first);
    restarted.alarm = settle(given.alarm, restarted.present).alarm;
    restarted.fires.length = 0;
    for (const observation of rest) {
      restarted.observe(observation);
      const stored = JSON.stringify(restarted.alarm);
      restarted.alarm = Alarm.parse(JSON.parse(stored));
      assert.equal(JSON.stringify(Alarm.parse(restarted.alarm)), JSON.stringify(restarted.alarm));
    }
    assert.deepEqual(restarted.fires, story.fires);
    for (const fire of restarted.fires) assert.deepEqual(Fire.parse(fire), fire);
  }));
});

Deno.test("between two fires of a repeating alarm the cooldown passed and the condition was false", () => {
  fc.assert(fc.property(cases({ extremes: false }), ({ alarm, seen }) => {
    const repeating = Alarm.parse({ ...alarm, mode: "repeat" });
    const { evaluations } = run({ alarm: repeating, seen });
    let last: Evaluation | null = null;
    let wasFalse = true;
    for (const evaluation of evaluations) {
      if (evaluation.reason === "fired" && evaluation.fire) {
        assert.ok(wasFalse, "the condition was true ever since the last fire");
        const since = Date.parse(evaluation.fire.timestamp) -
          Date.parse(last?.fire?.timestamp ?? iso(0));
        assert.ok(since >= alarm.cooldownSeconds * 1000);
        last = evaluation;
        wasFalse = false;
      }
      wasFalse ||= evaluation.alarm.conditionMet === false;
    }
  }));
});

Deno.test("applying an observation twice changes nothing", () => {
  fc.assert(fc.property(cases({ extremes: false }), (given) => {
    const [first, ...rest] = given.seen;
    assert.ok(first);
    const story = new Story(given.alarm);
    story.observe(first);
    story.alarm = settle(given.alarm, story.present).alarm;
    for (const observation of rest) {
      story.observe(observation);
      const once = story.alarm;
      const again = story.observe(observation);
      assert.equal(again.fire, null);
      assert.equal(again.alarm, once);
    }
  }));
});

Deno.test("what is no price fires nothing and changes nothing", () => {
  const bad = fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, -1, -1e300);
  fc.assert(fc.property(cases(), bad, fc.nat(), (given, price, where) => {
    const [first, ...rest] = given.seen;
    assert.ok(first);
    const { story, evaluations } = run(given);
    const { at } = rest[where % rest.length] ?? first;
    const before = story.alarm;
    const fires = story.fires.length;
    const { alarm, fire, reason } = story.observe({ price, at: at + DAY }, START);
    assert.ok(evaluations.length > 0);
    assert.ok(reason === "notAPrice" || reason === "expired", reason);
    assert.equal(alarm, before);
    assert.equal(fire, null);
    assert.equal(story.fires.length, fires);
  }));
});

Deno.test("a low or high that is no price is as good as none", () => {
  const bad = fc.constantFrom(NaN, Infinity, -Infinity, 0, -1);
  fc.assert(fc.property(cases({ extremes: false }), bad, bad, ({ alarm, seen }, low, high) => {
    if (alarm.type === "percentChange") return; // the story keeps max and min of what it is told
    const spoilt = seen.map((observation) => ({ ...observation, low, high }));
    const clean = run({ alarm, seen }).story.fires;
    assert.deepEqual(run({ alarm, seen: spoilt }).story.fires, clean);
  }));
});

Deno.test("a local clock that jumps by a day changes no fires", () => {
  const jumps = fc.array(fc.constantFrom(0, DAY, -DAY), { minLength: 40, maxLength: 40 });
  fc.assert(fc.property(cases({ clock: false }), jumps, (given, offsets) => {
    const steady = run(given).story.fires.map(told);
    const jumping = run(given, (at, index) => at + (offsets[index] ?? 0)).story.fires.map(told);
    assert.deepEqual(jumping, steady);
  }));
});

Deno.test("no alarm fires more than 15 times in any 3 minutes", () => {
  const moves = fc.array(fc.record({ up: fc.boolean(), after: fc.integer({ min: 1, max: 12 }) }), {
    minLength: 60,
    maxLength: 120,
  });
  fc.assert(fc.property(moves, (steps) => {
    const story = new Story(sinceStart({ mode: "repeat", cooldownSeconds: 0, percentage: 1 }), 100);
    let price = 100;
    let at = story.at;
    for (const { up, after } of steps) {
      price *= up ? 1.02 : 0.97;
      const observation: Observation = { price, at: at += after * 1000 };
      story.observe(observation);
    }
    const moments = story.fires.map(({ detectedAt }) => Date.parse(detectedAt));
    for (const moment of moments) {
      const near = moments.filter((other) => other >= moment && other <= moment + 180_000);
      assert.ok(near.length <= 15, `${near.length} fires in 3 minutes`);
    }
    const paused = story.fires.findIndex(({ message }) =>
      message.includes("Suppressed for an hour")
    );
    assert.ok(paused === -1 || paused === moments.length - 1, "it fired in its pause");
  }));
});

Deno.test("ids of fires never repeat and follow from the alarm alone", () => {
  fc.assert(fc.property(cases(), (given) => {
    const { fires } = run(given).story;
    const expected = fires.map(({ timestamp }, index) => {
      const moment = Date.parse(timestamp).toString(36);
      return `fire_${ID.slice("alarm_".length)}_${index + 1}_${moment}`;
    });
    assert.deepEqual(fires.map(({ id }) => id), expected);
  }));
});

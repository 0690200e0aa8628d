import assert from "node:assert/strict";
import type { CommandName } from "@/lib/commands/commands.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import { type ScriptedProgram, withScriptedProgram } from "./scripted_program.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const INTERVAL = 15_000;
const HALF_AN_HOUR = 30 * MINUTE;

/** Up and down by 5 % every few minutes, so that every kind of alarm fires again and again. */
const wave = (passedMs: number) => Math.round(1000 + 50 * Math.sin(passedMs / 50_000)) / 10;

const ALARMS = [
  { type: "target", targetPrice: 102, direction: "any", mode: "repeat", cooldownSeconds: 60 },
  { type: "target", targetPrice: 98, direction: "fromAbove", mode: "once" },
  {
    ...{ type: "percentChange", percentage: 4, changeType: "downFromMax" },
    ...{ mode: "repeat", cooldownSeconds: 120 },
  },
  {
    ...{ type: "timeframe", percentage: 3, direction: "any", timeValue: 3, timeUnit: "minutes" },
    ...{ mode: "repeat", cooldownSeconds: 90 },
  },
  {
    ...{ type: "timeframe", percentage: 2, direction: "any", timeUnit: "sinceStart" },
    ...{ mode: "repeat", cooldownSeconds: 0 },
  },
];

async function begin({ program, pass }: ScriptedProgram): Promise<void> {
  const ask = (name: CommandName, data: unknown) => program.run(name, data, { address: "test" });
  program.start();
  await ask("add_pair", { pair: "BTCUSDT" });
  await pass(1_000);
  for (const alarm of ALARMS) await ask("add_alarm", { pair: "BTCUSDT", alarm });
}

type Disturb = (scripted: ScriptedProgram) => Promise<void> | void;

/** What fired in half an hour, with something happening after ten minutes, and the checks that were made. */
async function run(disturb: Disturb): Promise<{ fires: string[]; checks: number }> {
  const result = { fires: [] as string[], checks: 0 };
  await withScriptedProgram(wave, async (scripted) => {
    await begin(scripted);
    await scripted.pass(10 * MINUTE + 3_000);
    await disturb(scripted);
    await scripted.pass(HALF_AN_HOUR - scripted.clock.monotonic());
    const { program, source } = scripted;
    result.fires = program.store.state.fires.map(({ alarm, price, direction, previousPrice }) =>
      [alarm.type, price, direction, previousPrice].join(" ")
    );
    result.checks = source.checks;
    assert.deepEqual(scripted.fatal, []);
    assert.ok(program.isHealthy());
  });
  return result;
}

const steady = await run(() => {});

Deno.test("Alarms of every kind fire while the clock is left alone", () => {
  const types = new Set(steady.fires.map((fire) => fire.split(" ")[0]));
  assert.deepEqual([...types].sort(), ["percentChange", "target", "timeframe"]);
  assert.ok(steady.fires.length >= 20, `${steady.fires.length} fires`);
});

for (
  const [sentence, disturb] of [
    ["forward by a day", ({ clock }) => clock.set(DAY)],
    ["back by a day", ({ clock }) => clock.set(-DAY)],
    ["forward by an hour and back again", async ({ clock, pass }) => {
      clock.set(HOUR);
      await pass(2 * MINUTE);
      clock.set(-HOUR);
    }],
    ["back by a day and forward again", async ({ clock, pass }) => {
      clock.set(-DAY);
      await pass(2 * MINUTE);
      clock.set(DAY);
    }],
  ] satisfies [string, Disturb][]
) {
  Deno.test(`A clock that is set ${sentence} changes no fire and costs no check`, async () => {
    const disturbed = await run(disturb);
    assert.deepEqual(disturbed.fires, steady.fires);
    assert.ok(Math.abs(disturbed.checks - steady.checks) <= 1);
  });
}

for (const [sentence, delta] of [["forward", DAY], ["back", -DAY]] as const) {
  Deno.test(`A clock that is set ${sentence} while a source is asked costs that one check`, async () => {
    await withScriptedProgram(wave, async (scripted) => {
      const { program, clock, source, pass } = scripted;
      const price = () => program.store.state.pairs.get("BTCUSDT")?.lastUpdate ?? "";
      await begin(scripted);
      await pass(2 * MINUTE);
      source.beforeAnswer = () => clock.set(delta);
      await pass(INTERVAL);
      source.beforeAnswer = () => {};
      const spoilt = price();
      await pass(INTERVAL);
      assert.ok(price() > spoilt);
      assert.ok(clock.now() - Date.parse(price()) < INTERVAL);
    });
  });
}

Deno.test("A clock that is set reaches the screens as a new snapshot, and a screen that was away too", async () => {
  await withScriptedProgram(wave, async (scripted) => {
    const { program, clock, pass } = scripted;
    await begin(scripted);
    const socket = new FakeSocket();
    const client = program.hub.connect(socket, "here");
    const { epoch, seq } = program.hub.snapshot(1);
    clock.set(-DAY);
    await pass(INTERVAL);
    assert.equal(socket.events().filter((event) => event === "snapshot").length, 2);
    socket.sent.length = 0;
    program.hub.resume(client, { epoch, seq });
    assert.deepEqual(socket.events(), ["snapshot"]);
    const [frame] = socket.frames();
    assert.ok(frame?.event === "snapshot");
    assert.equal(
      frame.data.pairs[0]?.lastUpdate,
      program.store.state.pairs.get("BTCUSDT")?.lastUpdate,
    );
  });
});

Deno.test("A machine that slept an hour makes one check after waking, and is not taken for hung", async () => {
  await withScriptedProgram(wave, async (scripted) => {
    const { program, clock, source, pass, fatal } = scripted;
    await begin(scripted);
    await pass(10 * MINUTE + 3_000);
    const before = source.checks;
    const shift = () => program.store.state.pairs.get("BTCUSDT")?.clockShiftMs;
    clock.suspend(HOUR);
    await pass(INTERVAL);
    assert.equal(source.checks, before + 1);
    assert.ok(program.isHealthy());
    await pass(10 * INTERVAL);
    assert.ok(source.checks >= before + 8);
    assert.equal(program.status().checksProblem, null);
    assert.equal(shift(), undefined);
    assert.deepEqual(fatal, []);
  });
});

Deno.test("An event loop that stalls for 30 s makes one check after it, and then those that are due", async () => {
  await withScriptedProgram(wave, async (scripted) => {
    const { clock, source, pass, program } = scripted;
    await begin(scripted);
    await pass(10 * MINUTE + 3_000);
    const before = source.checks;
    await clock.stall(30_000);
    await pass(1_000);
    assert.equal(source.checks, before + 1);
    await pass(MINUTE);
    assert.equal(source.checks, before + 5);
    assert.equal(program.status().checksProblem, null);
  });
});

Deno.test("Checks that never end are told on every screen, and end the program after ten intervals", async () => {
  await withScriptedProgram(wave, async (scripted) => {
    const { program, pass, fatal } = scripted;
    await begin(scripted);
    await pass(MINUTE);
    const socket = new FakeSocket();
    program.hub.connect(socket, "here");
    // The disk never answers.
    const disk = Promise.withResolvers<never>();
    program.store.change = () => disk.promise;
    await pass(5 * INTERVAL);
    assert.ok(!program.isHealthy());
    const told = "No check has ended for 45 s";
    // The interval that ends just now may be counted already.
    assert.match(program.status().checksProblem ?? "", /^No check has ended for (60|75) s$/);
    const statuses = socket.frames().filter((frame) => frame.event === "status");
    assert.ok(statuses.some(({ data }) => data.checksProblem === told));
    assert.deepEqual(fatal, []);
    await pass(7 * INTERVAL);
    assert.equal(fatal.length, 1);
    disk.reject(new Error("The disk was taken away"));
  });
});

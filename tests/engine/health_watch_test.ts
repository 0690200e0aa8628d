import assert from "node:assert/strict";
import { HealthWatch } from "@/lib/engine/health/care.ts";
import { type PairTrouble, type PairTroubles, SourceError } from "@/lib/sources/source.ts";
import { FakeSocket } from "../client/fake_socket.ts";
import { addPair, openOn } from "../store/fixtures.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { linesOf } from "../audit/read_all.ts";
import { FakeClock } from "./fake_clock.ts";
import { NotedLog } from "./noted_log.ts";
import { type ScriptedProgram, withScriptedProgram } from "./scripted_program.ts";

const MINUTE = 60_000;
const HALTED: PairTrouble = { kind: "halted", reason: "Binance does not trade it now (HALT)" };

/** A watch over a store with two pairs of Binance, and what a test lets Binance answer. */
async function setUp() {
  const { store } = await openOn(new SimulatedDisk());
  await addPair(store, "BTCUSDT");
  await addPair(store, "ETHUSDT");
  const clock = new FakeClock();
  const noted = new NotedLog();
  let answer: () => Promise<PairTroubles> = () => Promise.resolve(new Map());
  const asked: string[][] = [];
  const binance = {
    health(pairs: readonly { symbol: string }[]) {
      asked.push(pairs.map(({ symbol }) => symbol));
      return answer();
    },
  };
  const watch = new HealthWatch({
    ...{ store, sources: new Map([["binance", binance]]), clock, log: noted.log },
  });
  const say = (...troubles: [string, PairTrouble][]) => {
    answer = () => Promise.resolve(new Map(troubles));
  };
  const next = async () => {
    await clock.pass(MINUTE);
    await watch.look();
  };
  return {
    ...{ store, clock, noted, asked, watch, say, next },
    fail: (error: unknown) => answer = () => Promise.reject(error),
    troubleOf: (symbol: string) => store.state.pairs.get(symbol)?.trouble,
    async [Symbol.asyncDispose]() {
      await watch.stop();
      await store.close();
    },
  };
}

Deno.test("HealthWatch asks at the first look, and again after a minute", async () => {
  await using rig = await setUp();
  await rig.watch.look();
  await rig.watch.look();
  assert.deepEqual(rig.asked, [["BTCUSDT", "ETHUSDT"]]);
  await rig.next();
  assert.equal(rig.asked.length, 2);
});

Deno.test("HealthWatch stores what it hears and logs the beginning and the end, once each", async () => {
  await using rig = await setUp();
  rig.say(["BTCUSDT", HALTED]);
  for (let round = 0; round < 3; round++) await rig.next();
  assert.equal(rig.troubleOf("BTCUSDT")?.kind, "halted");
  assert.equal(rig.troubleOf("ETHUSDT"), null);
  assert.deepEqual(rig.noted.take(), [
    `warn: BTCUSDT is halted; its alarms do not fire: ${HALTED.reason}`,
  ]);
  rig.say();
  for (let round = 0; round < 3; round++) await rig.next();
  assert.equal(rig.troubleOf("BTCUSDT"), null);
  assert.deepEqual(rig.noted.take(), [
    "info: BTCUSDT is traded again; its alarms are judged again",
  ]);
});

Deno.test("HealthWatch keeps what it knows while the source cannot be asked", async () => {
  await using rig = await setUp();
  rig.say(["BTCUSDT", HALTED]);
  await rig.next();
  rig.noted.take();
  rig.fail(new SourceError("binance", "Binance does not answer", "unreachable"));
  await rig.next();
  assert.equal(rig.troubleOf("BTCUSDT")?.kind, "halted");
  assert.deepEqual(rig.noted.take(), []);
});

Deno.test("HealthWatch survives a source that throws, and says so", async () => {
  await using rig = await setUp();
  rig.fail(new TypeError("oops"));
  await rig.next();
  assert.deepEqual(rig.noted.take(), [
    "error: Cannot ask binance about its pairs: TypeError: oops",
  ]);
  rig.say(["ETHUSDT", HALTED]);
  await rig.next();
  assert.equal(rig.troubleOf("ETHUSDT")?.kind, "halted");
});

/** Up from 100 by one a minute, so that every alarm in its way is met. */
const rising = (passedMs: number) => 100 + passedMs / MINUTE;

async function begin({ program, pass }: ScriptedProgram): Promise<FakeSocket> {
  const cause = { address: "test" };
  program.start();
  await program.run("add_pair", { pair: "BTCUSDT" }, cause);
  await pass(1_000);
  const socket = new FakeSocket();
  program.hub.connect(socket, "test");
  for (const targetPrice of [102, 106]) {
    const alarm = { type: "target", targetPrice, direction: "fromBelow" };
    await program.run("add_alarm", { pair: "BTCUSDT", alarm }, cause);
  }
  return socket;
}

Deno.test("Program: no price of a pair in trouble changes or fires anything, until it is traded again", async () => {
  await withScriptedProgram(rising, async (scripted) => {
    const { program, source, pass } = scripted;
    const socket = await begin(scripted);
    const pair = () => program.store.state.pairs.get("BTCUSDT");
    const fired = () =>
      program.store.state.fires.map(({ alarm }) => "targetPrice" in alarm && alarm.targetPrice);
    await pass(3 * MINUTE);
    assert.deepEqual(fired(), [102]);

    source.troubles.set("BTCUSDT", HALTED);
    await pass(2 * MINUTE);
    const { trouble, alarms: _, ...standing } = pair() ?? {};
    assert.equal(trouble?.reason, HALTED.reason);
    await pass(10 * MINUTE);
    const { trouble: same, alarms: __, ...later } = pair() ?? {};
    assert.deepEqual([later, same], [standing, trouble]);
    assert.deepEqual(fired(), [102]);
    assert.equal(program.status().stale.BTCUSDT, HALTED.reason);
    const updates = () =>
      socket.frames().flatMap((frame) =>
        frame.event === "pair_updated" ? [frame.data.pair.trouble?.kind] : []
      );
    assert.deepEqual(updates(), ["halted"]);

    source.troubles.clear();
    await pass(2 * MINUTE);
    assert.equal(pair()?.trouble, null);
    assert.deepEqual(fired(), [102, 106]);
    assert.deepEqual(updates(), ["halted", undefined]);
    const kinds = linesOf(program.auditLog.path).map(({ kind }) => kind);
    assert.deepEqual(kinds.filter((kind) => String(kind).startsWith("pair")), [
      ...["pairAdded", "pairTroubled", "pairRecovered"],
    ]);
  });
});

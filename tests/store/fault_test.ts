import assert from "node:assert/strict";
import { EMPTY_STATE } from "@/lib/alarms/pair.ts";
import type { Store } from "@/lib/store/store.ts";
import { countFaults } from "./fault_counts.ts";
import { FAULT_SIZES } from "./fault_sizes.ts";
import { addPair, alarmOf, chooser, FILE, NOON, observe, openOn, textOf } from "./fixtures.ts";
import { type DiskCall, type Fault, SimulatedDisk } from "./simulated_disk.ts";
import { forEachSurvival } from "./survivals.ts";

const EMPTY = textOf(EMPTY_STATE);

interface Run {
  /** Every state that was decided, in order, from the empty one on. */
  readonly states: string[];
  /** Index in `states` of the last one that was answered as done. */
  answered: number;
  readonly rejections: unknown[];
}

/** Eleven changes one after the other; goes on after a refusal, as callers do. */
async function runChanges(store: Store): Promise<Run> {
  const run: Run = { states: [EMPTY], answered: 0, rejections: [] };
  const step = async (change: Promise<unknown>) => {
    try {
      await change;
      run.states.push(textOf(store.state));
      run.answered = run.states.length - 1;
    } catch (error) {
      run.rejections.push(error);
    }
  };
  await step(addPair(store, "BTCUSDT"));
  const alarm = alarmOf("alarm_1");
  await step(
    store.change(() => ({
      events: [{ type: "alarmAdded", symbol: "BTCUSDT", alarm }],
      result: null,
    })),
  );
  for (let i = 0; i < 8; i++) await step(observe(store, "BTCUSDT", 50000 + i, NOON + i * 15000));
  await step(addPair(store, "ETHUSDT"));
  return run;
}

/** The states of a run in which nothing fails. */
async function runInPeace() {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk);
  const run = await runChanges(store);
  await store.close();
  return { run, calls: disk.calls };
}

async function assertWhole(disk: SimulatedDisk, all: readonly string[], run: Run, hint: string) {
  const { store } = await openOn(disk);
  const found = all.indexOf(textOf(store.state));
  assert.ok(found >= run.answered, `${hint}: found state ${found}, answered ${run.answered}`);
  assert.notEqual(store.recovery.kind, "restored", hint);
  await addPair(store, "LTCUSDT");
  await store.close();
}

const CALLS: readonly DiskCall[] = [
  "createNew",
  "write",
  "sync",
  "rename",
  "syncFolder",
  "link",
  "remove",
];

const { failingCalls, survivalsPerCrash } = FAULT_SIZES;

for (const call of CALLS) {
  for (const lasting of [false, true]) {
    const what = lasting ? `every ${call} from the n-th on fails` : `the n-th ${call} fails`;
    Deno.test(`Store stays whole when ${what}, n = 1 to ${failingCalls}`, async () => {
      const { run: peace } = await runInPeace();
      for (let n = 1; n <= failingCalls; n++) await failAt({ call, n, lasting }, peace);
      countFaults("failing calls", failingCalls);
    });
  }
}

async function failAt(fault: Fault, peace: Run): Promise<void> {
  const { call, n } = fault;
  const disk = new SimulatedDisk();
  disk.fault = fault;
  disk.bytesPerWrite = n % 2 === 0 ? 700 : Infinity;
  const { store, failures } = await openOn(disk);
  const run = await runChanges(store);
  const hint = `${call} ${n}`;
  // Removing the temporary file follows a failure, so it fails none of its own.
  const fatal = call !== "link" && call !== "remove" && hitStoreFile(disk, call);
  assert.equal(failures.length, fatal ? 1 : 0, hint);
  assert.equal(store.problem === null, !fatal, hint);
  assert.equal(run.rejections.length, 11 - run.answered, hint);
  await store.close();
  await assertWhole(disk.afterKill(), peace.states, run, hint);
  await assertWhole(disk.afterPowerLoss(chooser(n)), peace.states, run, `${hint}, power loss`);
}

function hitStoreFile(disk: SimulatedDisk, call: DiskCall): boolean {
  const isStoreFile = (path: string) =>
    call === "syncFolder" ? path === "/data" : path.startsWith(FILE);
  return disk.failedPaths.some(isStoreFile);
}

Deno.test("Store finds a state at or after the last answer, whatever call the power goes at", async () => {
  const { run: peace, calls } = await runInPeace();
  let survivals = 0;
  for (let crashAt = 1; crashAt <= calls; crashAt++) {
    const { disk, run } = await runUntilPowerGoes(crashAt);
    const limit = survivalsPerCrash;
    survivals += await forEachSurvival({ limit, seed: crashAt }, async (choose) => {
      const hint = `power gone at call ${crashAt}`;
      await assertWhole(disk.afterPowerLoss(choose), peace.states, run, hint);
    });
  }
  countFaults("crash points", calls);
  countFaults("survivals", survivals);
});

async function runUntilPowerGoes(crashAt: number) {
  const disk = new SimulatedDisk();
  disk.callsLeft = crashAt;
  let run: Run = { states: [EMPTY], answered: 0, rejections: [] };
  try {
    const { store } = await openOn(disk);
    run = await runChanges(store);
    await store.close();
  } catch {
    // The power went while opening.
  }
  return { disk, run };
}

Deno.test("Store writes whole files through writes that take seven bytes", async () => {
  const disk = new SimulatedDisk();
  disk.bytesPerWrite = 7;
  const { store } = await openOn(disk);
  const run = await runChanges(store);
  assert.equal(run.answered, 11);
  await store.close();
  await assertWhole(disk.afterKill(), run.states, run, "short writes");
});

Deno.test("Store on a full disk keeps the good file, says what to do, and goes on once there is room", async () => {
  const { run: peace } = await runInPeace();
  for (let capacity = 300; capacity <= 6000; capacity += 300) {
    const disk = new SimulatedDisk();
    disk.capacity = capacity;
    const { store, failures } = await openOn(disk);
    const run = await runChanges(store);
    await store.close();
    assert.ok(run.answered < 11, `${capacity} bytes`);
    assert.match(failures[0]?.message ?? "", /the disk is full; free some space/);
    assert.ok(!disk.paths().includes(`${FILE}.tmp`));
    await assertWhole(disk.afterKill(), peace.states, run, `${capacity} bytes, room again`);
  }
});

Deno.test("Store refuses changes after a failed commit and never tries it again", async () => {
  const disk = new SimulatedDisk();
  const { store, failures } = await openOn(disk);
  await addPair(store, "BTCUSDT");
  const committed = store.state;
  // Nothing but the store file is renamed: the history's calls come in between as they like.
  disk.fault = { call: "rename", n: 2 };
  const waiting = [addPair(store, "ETHUSDT"), addPair(store, "LTCUSDT")];
  const outcomes = await Promise.allSettled(waiting);
  assert.deepEqual(outcomes.map(({ status }) => status), ["rejected", "rejected"]);
  await assert.rejects(addPair(store, "XRPUSDT"), { name: "StoreFailedError" });
  assert.equal(store.state, committed);
  assert.equal(failures.length, 1);
  assert.match(store.problem ?? "", /^Cannot write \/data\/crypto_data_binance\.json: .*EIO/);
  const { calls } = disk;
  await store.close();
  assert.equal(disk.calls, calls);
});

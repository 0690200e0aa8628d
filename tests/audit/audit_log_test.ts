import assert from "node:assert/strict";
import { withoutSecrets } from "@/lib/protocol/views.ts";
import { EMPTY_STATE } from "@/lib/alarms/pair.ts";
import { fireEntries, keptEntries, leftEntries } from "@/lib/audit/audit_entries.ts";
import { AuditLog } from "@/lib/audit/audit_log.ts";
import { AlarmLog } from "@/lib/logs/once_log.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import { Announcer } from "@/lib/program/announcer.ts";
import { Hub } from "@/lib/server/socket/hub.ts";
import type { Event } from "@/lib/store/events.ts";
import { Store } from "@/lib/store/store.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { aFire, anAlarm, aPair, aStatus, moment, START } from "../client/samples.ts";
import { LogFolder } from "../logs/log_folder.ts";
import { linesOf, readAll } from "./read_all.ts";

const ALARM = anAlarm();
const FIRED = anAlarm({ triggered: true, fireCount: 1 });
const FIRE = aFire({ id: "fire_1_1" });

/** A program's announcing half over a data folder. */
async function open(folder: LogFolder) {
  const store = await Store.open({
    dataDir: folder.file("data"),
    now: () => START,
    onFailure: (error) => assert.fail(error),
  });
  const auditLog = new AuditLog({ logDir: folder.path });
  const alarmLog = new AlarmLog({ logDir: folder.path });
  const snapshot = () => ({ serverTime: "", pairs: [], ringing: [], status: aStatus() });
  const announcer = new Announcer({
    channelView: withoutSecrets,
    ...{ store, alarmLog, auditLog, log: getLogger("test") },
    ...{ hub: new Hub({ epoch: "1", now: () => START, snapshot, lastCheckAt: () => null }) },
    ...{ clock: { ...SYSTEM_CLOCK, now: () => START }, newId: () => crypto.randomUUID() },
  });
  const close = async () => {
    await store.close();
    announcer.close();
  };
  return { store, announcer, auditLog, close };
}

const change = (store: Store, ...events: Event[]) => store.change(() => ({ events, result: null }));

Deno.test("Announcer: a fire that a crash left unannounced stands in the audit log once", async () => {
  using folder = new LogFolder();
  const crashed = await open(folder);
  // Its announcer listens to nothing: as if it died between commit and announce.
  await change(crashed.store, { type: "pairAdded", pair: aPair({ alarms: [ALARM] }) });
  await change(crashed.store, {
    ...{ type: "alarmFired", symbol: "BTCUSDT", alarm: FIRED, fire: FIRE },
  });
  await crashed.close();
  const { path } = crashed.auditLog;
  for (let start = 0; start < 3; start++) {
    const { announcer, close } = await open(folder);
    announcer.resume();
    announcer.resume();
    await close();
    assert.deepEqual(linesOf(path).map(({ id }) => id), [FIRE.id]);
  }
});

Deno.test("Announcer: a change is in the audit log when its change resolves, and only then", async () => {
  using folder = new LogFolder();
  const { store, announcer, auditLog, close } = await open(folder);
  announcer.start();
  const cause = { address: "10.0.0.7" };
  const decide = () => ({
    events: [{ type: "pairAdded" as const, pair: aPair() }],
    result: null,
  });
  const done = store.change(decide, cause);
  assert.equal(auditLog.newestId, null);
  await done;
  const [line] = linesOf(auditLog.path);
  assert.deepEqual([line?.["kind"], line?.["address"]], ["pairAdded", "10.0.0.7"]);
  await close();
});

Deno.test("AuditLog: loses nothing in a rotation, and reads newest first over all files", async () => {
  using folder = new LogFolder();
  const log = new AuditLog({ logDir: folder.path, maxSize: 3000, keep: 20 });
  const ids = Array.from({ length: 12 }, (_, i) => `fire_${i}`);
  for (const id of ids) log.append(fireEntries(aFire({ id }), undefined, null));
  assert.ok(folder.names().length > 2);
  for (const name of folder.names()) assert.equal(folder.mode(name), 0o600);
  assert.deepEqual((await readAll(log.path)).map(({ id }) => id), ids.toReversed());
  assert.equal(log.newestId, "fire_11");
  log.close();
});

Deno.test("AuditLog: what is no entry is left out, and a torn line ends nothing", async () => {
  using folder = new LogFolder();
  const log = new AuditLog({ logDir: folder.path });
  folder.write("audit.log", '{"kind":"somethingElse","id":"x"}\nnonsense\n{"id":"torn');
  log.append(fireEntries(FIRE, undefined, null));
  log.close();
  assert.deepEqual((await readAll(log.path)).map(({ id }) => id), [FIRE.id]);
});

Deno.test("fireEntries: the fire that pauses its alarm is followed by the pause", () => {
  const paused = anAlarm({ fireCount: 1, snoozedUntil: moment(9), pausedReason: "Paused for" });
  const kinds = (after: typeof paused) => fireEntries(FIRE, after, null).map(({ kind }) => kind);
  assert.deepEqual(kinds(paused), ["alarmFired", "alarmPaused"]);
  assert.deepEqual(kinds({ ...paused, fireCount: 2 }), ["alarmFired"]);
  assert.deepEqual(kinds(FIRED), ["alarmFired"]);
});

Deno.test("keptEntries: a new log begins with the fires of the store and their acknowledgements", () => {
  const fires = [
    aFire({ id: "fire_1_1", acknowledgedAt: moment(100), acknowledgedBy: "192.0.2.7" }),
    aFire({ id: "fire_1_2", detectedAt: moment(80) }),
  ];
  const state = { ...EMPTY_STATE, fires };
  assert.deepEqual(keptEntries(state).map(({ id }) => id), [
    ...["fire_1_1", "fire_1_2", "ack_fire_1_1"],
  ]);
  const by = keptEntries(state).map(({ by, address }) => [by, address]);
  assert.deepEqual(by.at(-1), ["person", "192.0.2.7"]);
  assert.deepEqual(leftEntries(fires, state).map(({ kind }) => kind), ["alarmFired", "alarmFired"]);
});

import assert from "node:assert/strict";
import type { Committed, Store } from "@/lib/store/store.ts";
import { addPair, alarmOf, FILE, fireOf, NOON, observe, openOn, pairOf } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

/** A disk that counts how often the store file is replaced. */
class CountingDisk extends SimulatedDisk {
  commits = 0;
  override rename(from: string, to: string): Promise<void> {
    if (to === FILE) this.commits++;
    return super.rename(from, to);
  }
}

Deno.test("Store.change lets a hundred concurrent changes share few commits, in order", async () => {
  const disk = new CountingDisk();
  const { store } = await openOn(disk);
  const seen: string[] = [];
  store.onCommitted(({ events: [event] }) => {
    if (event?.type === "pairAdded") seen.push(event.pair.symbol);
  });
  const symbols = Array.from({ length: 100 }, (_, i) => `C${i}USDT`);
  const answers = await Promise.all(symbols.map((symbol) => addPair(store, symbol)));
  assert.deepEqual(answers, symbols);
  assert.deepEqual(seen, symbols);
  assert.ok(disk.commits <= 3, `${disk.commits} commits`);
  await store.close();
});

Deno.test("Store.change lets all else go on between the listeners of very many concurrent changes", async () => {
  const { store } = await openOn(new SimulatedDisk());
  const symbols = Array.from({ length: 50 }, (_, i) => `C${i}USDT`);
  const seen: string[] = [];
  store.onCommitted(({ events: [event] }) => {
    // As long as a log takes that goes to the disk.
    for (const end = performance.now() + 2; performance.now() < end;);
    if (event?.type === "pairAdded") seen.push(event.pair.symbol);
  });
  let turns = 0;
  let timer = setTimeout(function turn() {
    if (seen.length > 0 && seen.length < symbols.length) turns++;
    timer = setTimeout(turn);
  });
  await Promise.all(symbols.map((symbol) => addPair(store, symbol)));
  clearTimeout(timer);
  assert.deepEqual(seen, symbols);
  assert.ok(turns >= 3, `${turns} turns`);
  await store.close();
});

Deno.test("Store.change decides on the newest state and answers after the commit and its listeners", async () => {
  const { store } = await openOn(new SimulatedDisk());
  const committed: Committed[] = [];
  store.onCommitted((change) => committed.push(change));
  const first = addPair(store, "BTCUSDT");
  const second = store.change((state) => {
    assert.ok(state.pairs.has("BTCUSDT"));
    assert.ok(!store.state.pairs.has("BTCUSDT"));
    return { events: [], result: "seen" };
  });
  assert.equal(await second, "seen");
  assert.equal(committed.length, 1);
  assert.equal(committed[0]?.state.pairs.size, 1);
  assert.ok(store.state.pairs.has("BTCUSDT"));
  await first;
  await store.close();
});

Deno.test("Store.change shows each listener the state right after its change", async () => {
  const { store } = await openOn(new SimulatedDisk());
  const sizes: unknown[] = [];
  store.onCommitted(({ state }) => sizes.push([state.pairs.size, store.state.pairs.size]));
  await Promise.all([addPair(store, "AUSDT"), addPair(store, "BUSDT"), addPair(store, "CUSDT")]);
  assert.deepEqual(sizes, [[1, 1], [2, 2], [3, 3]]);
  await store.close();
});

Deno.test("Store.change rejects only the caller whose decision throws or cannot be stored", async () => {
  const { store } = await openOn(new SimulatedDisk());
  const outcomes = await Promise.allSettled([
    addPair(store, "BTCUSDT"),
    store.change(() => {
      throw new Error("no such alarm");
    }),
    observe(store, "BTCUSDT", NaN, NOON),
    store.change(() => ({
      events: [{ type: "pairAdded", pair: pairOf("ETHUSDT", { maxPrice: -1 }) }],
      result: null,
    })),
    addPair(store, "LTCUSDT"),
  ]);
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status === "rejected" ? outcome.reason.message : "done"),
    [
      "done",
      "no such alarm",
      "Cannot store price NaN: it is not a positive finite number",
      "Cannot store pairAdded: maxPrice: Too small: expected number to be >0",
      "done",
    ],
  );
  assert.equal(store.problem, null);
  await store.close();
});

Deno.test("Store reports a listener that throws and goes on", async () => {
  const { store, warnings } = await openOn(new SimulatedDisk());
  const seen: unknown[] = [];
  store.onCommitted(() => {
    throw new Error("socket gone");
  });
  store.onCommitted(({ events }) => seen.push(events.length));
  await addPair(store, "BTCUSDT");
  await addPair(store, "ETHUSDT");
  assert.deepEqual(seen, [1, 1]);
  assert.match(warnings[0]?.message ?? "", /a listener threw socket gone/);
  await store.close();
});

Deno.test("Store keeps a fire as not announced until that is noted and written", async () => {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk);
  const alarm = alarmOf("alarm_1");
  await addPair(store, "BTCUSDT");
  await store.change(() => ({
    events: [
      { type: "alarmAdded", symbol: "BTCUSDT", alarm },
      { type: "alarmFired", symbol: "BTCUSDT", alarm, fire: fireOf("fire_1", alarm) },
    ],
    result: null,
  }));
  const crashed = await openOn(disk.afterKill());
  assert.deepEqual(crashed.store.state.unannounced, ["fire_1"]);
  await crashed.store.close();

  store.markAnnounced(["fire_1"]);
  assert.deepEqual(store.state.unannounced, ["fire_1"]);
  await addPair(store, "ETHUSDT");
  assert.deepEqual(store.state.unannounced, []);
  const next = await openOn(disk.afterKill());
  assert.deepEqual(next.store.state.unannounced, []);
  await next.store.close();
  await store.close();
});

Deno.test("Store.noteTold() shows when fires were stored and told, and writes it with the next commit", async () => {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk);
  const alarm = alarmOf("alarm_1");
  const moments = { storedAt: "2026-01-15T10:00:00.014Z", toldAt: "2026-01-15T10:00:00.015Z" };
  store.onCommitted(({ events }) => {
    if (events.some(({ type }) => type === "alarmFired")) store.noteTold(["fire_1"], moments);
  });
  await store.change(() => ({
    events: [
      { type: "pairAdded", pair: pairOf("BTCUSDT", { alarms: [alarm] }) },
      { type: "alarmFired", symbol: "BTCUSDT", alarm, fire: fireOf("fire_1", alarm) },
    ],
    result: null,
  }));
  assert.deepEqual(store.state.fires.map(({ timings }) => timings), [moments]);
  const crashed = await openOn(disk.afterKill());
  assert.deepEqual(crashed.store.state.fires.map(({ timings }) => timings), [undefined]);
  await crashed.store.close();
  await addPair(store, "ETHUSDT");
  const next = await openOn(disk.afterKill());
  assert.deepEqual(next.store.state.fires.map(({ timings }) => timings), [moments]);
  await next.store.close();
  await store.close();
});

Deno.test("Store.close writes what was announced and refuses later changes", async () => {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk);
  const alarm = alarmOf("alarm_1");
  await store.change(() => ({
    events: [
      { type: "pairAdded", pair: pairOf("BTCUSDT", { alarms: [alarm] }) },
      { type: "alarmFired", symbol: "BTCUSDT", alarm, fire: fireOf("fire_1", alarm) },
    ],
    result: null,
  }));
  store.markAnnounced(["fire_1"]);
  const late = addPair(store, "ETHUSDT");
  await Promise.all([store.close(), store.close()]);
  await late;
  await assert.rejects(addPair(store, "LTCUSDT"), /Cannot change the store: it is closed/);
  const next = await openOn(disk);
  assert.deepEqual(next.store.state.unannounced, []);
  assert.deepEqual([...next.store.state.pairs.keys()], ["BTCUSDT", "ETHUSDT"]);
  await next.store.close();
});

Deno.test("Store keeps the last versions and one a day for seven days", async () => {
  const disk = new SimulatedDisk();
  let now = NOON;
  const { store } = await openOn(disk, { now: () => now });
  for (let i = 0; i < 20; i++) {
    await addPair(store, `C${i}USDT`);
    now += 12 * 3_600_000;
  }
  // Set back by a day, the clock must not make the newest version look old.
  now -= 24 * 3_600_000;
  await addPair(store, "LASTUSDT");
  await store.close();
  const backups = disk.paths().filter((path) => path.includes("/backups/"));
  const versions = backups.filter((path) => path.includes(".at-"));
  assert.equal(versions.length, 5);
  assert.equal(backups.filter((path) => path.includes(".day-")).length, 7);
  assert.match(new TextDecoder().decode(disk.get(versions.at(-1) ?? "")), /LASTUSDT/);
});

Deno.test("Store goes on when backups and history cannot be written, and says so", async () => {
  const disk = new SimulatedDisk();
  disk.link = () => Promise.reject(new Error("no links here"));
  const makeFile = disk.createNew.bind(disk);
  disk.createNew = (path) =>
    path.includes("/backups/") ? Promise.reject(new Error("no room")) : makeFile(path);
  disk.openAppend = () => Promise.reject(new Error("no room"));
  const { store, warnings } = await openOn(disk);
  await addPair(store, "BTCUSDT");
  await observe(store, "BTCUSDT", 50000, NOON);
  await store.close();
  assert.equal(store.problem, null);
  const messages = warnings.map(({ message }) => message).join("\n");
  assert.match(messages, /Cannot keep a backup of/);
  assert.match(messages, /Cannot keep the price history in \/data\/history: no room/);
});

Deno.test("Store.change tells a lazy change at once and writes it with the next one that is not", async () => {
  const disk = new CountingDisk();
  const { store } = await openOn(disk);
  await addPair(store, "BTCUSDT");
  const { commits } = disk;
  const told: unknown[] = [];
  store.onCommitted(({ isLazy, state }) => {
    told.push([isLazy, state.pairs.get("BTCUSDT")?.currentPrice]);
  });
  await observeLazily(store, 100, NOON + 1_000);
  await observeLazily(store, 101, NOON + 2_000);
  assert.deepEqual(told, [[true, 100], [true, 101]]);
  assert.equal(store.state.pairs.get("BTCUSDT")?.currentPrice, 101);
  assert.equal(disk.commits, commits, "nothing was written");
  await addPair(store, "ETHUSDT");
  const after = await openOn(disk.afterKill());
  assert.equal(after.store.state.pairs.get("BTCUSDT")?.currentPrice, 101);
  await after.store.close();
  await store.close();
});

Deno.test("Store.change keeps a lazy change behind the commit that is under way", async () => {
  const { store } = await openOn(new SimulatedDisk());
  await addPair(store, "BTCUSDT");
  const told: string[] = [];
  store.onCommitted(({ events: [event] }) => void told.push(event?.type ?? "nothing"));
  await Promise.all([addPair(store, "ETHUSDT"), observeLazily(store, 100, NOON + 1_000)]);
  assert.deepEqual(told, ["pairAdded", "priceObserved"]);
  await store.close();
});

Deno.test("Store.settle and Store.close write what lazy changes left, and nothing when there is none", async () => {
  const disk = new CountingDisk();
  const { store } = await openOn(disk);
  await addPair(store, "BTCUSDT");
  const { commits } = disk;
  await store.settle();
  assert.equal(disk.commits, commits);
  await observeLazily(store, 100, NOON + 1_000);
  await store.settle();
  assert.equal(disk.commits, commits + 1);
  await observeLazily(store, 101, NOON + 2_000);
  await store.close();
  const after = await openOn(disk.afterKill());
  assert.equal(after.store.state.pairs.get("BTCUSDT")?.currentPrice, 101);
  await after.store.close();
});

function observeLazily(store: Store, price: number, at: number): Promise<null> {
  const event = { type: "priceObserved" as const, symbol: "BTCUSDT", observation: { price, at } };
  return store.change(() => ({ events: [event], result: null, isLazy: true }));
}

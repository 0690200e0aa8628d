import assert from "node:assert/strict";
import { decodeStore } from "@/lib/store/file/decode.ts";
import { encodeStore } from "@/lib/store/file/store_file.ts";
import { dayName, formatEntry, LINES_ENDING, parseDayFile } from "@/lib/store/history/day_files.ts";
import { FILE, observe, openOn } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

/**
 * Two pairs of the demo market with alarms of all kinds, paused, snoozed, fired and acknowledged ones,
 * as the program wrote them before its folders were put in order. Endings are those of no format, so
 * that nothing lays the files out anew.
 */
const FOLDER = new URL("./version_before/", import.meta.url);
const SYMBOL = "XRPUSDT";
const HISTORY = "/data/history";

const STORE = await Deno.readFile(new URL("store.txt", FOLDER));
const DAY = await Deno.readTextFile(new URL("day.txt", FOLDER));
const SECONDS = await Deno.readTextFile(new URL("seconds.txt", FOLDER));
const { state: STATE } = decodeStore(STORE);
const WRITTEN = JSON.parse(new TextDecoder().decode(STORE));
const STOPPED_AT = Date.parse(WRITTEN.metadata.lastModified);
const SECONDS_FILE = `${HISTORY}/seconds-${
  new Date(Math.floor(STOPPED_AT / 1_800_000) * 1_800_000).toISOString().slice(0, 16).replace(
    ":",
    "-",
  )
}.ndjson`;
const DAY_FILE = `${HISTORY}/${SYMBOL}/${dayName(STOPPED_AT)}${LINES_ENDING}`;

/** The data folder of the version before, opened a moment after that program stopped. */
async function opened() {
  const disk = new SimulatedDisk();
  const encoder = new TextEncoder();
  disk.put(FILE, STORE);
  disk.put(DAY_FILE, encoder.encode(DAY));
  disk.put(SECONDS_FILE, encoder.encode(SECONDS));
  return { disk, ...await openOn(disk, { now: () => STOPPED_AT + 1000 }) };
}

function textAt(disk: SimulatedDisk, path: string): string {
  return new TextDecoder().decode(disk.get(path));
}

/** A store file's content but for its checksum, which is of its text. */
function contentOf({ metadata: { checksum, ...metadata }, ...rest }: typeof WRITTEN) {
  assert.match(checksum, /^[\da-f]{64}$/);
  return { ...rest, metadata };
}

Deno.test("Store.open() takes over a data folder of the version before, and keeps it as it was", async () => {
  const { store, warnings } = await opened();
  assert.equal(store.recovery.kind, "loaded");
  assert.deepEqual(warnings, []);
  assert.deepEqual(Object.fromEntries(store.state.pairs), Object.fromEntries(STATE.pairs));
  assert.deepEqual({ ...store.state, pairs: null }, { ...STATE, pairs: null });
  await store.close();
});

Deno.test("the version before can read the store file that is written now", () => {
  const written = contentOf(JSON.parse(new TextDecoder().decode(encodeStore(STATE, STOPPED_AT))));
  const before = contentOf(WRITTEN);
  // What it reads where a field is left out, and the points that the archive of seconds has as well.
  for (const symbol of Object.keys(before.pairs)) {
    const pair = written.pairs[symbol];
    written.pairs[symbol] = {
      ...{ sourceId: null, unconfirmed: null, trouble: null, ...pair },
      priceHistory: before.pairs[symbol].priceHistory,
      alarms: pair.alarms.map(asMade),
    };
    assert.deepEqual(pair.priceHistory, before.pairs[symbol].priceHistory.slice(-2));
  }
  const given = { late: false, acknowledgedAt: null, test: false };
  const fires = written.fires.map((fire: typeof WRITTEN) => (
    { ...given, ...fire, alarm: asMade(fire.alarm) }
  ));
  assert.deepEqual({ ...written, fires }, before);
});

/** The version before takes an alarm that does not say so for one that counts since it was made. */
function asMade(alarm: typeof WRITTEN) {
  return { watchedFrom: alarm.createdAt, ...alarm };
}

Deno.test("Store.open() means by what the version before left out what that one meant", async () => {
  const { store } = await opened();
  const [alarm] = store.state.pairs.get(SYMBOL)?.alarms ?? [];
  assert.deepEqual(alarm, {
    id: "alarm_01M8NBH06FPS3PNE5VMM72JR38",
    type: "target",
    targetPrice: 0.9879322,
    direction: "fromBelow",
    note: 'zwei \u2014 2\u00d7, "quoted"',
    mode: "once",
    cooldownSeconds: 300,
    expiresAt: null,
    snoozedUntil: null,
    createdAt: "2026-11-30T04:31:04.400Z",
    watchedFrom: "2026-11-30T04:31:04.400Z",
    triggered: false,
    triggeredAt: null,
    triggeredPrice: null,
    fireCount: 0,
    conditionMet: false,
    clearedSinceFire: false,
  });
  await store.close();
});

Deno.test("Store.open() reads the prices that the version before kept, to the second", async () => {
  const { store } = await opened();
  const history = store.histories.get(SYMBOL);
  const lines = SECONDS.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  const told = lines.flatMap(({ s, q }) => s === SYMBOL ? q ?? [] : []);
  assert.ok(told.length > 20, "the fixture tells seconds");
  for (let at = 0; at < told.length; at += 2) {
    assert.equal(history?.priceAt(told[at]), told[at + 1]);
  }
  assert.equal(history?.oldestAt, Math.min(...parseDayFile(DAY).map(({ at }) => at)));
  await store.close();
});

Deno.test("the version before can read the history that is written now", async () => {
  const lines = parseDayFile(DAY).map(formatEntry).join("");
  assert.equal(lines.replaceAll(/,"k":"[0-9a-f]{8}"/g, ""), DAY);
  const { disk, store } = await opened();
  await observe(store, SYMBOL, 0.5, STOPPED_AT + 500);
  await store.close();
  const added = textAt(disk, SECONDS_FILE).slice(SECONDS.length).split("\n")
    .filter((line) => line !== "").map((line) => JSON.parse(line))
    // It leaves out lines that name no pair.
    .filter(({ s }) => s !== undefined);
  assert.deepEqual(added, [{ s: SYMBOL, q: [STOPPED_AT + 500, 0.5] }]);
  assert.ok(textAt(disk, DAY_FILE).startsWith(DAY));
});

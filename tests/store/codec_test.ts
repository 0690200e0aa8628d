import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { newDelivery } from "@/lib/alarms/delivery.ts";
import { EMPTY_STATE, type Pair, type State } from "@/lib/alarms/pair.ts";
import { decodeStore } from "@/lib/store/file/decode.ts";
import { PIECE_BYTES } from "@/lib/store/file/file_system.ts";
import { encodeInSlices, encodeStore } from "@/lib/store/file/store_file.ts";
import { alarmOf, channelOf, fireOf, NOON, openOn, pairOf, textOf } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const price = fc.double({ min: 1e-12, max: 1e12, noNaN: true });
const time = fc.integer({ min: 0, max: 4e12 }).map((at) => new Date(at).toISOString());
const text = fc.string({ unit: "grapheme", maxLength: 40 });

const alarm = fc.record({
  id: fc.uuid(),
  targetPrice: price,
  note: text,
  fireCount: fc.nat(),
  triggeredAt: fc.option(time),
  conditionMet: fc.option(fc.boolean()),
}).map(({ id, ...fields }) => alarmOf(id, fields));

const pair = fc.record({
  symbol: fc.stringMatching(/^[A-Z0-9]{3,10}USDT$/),
  currentPrice: fc.option(price),
  maxPrice: fc.option(price),
  unconfirmed: fc.option(fc.record({ price, timestamp: time })),
  trouble: fc.option(fc.record({
    kind: fc.constantFrom("delisted" as const, "halted" as const),
    reason: fc.string({ minLength: 1 }),
    since: time,
  })),
  priceHistory: fc.array(fc.record({ price, timestamp: time }), { maxLength: 2 }),
  alarms: fc.uniqueArray(alarm, { selector: ({ id }) => id, maxLength: 4 }),
}).map(({ symbol, ...fields }): Pair => pairOf(symbol, fields));

const state = fc.record({
  pairs: fc.uniqueArray(pair, { selector: ({ symbol }) => symbol, maxLength: 3 }),
  fires: fc.array(
    fc.tuple(fc.uuid(), alarm, text).map(([id, alarm, message]) => fireOf(id, alarm, { message })),
    { maxLength: 3 },
  ),
  unannounced: fc.array(fc.uuid(), { maxLength: 3 }),
  channels: fc.array(fc.record({ id: fc.uuid(), name: text }).map(channelOf), { maxLength: 3 }),
  policies: fc.array(
    fc.record({ id: fc.uuid(), name: fc.string({ minLength: 1 }) }).map((fields) => ({
      ...fields,
      steps: [{ afterSeconds: 0, channels: [fields.id], repeatSeconds: 60 }],
      stopAfterSeconds: 600,
    })),
    { maxLength: 3 },
  ),
  watchlists: fc.array(
    fc.record({ id: fc.uuid(), name: fc.string({ minLength: 1 }), colour: fc.constant("blue") }),
    { maxLength: 3 },
  ),
  outbox: fc.array(
    fc.tuple(fc.uuid(), fc.uuid(), fc.option(text)).map(([fire, channel, lastError]) => ({
      ...newDelivery(fire, channel, "2024-01-15T12:00:00Z"),
      lastError,
    })),
    { maxLength: 3 },
  ),
}).map(({ pairs, watchlists, ...rest }): State => ({
  ...rest,
  watchlists: watchlists.map((list) => ({ ...list, pairs: pairs.map(({ symbol }) => symbol) })),
  pairs: new Map(pairs.map((pair) => [pair.symbol, pair])),
}));

Deno.test("decodeStore() gives back what encodeStore was given", () => {
  fc.assert(
    fc.property(state, (state) => {
      const found = decodeStore(encodeStore(state, NOON));
      assert.equal(textOf(found.state), textOf(state));
      assert.equal(found.lastModified, "2024-01-15T12:00:00Z");
      assert.equal(found.unjudged.size, 0);
    }),
    { numRuns: 200 },
  );
});

Deno.test("encodeInSlices() writes what encodeStore does, and lets all else go on in between", async () => {
  const pairs = Array.from({ length: 50 }, (_, nth) => pairOf(`C${nth}USDT`, {}));
  const state = { ...EMPTY_STATE, pairs: new Map(pairs.map((pair) => [pair.symbol, pair])) };
  let rounds = 0;
  const round = () => new Promise<void>((resolve) => setTimeout(resolve));
  let isWritten = false;
  const others = (async () => {
    for (; !isWritten; rounds++) await round();
  })();
  let at = 0;
  // Every look at the clock is 4 ms after the one before: a slice has two pairs.
  const pieces = await piecesOf(encodeInSlices(state, NOON, { elapsed: () => at += 4 }));
  isWritten = true;
  await others;
  assert.deepEqual(Buffer.concat(pieces), Buffer.from(encodeStore(state, NOON)));
  assert.ok(rounds >= 25, `${rounds} rounds of the event loop`);
});

Deno.test("encodeInSlices() holds one piece of a large file at a time, and cuts no character", async () => {
  // Three bytes a character, so that pieces end within one.
  const alarms = Array.from(
    { length: 1000 },
    (_, nth) => alarmOf(`alarm_${nth}`, { note: "€".repeat(400) }),
  );
  const pairs = new Map([["BTCUSDT", pairOf("BTCUSDT", { alarms })]]);
  const memory = new Set<ArrayBufferLike>();
  const pieces: Uint8Array[] = [];
  for await (const piece of encodeInSlices({ ...EMPTY_STATE, pairs }, NOON)) {
    assert.ok(piece.length <= PIECE_BYTES, `a piece of ${piece.length} bytes`);
    memory.add(piece.buffer);
    pieces.push(piece.slice());
  }
  assert.ok(pieces.length > 4);
  assert.equal(memory.size, 2, "one buffer, and the checksum's");
  const { state } = decodeStore(Buffer.concat(pieces));
  assert.deepEqual(state.pairs.get("BTCUSDT")?.alarms, alarms);
});

async function piecesOf(given: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of given) pieces.push(piece.slice());
  return pieces;
}

Deno.test("encodeStore() writes JSON with the agreed fields, an item a line", () => {
  const point = { price: 50000, timestamp: "2024-01-15T10:29:45Z" };
  const pair = pairOf("BTCUSDT", { priceHistory: [point], alarms: [alarmOf("alarm_1")] });
  const written = new TextDecoder().decode(
    encodeStore({ ...EMPTY_STATE, pairs: new Map([["BTCUSDT", pair]]) }, NOON),
  );
  const content = JSON.parse(written);
  assert.deepEqual(Object.keys(content), ["pairs", "fires", "unannounced", "metadata"]);
  const { sourceId: _id, unconfirmed: _jump, trouble: _trouble, ...known } = pair;
  const alarm = {
    id: "alarm_1",
    type: "target",
    targetPrice: 55000,
    direction: "fromBelow",
    createdAt: "2024-01-15T12:00:00Z",
    triggered: false,
    conditionMet: null,
  };
  assert.deepEqual(content.pairs.BTCUSDT, { ...known, alarms: [alarm] });
  assert.equal(content.metadata.version, "1.0");
  assert.match(written, /^ +\{"id":"alarm_1",.*\}$/m);
});

Deno.test("decodeStore() gives alarms of every type the fields that the file leaves out", () => {
  const common = { createdAt: "2024-01-15T12:00:00Z", triggered: true, conditionMet: false };
  const lines = [
    { id: "a", type: "target", targetPrice: 5, direction: "any", ...common },
    { id: "b", type: "percentChange", percentage: 5, changeType: "downFromMax", ...common },
    { id: "c", type: "timeframe", percentage: 5, direction: "up", timeUnit: "days", ...common },
  ];
  const leftOut = {
    note: "",
    mode: "once",
    cooldownSeconds: 300,
    expiresAt: null,
    snoozedUntil: null,
    triggeredAt: null,
    triggeredPrice: null,
    fireCount: 0,
    clearedSinceFire: false,
    watchedFrom: "2024-01-15T12:00:00Z",
  };
  const ofTimeframe = { timeValue: null, startPrice: null, startTime: null };
  const whole = lines.map((line) => ({
    ...line,
    ...leftOut,
    ...(line.type === "timeframe" ? ofTimeframe : {}),
  }));
  const pair = { ...OLDER_FILE.pairs.BTCUSDT, alarms: lines };
  const bytes = new TextEncoder().encode(JSON.stringify({ pairs: { BTCUSDT: pair } }));
  const { state } = decodeStore(bytes);
  const alarms = state.pairs.get("BTCUSDT")?.alarms;
  assert.deepEqual(alarms, whole);
  const written = JSON.parse(new TextDecoder().decode(encodeStore(state, NOON)));
  assert.deepEqual(written.pairs.BTCUSDT.alarms, lines);
  assert.deepEqual(Object.keys(written.pairs.BTCUSDT.alarms[0]).slice(0, 2), ["id", "type"]);
});

Deno.test("encodeStore() puts the newest two points in the file", () => {
  const priceHistory = Array.from({ length: 50 }, (_, i) => ({
    price: i + 1,
    timestamp: new Date(NOON + i * 1000).toISOString(),
  }));
  const pairs = new Map([["BTCUSDT", pairOf("BTCUSDT", { priceHistory })]]);
  const { state } = decodeStore(encodeStore({ ...EMPTY_STATE, pairs }, NOON));
  assert.deepEqual(state.pairs.get("BTCUSDT")?.priceHistory, priceHistory.slice(-2));
});

const OLDER_FILE = {
  pairs: {
    BTCUSDT: {
      symbol: "BTCUSDT",
      base: "BTC",
      quote: "USDT",
      currentPrice: 50000,
      maxPrice: 52000,
      minPrice: 48000,
      lastUpdate: "2024-01-15T10:30:00Z",
      priceHistory: [{ price: 49000, timestamp: "2024-01-15T10:29:45Z" }],
      alarms: [{
        id: "alarm_1",
        type: "target",
        targetPrice: 45000,
        direction: "fromBelow",
        triggered: false,
        createdAt: "2024-01-15T10:00:00Z",
      }],
    },
  },
  metadata: { lastModified: "2024-01-15T10:30:00Z", version: "1.0" },
};

Deno.test("decodeStore() fills what an older file does not have", () => {
  const { state } = decodeStore(new TextEncoder().encode(JSON.stringify(OLDER_FILE)));
  const pair = state.pairs.get("BTCUSDT");
  assert.equal(pair?.source, "binance");
  assert.equal(pair?.addedAt, "2024-01-15T10:00:00Z");
  assert.equal(pair?.firstPrice, 49000);
  const [alarm] = pair?.alarms ?? [];
  assert.deepEqual([alarm?.mode, alarm?.cooldownSeconds, alarm?.conditionMet], ["once", 300, null]);
});

Deno.test("Store.open asks whether the condition of an older file's alarm holds", async () => {
  const disk = new SimulatedDisk();
  disk.put("/data/crypto_data_binance.json", new TextEncoder().encode(JSON.stringify(OLDER_FILE)));
  const asked: unknown[] = [];
  const { store } = await openOn(disk, {
    conditionHolds(alarm, pair, history) {
      asked.push([alarm.id, pair.symbol, history.newestAt]);
      return true;
    },
  });
  assert.deepEqual(asked, [["alarm_1", "BTCUSDT", Date.parse("2024-01-15T10:29:45Z")]]);
  assert.equal(store.state.pairs.get("BTCUSDT")?.alarms[0]?.conditionMet, true);
  await store.close();
});

Deno.test("decodeStore() refuses a pair under another name and an alarm id used twice", () => {
  const pair = OLDER_FILE.pairs.BTCUSDT;
  const bytes = (pairs: unknown) => new TextEncoder().encode(JSON.stringify({ pairs }));
  assert.throws(
    () => decodeStore(bytes({ ETHUSDT: pair })),
    /pairs\.ETHUSDT\.symbol: Expected ETHUSDT, .* found BTCUSDT/,
  );
  const twice = { ...pair, alarms: [...pair.alarms, ...pair.alarms] };
  assert.throws(() => decodeStore(bytes({ BTCUSDT: twice })), /Two alarms have the id alarm_1/);
});

Deno.test("decodeStore() reads a file that an editor saved as UTF-16, and refuses what it would guess", () => {
  const pairs = { BTCUSDT: { symbol: "BTCUSDT", base: "BTC", quote: "USDT", source: "demo" } };
  const text = JSON.stringify({ pairs, metadata: { version: "1.0" }, note: "größer" });
  const codes = Uint16Array.from([...`\ufeff${text}`].map((letter) => letter.charCodeAt(0)));
  assert.ok(decodeStore(new Uint8Array(codes.buffer)).state.pairs.has("BTCUSDT"));
  const latin1 = Uint8Array.from([...text].map((letter) => letter.charCodeAt(0)));
  assert.throws(
    () => decodeStore(latin1),
    /^DamagedFileError: it is not valid UTF-8; it may be Windows-1252; a file edited by hand is saved/,
  );
});

import { join } from "node:path";

const START = Date.parse("2026-01-10T00:00:00Z");
/** Size of the log that the measurement began with. */
const LOG_BYTES = 86_000_000;

/** A store file of 1,000 pairs and 20,000 alarms: as much as there may be. */
export async function fillStore(folder: string): Promise<void> {
  const createdAt = new Date(START).toISOString();
  const alarm = (pair: number, nth: number) => ({
    ...{ id: `alarm_${pair}_${nth}`, type: "target", targetPrice: 1000 + nth, direction: "any" },
    ...{ triggered: false, createdAt, note: "as many as there may be" },
  });
  const pairs = Array.from({ length: 1000 }, (_, pair) => ({
    ...{ symbol: `C${pair}USDT`, base: `C${pair}`, quote: "USDT", source: "demo" },
    ...{ currentPrice: 100, maxPrice: 110, minPrice: 90, firstPrice: 100, lastUpdate: createdAt },
    addedAt: createdAt,
    priceHistory: Array.from({ length: 40 }, (_, nth) => ({
      price: 100 + nth / 10,
      timestamp: new Date(START + nth * 15_000).toISOString(),
    })),
    alarms: Array.from({ length: 20 }, (_, nth) => alarm(pair, nth)),
  }));
  const store = {
    pairs: Object.fromEntries(pairs.map((pair) => [pair.symbol, pair])),
    metadata: { lastModified: createdAt, version: "1.0" },
  };
  await write(join(folder, "data"), "crypto_data_binance.json", JSON.stringify(store));
}

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/**
 * As much as there may be of everything: 1,000 pairs with 200 stretches of coverage each, alarms of all kinds, a
 * thousand of them on the first pair, 10,000 fires that ring, a message of each that waits for a channel, the past of
 * ten pairs, and the log.
 */
export async function fillEverything(folder: string): Promise<void> {
  const now = Date.now();
  const pairs = Array.from({ length: 1000 }, (_, nth) => fullPair(nth, now));
  const alarms = pairs.flatMap(({ symbol, alarms }) => alarms.map((alarm) => ({ symbol, alarm })));
  const fires = Array.from({ length: 10_000 }, (_, nth) => {
    const { symbol: pair, alarm } = alarms[nth * 2] ?? alarms[0]!;
    return {
      ...{ id: `fire_${alarm.id}_${nth}`, alarmId: alarm.id, pair, alarm, direction: "up" },
      ...{ price: 104, previousPrice: 103, reference: 100, acknowledgedAt: null },
      ...{ timestamp: iso(now - nth * 1000), detectedAt: iso(now - nth * 1000) },
      message: `${pair} rose to 104, which is 4 % more than some minutes before`,
    };
  });
  const store = {
    pairs: Object.fromEntries(pairs.map((pair) => [pair.symbol, pair])),
    ...{ fires, channels: CHANNELS.map((nth) => fullChannel(nth, now)) },
    outbox: fires.map(({ id }, nth) => waitingDelivery(id, `channel_${nth % 5}`, now)),
    metadata: { lastModified: iso(now), version: "1.0" },
  };
  await write(join(folder, "data"), "crypto_data_binance.json", JSON.stringify(store));
  for (const { symbol } of pairs.slice(0, 10)) await fillHistory(folder, symbol, now);
  await fillLog(folder);
}

const CHANNELS = [0, 1, 2, 3, 4];

/** Switched off, so that nothing is sent. */
function fullChannel(nth: number, now: number) {
  return {
    ...{ id: `channel_${nth}`, type: "ntfy", name: `Phone ${nth}`, createdAt: iso(now) },
    ...{ enabled: false, isDefault: true, owner: null, state: {} },
    config: { server: "https://ntfy.sh", topic: `alarms-${nth}` },
  };
}

function waitingDelivery(fireId: string, channelId: string, now: number) {
  return {
    ...{ key: `${fireId}:${channelId}:0`, fireId, channelId, step: 0 },
    ...{ state: "due", attempts: 3, dueSince: iso(now), nextAttemptAt: iso(now) },
    ...{ acceptedAt: null, lastError: "It answered with status 503" },
  };
}

function fullPair(nth: number, now: number) {
  const createdAt = iso(now - 40 * DAY_MS);
  return {
    ...{ symbol: `C${nth}USDT`, base: `C${nth}`, quote: "USDT", source: "demo" },
    ...{ currentPrice: 104, maxPrice: 110, minPrice: 90, firstPrice: 100 },
    ...{ lastUpdate: iso(now), addedAt: createdAt },
    coverage: Array.from({ length: 200 }, (_, place) => ({
      from: iso(now - (200 - place) * 5 * MINUTE_MS),
      to: iso(now - (199 - place) * 5 * MINUTE_MS),
      grain: place % 2 === 0 ? "nothing" : "minute",
    })),
    priceHistory: Array.from({ length: 40 }, (_, place) => ({
      price: 100 + place / 10,
      timestamp: iso(now - (39 - place) * 15_000),
    })),
    alarms: Array.from({ length: nth === 0 ? 1000 : 19 }, (_, place) => ({
      ...{
        id: `alarm_${nth}_${place}`,
        createdAt,
        mode: "repeat",
        note: "as many as there may be",
      },
      ...conditionOf(place),
    })),
  };
}

/** Of every kind, none of which is true at the price. */
function conditionOf(place: number) {
  const window = { type: "timeframe", percentage: 50 + place, direction: "any" };
  switch (place % 4) {
    case 0:
      return { type: "target", targetPrice: 1000 + place, direction: "any" };
    case 1:
      return { ...window, timeUnit: "minutes", timeValue: 5 };
    case 2:
      return { ...window, timeUnit: "days", timeValue: 7 };
    default:
      return { type: "percentChange", percentage: 50 + place % 40, changeType: "downFromMax" };
  }
}

/** Thirty days of minute candles. */
async function fillHistory(folder: string, symbol: string, now: number): Promise<void> {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  for (let day = today - 30 * DAY_MS; day <= today; day += DAY_MS) {
    const lines = Array.from({ length: 1440 }, (_, minute) => {
      const at = day + minute * MINUTE_MS;
      const price = 100 + minute % 9;
      const candle = { t: iso(at), o: price, h: price + 1, l: price - 1, c: price, d: 59_000 };
      return at < now - 10 * MINUTE_MS ? `${JSON.stringify(candle)}\n` : "";
    });
    const path = join(folder, "data", "history", symbol);
    await write(path, `${iso(day).slice(0, 10)}.ndjson`, lines.join(""));
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** An audit log of 86 MB, an entry a second, in files of 4 MB. */
export async function fillLog(folder: string): Promise<void> {
  const FILES = 21;
  let nth = 0;
  for (let age = FILES - 1; age >= 0; age--) {
    const lines: string[] = [];
    for (let size = 0; size < LOG_BYTES / FILES; nth++) {
      const line = entry(nth);
      size += line.length;
      lines.push(line);
    }
    await write(join(folder, "logs"), age === 0 ? "audit.log" : `audit.log.${age}`, lines.join(""));
  }
}

function entry(nth: number): string {
  const timestamp = new Date(START + nth * 1000).toISOString();
  const alarm = {
    ...{ id: `alarm_${nth}`, type: "target", targetPrice: nth + 1, direction: "any" },
    ...{ triggered: false, createdAt: timestamp, note: "x".repeat(150) },
  };
  const about = { timestamp, kind: "alarmAdded", pair: "BTCUSDT", alarmId: alarm.id };
  const by = { by: "person", address: "127.0.0.1" };
  return `${
    JSON.stringify({ ...about, id: `change_${nth}`, ...by, before: null, after: alarm })
  }\n`;
}

async function write(folder: string, name: string, text: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(join(folder, name), text, { mode: 0o600 });
}

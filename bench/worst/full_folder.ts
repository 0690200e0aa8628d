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

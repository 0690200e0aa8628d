import { join } from "node:path";
import type { Browser } from "playwright-core";
import { dayName, formatEntry, LINES_ENDING } from "@/lib/store/history/day_files.ts";
import { browserTest } from "../browser/in_browser.ts";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { LocalServer } from "../program/local_server.ts";
import { type BinanceServer, startBinance } from "../servers/binance.ts";

const MINUTE = 60_000;
const HISTORY_MS = 3 * 24 * 60 * MINUTE;

type Alarms = readonly Readonly<Record<string, unknown>>[];

/** A running program that has watched BTCUSDT for three days, and a browser. */
export interface PairStage {
  readonly browser: Browser;
  readonly server: LocalServer;
  readonly binance: BinanceServer;
}

/** A test of BTCUSDT's page in Chromium, with these alarms. */
export function pairTest(
  name: string,
  alarms: Alarms,
  test: (stage: PairStage) => Promise<void>,
): void {
  browserTest(name, () => onPairStage(alarms, test));
}

/** Runs a test on BTCUSDT, which went evenly from 49,000 to 50,000 in three days; with these alarms. */
async function onPairStage(
  alarms: Alarms,
  test: (stage: PairStage) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  await writePast(folder, alarms);
  const binance = startBinance();
  binance.setPrice("BTCUSDT", 50_000);
  const env = { PRICE_SOURCE: "binance", BINANCE_API_URL: binance.url };
  const server = await LocalServer.start({ folder, env });
  try {
    await inSharedChromium((browser) => test({ browser, server, binance }));
  } finally {
    await server.stop();
    await binance.close();
    await Deno.remove(folder, { recursive: true });
  }
}

async function writePast(folder: string, alarms: Alarms): Promise<void> {
  const now = Date.now();
  const start = now - HISTORY_MS;
  const history = join(folder, "data", "history", "BTCUSDT");
  await Deno.mkdir(history, { recursive: true });
  const days = new Map<string, string>();
  for (let at = start; at < now - MINUTE; at += MINUTE) {
    const price = 49_000 + 1_000 * (at - start) / HISTORY_MS;
    const prices = { open: price, high: price + 20, low: price - 20, close: price + 5 };
    const bar = { at, ...prices, volume: 2 };
    const file = dayName(at) + LINES_ENDING;
    days.set(file, (days.get(file) ?? "") + formatEntry(bar));
  }
  for (const [name, text] of days) await Deno.writeTextFile(join(history, name), text);
  const file = { pairs: { BTCUSDT: pairAt(now, start, alarms) }, metadata: metadataAt(now) };
  await Deno.writeTextFile(
    join(folder, "data", "crypto_data_binance.json"),
    JSON.stringify(file),
  );
}

function pairAt(now: number, addedAt: number, alarms: Alarms) {
  const timestamp = new Date(now - 1_000).toISOString();
  return {
    ...{ symbol: "BTCUSDT", base: "BTC", quote: "USDT", source: "binance" },
    ...{ currentPrice: 50_000, firstPrice: 49_000, maxPrice: 50_020, minPrice: 48_980 },
    ...{ lastUpdate: timestamp, addedAt: new Date(addedAt).toISOString() },
    coverage: coverageUntil(now),
    priceHistory: [{ price: 50_000, timestamp }],
    alarms: alarms.map((alarm, index) => ({
      ...{ id: `alarm_${index + 1}`, triggered: false, createdAt: timestamp, ...alarm },
    })),
  };
}

/** Minute bars since yesterday, with two hours in which nobody watched. */
function coverageUntil(now: number) {
  const ago = (hours: number) => new Date(now - hours * 60 * MINUTE).toISOString();
  return [
    { from: ago(23), to: ago(12), grain: "minute" },
    { from: ago(12), to: ago(10), grain: "nothing" },
    { from: ago(10), to: ago(0), grain: "second" },
  ];
}

function metadataAt(now: number) {
  return { lastModified: new Date(now).toISOString(), version: "1.0" };
}

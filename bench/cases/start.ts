import { join } from "node:path";
import { EMPTY_STATE, type Pair } from "@/lib/alarms/pair.ts";
import { HISTORY_SLOT_MS } from "@/lib/market/candle.ts";
import { encodeStore } from "@/lib/store/file/store_file.ts";
import { type DayEntry, dayFileName, formatEntry } from "@/lib/store/history/day_folder.ts";
import { Store } from "@/lib/store/store.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { mixedAlarms, pairs, START } from "../market.ts";
import { measure } from "../measure.ts";
import type { Row } from "../row.ts";
import { withFolder } from "../with_folder.ts";

const PRICES = { open: 100.01, high: 100.25, low: 99.75, close: 100.12 };

interface Case {
  readonly name: string;
  readonly pairs: number;
  /** How far back the day files go, in milliseconds. */
  readonly past: number;
  readonly runs: number;
}

const CASES: readonly Case[] = [
  { name: "start: 100 pairs, 30 days each", pairs: 100, past: 30 * DAY_MS, runs: 5 },
  { name: "start: 1,000 pairs, a day each", pairs: 1000, past: DAY_MS, runs: 5 },
  { name: "start: 1,000 pairs, an hour each", pairs: 1000, past: HOUR_MS, runs: 5 },
  { name: "start: 1,000 pairs, no day files", pairs: 1000, past: 0, runs: 5 },
];

/** Opening the store: the file with 10 alarms a pair, and the histories beside it. */
export async function start(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const one of CASES) rows.push(await started(one));
  return rows;
}

function started({ name, pairs: count, past, runs }: Case): Promise<Row> {
  return withFolder(async (dataDir) => {
    const watched = pairs(count, (pair, number) => mixedAlarms(pair, 10, number));
    const bytes = await writeStore(dataDir, watched) + await writeHistories(dataDir, watched, past);
    const measured = await measure({ warmUp: 1, runs, run: () => openAndClose(dataDir) });
    return { name, ...measured, bytes };
  });
}

async function openAndClose(dataDir: string): Promise<void> {
  const onFailure = (error: Error) => {
    throw error;
  };
  const store = await Store.open({ dataDir, now: () => START, onFailure });
  await store.close();
}

async function writeStore(dataDir: string, watched: readonly Pair[]): Promise<number> {
  const state = { ...EMPTY_STATE, pairs: new Map(watched.map((pair) => [pair.symbol, pair])) };
  const bytes = encodeStore(state, START);
  await Deno.writeFile(join(dataDir, "crypto_data_binance.json"), bytes, { mode: 0o600 });
  return bytes.length;
}

/** The same files for every pair: what is in them does not matter here. */
async function writeHistories(dataDir: string, watched: readonly Pair[], past: number) {
  const files = Map.groupBy(entries(past), ({ at }) => dayFileName(at));
  const texts = Array.from(files, ([name, ofDay]) => ({
    name,
    bytes: new TextEncoder().encode(ofDay.map(formatEntry).join("")),
  }));
  for (const { symbol } of watched) {
    const folder = join(dataDir, "history", symbol);
    await Deno.mkdir(folder, { recursive: true });
    for (const { name, bytes } of texts) await Deno.writeFile(join(folder, name), bytes);
  }
  return watched.length * texts.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** A candle a minute, and for the last 24 hours before the newest points of the store file one a slot, as of a stream. */
function entries(past: number): DayEntry[] {
  const found: DayEntry[] = [];
  for (let at = START - past; at < START - DAY_MS; at += MINUTE_MS) {
    found.push({ at, ...PRICES });
  }
  const rawFrom = START - Math.min(past, DAY_MS);
  for (let at = rawFrom; at < START; at += HISTORY_SLOT_MS) {
    found.push({ at, ...PRICES, closeAt: at + HISTORY_SLOT_MS - 1000 });
  }
  return found;
}

import { join } from "node:path";
import { EMPTY_STATE, type Pair } from "@/lib/alarms/pair.ts";
import { HISTORY_SLOT_MS } from "@/lib/market/candle.ts";
import { encodeStore } from "@/lib/store/file/store_file.ts";
import { dayFileName } from "@/lib/store/history/day_files.ts";
import { formatEntry } from "@/lib/store/history/day_lines.ts";
import { doAtOnce } from "@/lib/time/turns.ts";
import { BLOCKS_ENDING, type DayEntry, encodeBlocks } from "@/lib/store/history/candle_blocks.ts";
import { Store } from "@/lib/store/store.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { random } from "../random.ts";
import { mixedAlarms, pairs, START } from "../market.ts";
import { measure } from "../measure.ts";
import type { Row } from "../row.ts";
import { withFolder } from "../with_folder.ts";

interface Case {
  readonly name: string;
  readonly pairs: number;
  /** How far back the day files go, in milliseconds. */
  readonly past: number;
  readonly runs: number;
  /** Day files as the version before wrote them. */
  readonly asLines?: boolean;
  readonly against?: string;
}

const LINES = "start: 100 pairs, 30 days each, as lines";

const CASES: readonly Case[] = [
  { name: LINES, pairs: 100, past: 30 * DAY_MS, runs: 5, asLines: true },
  {
    name: "start: 100 pairs, 30 days each",
    against: LINES,
    pairs: 100,
    past: 30 * DAY_MS,
    runs: 5,
  },
  { name: "start: 1,000 pairs, 30 days each", pairs: 1000, past: 30 * DAY_MS, runs: 3 },
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

function started({ pairs: count, past, runs, asLines = false, ...row }: Case): Promise<Row> {
  return withFolder(async (dataDir) => {
    const watched = pairs(count, (pair, number) => mixedAlarms(pair, 10, number));
    const bytes = await writeStore(dataDir, watched) +
      await writeHistories(dataDir, watched, { past, asLines });
    const measured = await measure({ warmUp: 1, runs, run: () => openAndClose(dataDir) });
    return { ...row, ...measured, bytes };
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
async function writeHistories(
  dataDir: string,
  watched: readonly Pair[],
  { past, asLines }: { readonly past: number; readonly asLines: boolean },
) {
  const files = Map.groupBy(entries(past), ({ at }) => dayFileName(at));
  const texts = Array.from(files, ([name, ofDay]) => (
    asLines
      ? { name, bytes: new TextEncoder().encode(ofDay.map(formatEntry).join("")) }
      : { name: name.slice(0, 10) + BLOCKS_ENDING, bytes: doAtOnce(encodeBlocks(ofDay)) }
  ));
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
  const next = random(11);
  let close = 50_000;
  const prices = () => {
    const cents = (price: number) => Math.round(price * 100) / 100;
    const open = close;
    close = cents(open * (1 + (next() - 0.5) / 1000));
    const [high, low] = [Math.max(open, close) + 20 * next(), Math.min(open, close) - 20 * next()];
    return { open, high: cents(high), low: cents(low), close };
  };
  for (let at = START - past; at < START - DAY_MS; at += MINUTE_MS) {
    found.push({ at, ...prices() });
  }
  const rawFrom = START - Math.min(past, DAY_MS);
  for (let at = rawFrom; at < START; at += HISTORY_SLOT_MS) {
    found.push({ at, ...prices(), closeAt: at + HISTORY_SLOT_MS - 1000 });
  }
  return found;
}

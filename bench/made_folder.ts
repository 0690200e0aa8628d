import { join } from "node:path";
import { EMPTY_STATE, type Pair } from "@/lib/alarms/pair.ts";
import { HISTORY_SLOT_MS } from "@/lib/market/accept.ts";
import { encodeStore } from "@/lib/store/file/store_file.ts";
import { BLOCKS_ENDING, type DayEntry, encodeBlocks } from "@/lib/store/history/candle_blocks.ts";
import { dayName, formatEntry, LINES_ENDING } from "@/lib/store/history/day_files.ts";
import { DAY_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { doAtOnce } from "@/lib/time/turns.ts";
import { random } from "./random.ts";

const LINES_MS = 30 * MINUTE_MS;

/** The store file as of a moment (ms); answers its bytes. */
export async function writeStore(
  dataDir: string,
  watched: readonly Pair[],
  at: number,
): Promise<number> {
  const state = { ...EMPTY_STATE, pairs: new Map(watched.map((pair) => [pair.symbol, pair])) };
  const bytes = encodeStore(state, at);
  await Deno.writeFile(join(dataDir, "crypto_data_binance.json"), bytes, { mode: 0o600 });
  return bytes.length;
}

/** The same files for every pair, up to a moment (ms): what is in them does not matter. Answers their bytes. */
export async function writeHistories(
  dataDir: string,
  watched: readonly Pair[],
  { past, end, asLines = false, hasVolume = false }: {
    readonly past: number;
    readonly end: number;
    readonly asLines?: boolean;
    /** Candles say how much was traded, as those of exchanges do. */
    readonly hasVolume?: boolean;
  },
) {
  const files = Map.groupBy(entries(past, end, hasVolume), ({ at }) => dayName(at) + LINES_ENDING);
  const texts = [...files].flatMap(([name, ofDay]) => {
    // What came since the last block stands in lines: half an hour of them, as on average.
    const isLine = ({ at }: DayEntry) => asLines || at >= end - LINES_MS;
    const lines = ofDay.filter(isLine).map(formatEntry).join("");
    const blocks = doAtOnce(encodeBlocks(ofDay.filter((entry) => !isLine(entry))));
    return [
      { name, bytes: new TextEncoder().encode(lines) },
      { name: name.slice(0, 10) + BLOCKS_ENDING, bytes: blocks },
    ].filter(({ bytes }) => bytes.length > 0);
  });
  for (const { symbol } of watched) {
    const folder = join(dataDir, "history", symbol);
    await Deno.mkdir(folder, { recursive: true });
    for (const { name, bytes } of texts) await Deno.writeFile(join(folder, name), bytes);
  }
  return watched.length * texts.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** A candle a minute, and for the last 24 hours before the newest points of the store file one a slot, as of a stream. */
function entries(past: number, end: number, hasVolume: boolean): DayEntry[] {
  const found: DayEntry[] = [];
  const next = random(11);
  let close = 50_000;
  const prices = () => {
    const cents = (price: number) => Math.round(price * 100) / 100;
    const open = close;
    close = cents(open * (1 + (next() - 0.5) / 1000));
    const [high, low] = [Math.max(open, close) + 20 * next(), Math.min(open, close) - 20 * next()];
    const volume = hasVolume ? { volume: cents(100 * next()) } : {};
    return { open, high: cents(high), low: cents(low), close, ...volume };
  };
  for (let at = end - past; at < end - DAY_MS; at += MINUTE_MS) {
    found.push({ at, ...prices() });
  }
  const rawFrom = end - Math.min(past, DAY_MS);
  for (let at = rawFrom; at < end; at += HISTORY_SLOT_MS) {
    found.push({ at, ...prices(), closeAt: at + HISTORY_SLOT_MS - 1000 });
  }
  return found;
}

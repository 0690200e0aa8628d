// deno task history PAIR [--from TIME] [--to TIME]: prints the prices that are kept of a pair as CSV, a line a
// candle with its start in UTC; a TIME without a zone is UTC, too. Changes nothing, and the server may run; a slot comes once it is over. Ends with 0, or
// with 1 and a line that says what is wrong.
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Pair } from "@/lib/alarms/pair.ts";
import { csvLine } from "@/lib/server/csv/parse_csv.ts";
import { STORE_FILE } from "@/lib/store/file/backups.ts";
import { decodeStore } from "@/lib/store/file/decode.ts";
import { diskFileSystem, type FileSystem } from "@/lib/store/file/file_system.ts";
import { HistoryArchive } from "@/lib/store/history/history_archive.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { readSettings, runTool } from "./run_tool.ts";

/** What a server is writing must stay. */
const READ_ONLY: FileSystem = { ...diskFileSystem, remove: () => Promise.resolve() };

const USAGE = "deno task history BTCUSDT --from 2026-01-15 --to 2026-01-16T12:00Z";

class UsageError extends Error {
  override name = "UsageError";
}

async function printHistory(): Promise<number> {
  const { symbol, from, to } = asked();
  const { DATA_DIR: dataDir, HISTORY_RAW_HOURS: rawHours, HISTORY_DAYS: days } = readSettings();
  const pair = await pairNamed(symbol, dataDir);
  const warnings: Error[] = [];
  const archive = new HistoryArchive(READ_ONLY, {
    ...{ dataDir, now: Date.now, historySpan: { rawHours, days } },
    onWarning: (error) => void warnings.push(error),
    onFailure: (error) => void warnings.push(error),
  });
  await archive.begin();
  const history = await archive.load(pair);
  const lines = history.candles(from, to, 1).map(({ at, open, high, low, close, volume = "" }) =>
    csvLine([isoTime(at), ...[open, high, low, close, volume].map(String)])
  );
  // deno-lint-ignore no-console -- a tool talks to the person who started it
  for (const { message } of warnings) console.error(message);
  const text = csvLine(["time", "open", "high", "low", "close", "volume"]) + lines.join("");
  await print(text);
  return warnings.length === 0 ? 0 : 1;
}

/** Whoever reads it may have seen enough, as `head` has. */
async function print(text: string): Promise<void> {
  try {
    await new Blob([text]).stream().pipeTo(Deno.stdout.writable, { preventClose: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

function asked(): { symbol: string; from: number; to: number } {
  const options = { from: { type: "string" }, to: { type: "string" } } as const;
  try {
    const { values, positionals: [symbol, ...others] } = parseArgs({
      ...{ args: Deno.args, options, allowPositionals: true },
    });
    if (symbol === undefined || others.length > 0) throw new Error("one pair is to be named");
    return {
      symbol: symbol.toUpperCase(),
      from: momentOf("from", values.from ?? isoTime(0)),
      to: momentOf("to", values.to ?? isoTime(Date.now())),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Cannot print a history: ${reason}; as in ${USAGE}`);
  }
}

/** A day, or a time of one with seconds, fractions and a zone where it is not UTC. */
const MOMENT = /^\d{4}-\d\d-\d\d(?<time>T\d\d:\d\d(:\d\d(\.\d+)?)?(?<zone>Z|[+-]\d\d:\d\d)?)?$/i;

function momentOf(name: string, text: string): number {
  const { time, zone } = MOMENT.exec(text)?.groups ?? {};
  const moment = MOMENT.test(text) ? Date.parse(time && !zone ? `${text}Z` : text) : NaN;
  if (Number.isNaN(moment)) throw new Error(`--${name} must be a time, and ${text} is none`);
  return moment;
}

async function pairNamed(symbol: string, dataDir: string): Promise<Pair> {
  const path = join(dataDir, STORE_FILE);
  const { state: { pairs } } = decodeStore(await Deno.readFile(path));
  const pair = pairs.get(symbol);
  if (pair !== undefined) return pair;
  const known = [...pairs.keys()].slice(0, 5).join(", ");
  throw new UsageError(`Cannot print a history: there is no pair ${symbol} in ${path} (${known})`);
}

if (import.meta.main) await runTool(printHistory);

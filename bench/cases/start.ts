import { Store } from "@/lib/store/store.ts";
import { DAY_MS, HOUR_MS } from "@/lib/time/durations.ts";
import { writeHistories, writeStore } from "../made_folder.ts";
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
    const bytes = await writeStore(dataDir, watched, START) +
      await writeHistories(dataDir, watched, { past, asLines, end: START });
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

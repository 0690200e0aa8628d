import { type TestFiles, testFiles } from "../../tools/tests/run.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * Seconds of processor time, by and large, of files whose size does not tell it: a few lines may let
 * the whole program run for a quarter of an hour of its own time.
 */
const SECONDS: Readonly<Record<string, number>> = {
  "tests/simulation/simulation_test.ts": 17,
  "tests/simulation/story_test.ts": 7.5,
  "tests/engine/budget_program_test.ts": 7.5,
  "tests/store/fault_test.ts": 7,
  "tests/engine/care_program_test.ts": 5,
  "tests/sources/contract_test.ts": 4.5,
  "tests/engine/unanswered_stretch_test.ts": 4,
  "tests/engine/gap_fill_test.ts": 4,
  "tests/engine/refusal_program_test.ts": 3.5,
  "tests/server/message_queue_test.ts": 3.5,
  "tests/store/recovery_test.ts": 3.5,
  "tests/engine/candle_watch_test.ts": 3.5,
  "tests/engine/open_gaps_test.ts": 3,
  "tests/properties/engine_property_test.ts": 3,
  "tests/alarms/evaluate_property_test.ts": 2.5,
  "tests/e2e/big_board_test.ts": 45,
  "tests/e2e/narrow_pages_test.ts": 35,
  "tests/e2e/quick_alarm_test.ts": 30,
  "tests/e2e/dashboard_test.ts": 30,
  "tests/e2e/ringing_test.ts": 28,
  "tests/e2e/board_test.ts": 27,
};
/** What the others take for each byte: quick ones hardly anything, those with a browser much. */
const SECONDS_PER_BYTE = { quick: 0.000_03, processes: 0.002, browser: 0.002 };

/**
 * Takes in half of the files of a kind, dealt out dearest first so that both take about as long: two
 * halves run side by side, and what the tests of a half are made of (the program's modules, one
 * Chromium) is loaded once and not once a file.
 */
export async function importHalf(kind: keyof TestFiles, half: 0 | 1): Promise<void> {
  const { [kind]: files } = await testFiles();
  const costs = await Promise.all(files.map(async (file) => {
    const { size } = await Deno.stat(new URL(file, ROOT));
    return { file, seconds: SECONDS[file] ?? size * SECONDS_PER_BYTE[kind] };
  }));
  for (const file of dealOut(costs)[half]) await import(new URL(file, ROOT).href);
}

/** Each file to the half that has less to do so far. */
function dealOut(costs: readonly { file: string; seconds: number }[]): [string[], string[]] {
  const halves: [string[], string[]] = [[], []];
  const sums: [number, number] = [0, 0];
  for (const { file, seconds } of costs.toSorted((a, b) => b.seconds - a.seconds)) {
    const half = sums[0] <= sums[1] ? 0 : 1;
    halves[half].push(file);
    sums[half] += seconds;
  }
  return halves;
}

// deno task test:faults: the fault tests and the simulated day in their long form, with what was tried at the end.
import { existsInProject } from "../tests/docs/project_file.ts";
import { COUNTS_FILE, sumCounts } from "../tests/store/fault_counts.ts";
import { LONG_FORM } from "../tests/store/fault_sizes.ts";

const FAULTS = [
  ...["tests/store/", "tests/e2e/full_disk_test.ts", "tests/e2e/bad_folder_test.ts"],
  // A day of three pairs in each of six modes, with people who change alarms at every moment.
  "tests/simulation/",
  // 300 messages over services on bad days, killed twenty times.
  "tests/notify/storm_test.ts",
  "tests/strangers/",
  // Five thousand half-open connections before nginx and Caddy, where they are installed.
  "tests/deploy/",
  ...["tests/alarms/evaluate_property_test.ts", "tests/engine/replay_test.ts"],
  // Pages of lib/fresh in Chromium, also where it has not changed.
  ...["tests/fresh/hydration_test.ts", "tests/fresh/dev_test.ts"],
  // A page in Firefox and in WebKit, where they are installed.
  "tests/browsers/",
];
const PROPERTIES = "tests/properties/";
const ROOT = new URL("..", import.meta.url);

/** Runs tests in the long form, showing what they say. */
async function run(
  paths: readonly string[],
  countsFile: string,
): Promise<{ code: number; passed: number }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", ...paths],
    cwd: ROOT,
    env: { ...LONG_FORM, BROWSER_SMOKE: "1", [COUNTS_FILE]: countsFile, NO_COLOR: "1" },
    stdout: "piped",
  }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    await Deno.stdout.write(new TextEncoder().encode(text));
  }
  const { code } = await child.status;
  return { code, passed: Number(/\| (\d+) passed/.exec(output)?.[1] ?? 0) };
}

async function testFaults(): Promise<number> {
  const countsFile = await Deno.makeTempFile();
  const begun = performance.now();
  const faults = await run(FAULTS, countsFile);
  const properties = existsInProject(PROPERTIES)
    ? await run([PROPERTIES], countsFile)
    : { code: 0, passed: 0 };
  const counts = sumCounts(await Deno.readTextFile(countsFile));
  await Deno.remove(countsFile);
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  // deno-lint-ignore no-console -- a tool talks to the person who started it
  console.log([...linesOf(counts, properties.passed), `time: ${minutes} minutes`].join("\n"));
  return Math.max(faults.code, properties.code);
}

/** A line for everything that was counted. */
function linesOf(counts: ReadonlyMap<string, number>, properties: number): string[] {
  const { PROPERTY_RUNS, PROPERTY_COMMANDS } = LONG_FORM;
  return [
    ...Array.from(counts, ([kind, count]) => `${kind}: ${count}`),
    `property runs: ${
      properties * Number(PROPERTY_RUNS)
    }, up to ${PROPERTY_COMMANDS} commands each`,
  ];
}

if (import.meta.main) Deno.exit(await testFaults());

import { join } from "node:path";
import { existsInProject } from "../../tests/docs/project_file.ts";
import { COUNTS_FILE, sumCounts } from "../../tests/store/fault_counts.ts";
import { LONG_FORM } from "../../tests/store/fault_sizes.ts";
import { filesBelow } from "../graph.ts";

// deno task test [--fast] [PATH …]: all tests, or the quick ones, or those of these paths.
// deno task test:dates [NUMBER …]: all tests that need no browser, on a dozen days and in several zones.
// deno task test:slow [TIMES]: the whole suite three times on one core that two busy loops share.
// deno task test:faults: the fault tests and the simulated day in their long form, with what was tried at the end.
//
// TEST_DAY=today runs what needs no browser and no process on the day that is today's turn of `DAYS`.
const ROOT = new URL("../../", import.meta.url);
/** Take in half of the quick files each. */
const QUICK_HALVES = ["tests/halves/quick_1.ts", "tests/halves/quick_2.ts"];
/** Each takes in half of the files with a browser and of those with processes; two run side by side. */
const SLOW_HALVES = ["tests/halves/slow_1.ts", "tests/halves/slow_2.ts"];

interface Surroundings {
  readonly before: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const HERE: Surroundings = { before: [], env: {} };

/** Runs test files and shows what they say; false when one failed. Types are `deno check`'s task. */
async function runTests(paths: readonly string[], { before, env } = HERE): Promise<boolean> {
  const flags = ["test", "-A", "--no-check", "--parallel"];
  const [command = "", ...args] = [...before, Deno.execPath(), ...flags, ...paths];
  const child = new Deno.Command(command, {
    args,
    cwd: ROOT,
    env: { DENO_JOBS: "2", ...env },
    stdin: "null",
  });
  return (await child.spawn().status).success;
}

/** The day that the quick tests are to believe in, where one is asked for. */
async function surroundings(): Promise<Surroundings> {
  if (Deno.env.get("TEST_DAY") !== "today") return HERE;
  const day = dayFor(Date.now());
  if (await hasFaketime()) {
    say(`What needs no browser runs at ${day.at} in ${day.zone}: ${day.what}`);
    return onDay(day);
  }
  say("No faketime found: all tests run today. Install it (apt-get install faketime)");
  return HERE;
}

async function runAll(args: readonly string[]): Promise<boolean> {
  const isFast = args.includes("--fast");
  const paths = args.filter((arg) => arg !== "--fast");
  if (paths.length > 0) return await runTests(paths);
  const isGood = await runTests(QUICK_HALVES, await surroundings());
  if (isFast) return isGood;
  return await runTests(SLOW_HALVES) && isGood;
}

/** Runs the quick tests on each of the days, or on those of these numbers. */
async function runDates(wanted: readonly number[]): Promise<boolean> {
  if (!await hasFaketime()) {
    say("faketime is not installed, so nothing was tried: apt-get install faketime");
    return false;
  }
  const failed: string[] = [];
  for (const [number, day] of DAYS.entries()) {
    if (wanted.length > 0 && !wanted.includes(number)) continue;
    const name = `${number}: ${day.at} in ${day.zone}, ${day.what}`;
    const problem = await problemOn(onDay(day));
    say(`${problem === null ? "good" : "RED "}  ${name}`);
    if (problem === null) continue;
    failed.push(name);
    say(problem);
  }
  say(failed.length === 0 ? "All days are good" : `Red on:\n  ${failed.join("\n  ")}`);
  return failed.length === 0;
}

/** What the quick tests say on a day; null when all is well. */
async function problemOn({ before, env }: Surroundings): Promise<string | null> {
  const [command = "", ...args] = [...before, Deno.execPath(), "test", "-A", "--no-check"];
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args, "--parallel", "--reporter=dot", ...QUICK_HALVES],
    cwd: ROOT,
    env: { DENO_JOBS: "2", NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return code === 0 ? null : text.slice(text.indexOf(" ERRORS "));
}

const BUSY_LOOPS = 2;

async function runSlowly(times: number): Promise<boolean> {
  const loops = Array.from({ length: BUSY_LOOPS }, () => onOneCore("eval", "for (;;);"));
  let failures = 0;
  try {
    for (let time = 1; time <= times; time++) {
      const { success } = await onOneCore("run", "-A", "tools/tests/run.ts").status;
      say(`Run ${time} of ${times}: ${success ? "no failure" : "RED"}`);
      if (!success) failures++;
    }
  } finally {
    for (const loop of loops) loop.kill();
    await Promise.all(loops.map(({ status }) => status));
  }
  return failures === 0;
}

function onOneCore(...args: string[]): Deno.ChildProcess {
  return new Deno.Command("taskset", {
    args: ["-c", "0", Deno.execPath(), ...args],
    cwd: ROOT,
    stdin: "null",
  }).spawn();
}

function say(text: string): void {
  // deno-lint-ignore no-console -- it is for the person who runs the tests
  console.log(text);
}

/** A moment of some zone at which tests that look at the clock of the machine break. */
interface Day {
  /** As Debian's `faketime` reads it, in the zone. */
  readonly at: string;
  readonly zone: string;
  readonly what: string;
}

/** Ends of months and years, a leap day, both changes of the clock, far zones. */
const DAYS: readonly Day[] = [
  { at: "2026-01-31 23:58:30", zone: "UTC", what: "the end of January" },
  { at: "2026-02-28 12:00:00", zone: "America/New_York", what: "the end of February" },
  { at: "2028-02-29 23:59:00", zone: "Asia/Tokyo", what: "a leap day" },
  { at: "2026-03-29 00:59:30", zone: "Europe/Berlin", what: "an hour before summer time" },
  { at: "2026-03-29 01:59:30", zone: "Europe/Berlin", what: "the change to summer time" },
  { at: "2026-10-25 02:30:00", zone: "Europe/Berlin", what: "the hour that comes twice" },
  { at: "2026-11-01 00:59:30", zone: "America/Los_Angeles", what: "the end of summer time" },
  { at: "2026-04-30 18:00:00", zone: "Asia/Kathmandu", what: "a zone of 5:45 hours" },
  { at: "2026-06-30 23:59:50", zone: "Pacific/Kiritimati", what: "the first zone of the day" },
  { at: "2026-07-01 00:00:10", zone: "Pacific/Pago_Pago", what: "the last zone of the day" },
  { at: "2026-12-31 23:59:30", zone: "UTC", what: "the end of a year" },
  { at: "2027-01-01 00:00:30", zone: "Australia/Lord_Howe", what: "the first day of a year" },
];

/** The one of these days that is tried on a day, by its number since 1970. */
function dayFor(now: number): Day {
  return DAYS[Math.floor(now / 86_400_000) % DAYS.length] as Day;
}

/** Whether Debian's `faketime` is there. */
async function hasFaketime(): Promise<boolean> {
  try {
    return (await new Deno.Command("faketime", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

/**
 * How to run a command on a day: words to put before it, and its environment. Only the clock on the
 * wall is another one; timers run as ever, and files have the times they have.
 */
function onDay({ at, zone }: Day): { before: string[]; env: Record<string, string> } {
  return {
    before: ["faketime", "-f", `@${at}`],
    env: {
      TZ: zone,
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      DONT_FAKE_MONOTONIC: "1",
      NO_FAKE_STAT: "1",
    },
  };
}

function main([first, ...rest]: readonly string[]): Promise<boolean> {
  if (first === "--dates") return runDates(rest.map(Number));
  if (first === "--slow") return runSlowly(Number(rest[0] ?? 3));
  if (first === "--faults") return runFaults();
  return runAll(Deno.args);
}

/** Paths of test files within the project, by what they need. */
export interface TestFiles {
  /** Neither a browser nor a process of its own. */
  readonly quick: readonly string[];
  /** Starts the program or another one as a process. */
  readonly processes: readonly string[];
  /** Looks at pages in Chromium. */
  readonly browser: readonly string[];
}

/** What a test file brings in that makes it one of a kind. */
const NEEDS_BROWSER =
  /from "[^"]*\/(in_browser|page_stage|pair_stage|shared_chromium|chromium)\.ts"/;
const NEEDS_PROCESS =
  /from "[^"]*\/(running_server|with_server|small_disk|nginx|caddy|proxy_rig)\.ts"|Deno\.Command\b/;

/** All test files of the project, sorted. */
export async function testFiles(): Promise<TestFiles> {
  const files = { quick: [] as string[], processes: [] as string[], browser: [] as string[] };
  for (const path of await filesBelow(ROOT.pathname, "tests")) {
    // What the fixture app is made of is no test, whatever it is called.
    if (!/_test\.tsx?$/.test(path) || path.includes("/fixture/")) continue;
    const text = await Deno.readTextFile(join(ROOT.pathname, path));
    const kind = NEEDS_BROWSER.test(text)
      ? "browser"
      : NEEDS_PROCESS.test(text)
      ? "processes"
      : "quick";
    files[kind].push(path);
  }
  return files;
}

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
/** Runs tests in the long form, showing what they say. */
async function runLong(
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

/** The fault tests and the simulated day in their long form, with what was tried at the end; false when one failed. */
async function runFaults(): Promise<boolean> {
  const countsFile = await Deno.makeTempFile();
  const begun = performance.now();
  const faults = await runLong(FAULTS, countsFile);
  const properties = existsInProject(PROPERTIES)
    ? await runLong([PROPERTIES], countsFile)
    : { code: 0, passed: 0 };
  const counts = sumCounts(await Deno.readTextFile(countsFile));
  await Deno.remove(countsFile);
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  say([...linesOf(counts, properties.passed), `time: ${minutes} minutes`].join("\n"));
  return faults.code === 0 && properties.code === 0;
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

if (import.meta.main && !await main(Deno.args)) Deno.exit(1);

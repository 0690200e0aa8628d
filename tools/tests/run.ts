// deno task test [--fast] [PATH …]: all tests, or the quick ones, or those of these paths.
//
// TEST_DAY=today runs what needs no browser and no process on the day that is today's turn of days.ts.
import { dayFor, hasFaketime, onDay } from "./days.ts";
import { QUICK_HALVES } from "./test_files.ts";

const ROOT = new URL("../../", import.meta.url);
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

function say(text: string): void {
  // deno-lint-ignore no-console -- it is for the person who runs the tests
  console.log(text);
}

async function main(): Promise<boolean> {
  const isFast = Deno.args.includes("--fast");
  const paths = Deno.args.filter((arg) => arg !== "--fast");
  if (paths.length > 0) return await runTests(paths);
  const isGood = await runTests(QUICK_HALVES, await surroundings());
  if (isFast) return isGood;
  return await runTests(SLOW_HALVES) && isGood;
}

if (!await main()) Deno.exit(1);

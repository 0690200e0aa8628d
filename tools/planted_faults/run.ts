// deno task test:planted [NAME …]: plants one deliberate fault at a time and expects the tests to see it.
import { cp } from "node:fs/promises";
import { join, relative } from "node:path";
import { FAULTS, type PlantedFault } from "./faults.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
/** What is made, and what tests do not read. */
const LEFT_OUT: ReadonlySet<string> = new Set([".git", "node_modules", "_fresh", "logs"]);

type Outcome = "caught" | "NOT CAUGHT" | "NO TEST RAN" | "NOT BUILT" | "TEXT NOT FOUND";

/** Copies the project to a folder, without what is made and with the packages that are there. */
async function copyProject(to: string): Promise<void> {
  const filter = (path: string) => !LEFT_OUT.has(relative(ROOT, path));
  await cp(ROOT, to, { recursive: true, filter });
  await Deno.symlink(join(ROOT, "node_modules"), join(to, "node_modules"));
}

async function deno(folder: string, ...args: string[]): Promise<{ code: number; text: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
    // Red is expected: what never comes is not waited for as long as elsewhere.
    env: { NO_COLOR: "1", CHROMIUM_REQUIRED: "1", TEST_PATIENCE_SECONDS: "20" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function build(folder: string): Promise<boolean> {
  return (await deno(folder, "run", "-A", "dev.ts", "build")).code === 0;
}

/** Types are left aside, so that a fault is seen by what it does. */
function runTests(folder: string, tests: readonly string[], only?: string) {
  const filter = only === undefined ? [] : [`--filter=${only}`];
  return deno(folder, "test", "-A", "--no-check", ...filter, ...tests);
}

async function outcomeOf(folder: string, { tests, only }: PlantedFault): Promise<Outcome> {
  const { code, text } = await runTests(folder, tests, only);
  if (code === 0) return "NOT CAUGHT";
  // A program that cannot even begin is seen by anything: that says nothing of the tests.
  return /\| [1-9]\d* failed/.test(text) ? "caught" : "NO TEST RAN";
}

async function tryFault(folder: string, fault: PlantedFault): Promise<Outcome> {
  const path = join(folder, fault.file);
  const sound = await Deno.readTextFile(path);
  let planted: string;
  try {
    planted = plant(sound, fault);
  } catch (error) {
    // deno-lint-ignore no-console -- the row is to be mended
    console.error((error as Error).message);
    return "TEXT NOT FOUND";
  }
  await Deno.writeTextFile(path, planted);
  try {
    if (fault.isBuilt && !await build(folder)) return "NOT BUILT";
    return await outcomeOf(folder, fault);
  } finally {
    await Deno.writeTextFile(path, sound);
    if (fault.isBuilt) await build(folder);
  }
}

/**
 * A text with its fault.
 * @throws {Error} when what is to be replaced is not there exactly once
 */
export function plant(text: string, { name, file, find, put }: PlantedFault): string {
  const count = text.split(find).length - 1;
  if (count === 1) return text.replace(find, () => put);
  throw new Error(
    `Fault "${name}": its text stands ${count} times in ${file}; put a text there that stands once`,
  );
}

/** The tests must be green without a fault, or red says nothing. */
async function refuseRed(folder: string, faults: readonly PlantedFault[]): Promise<void> {
  if (!await build(folder)) throw new Error("The project cannot be built");
  const whole = faults.filter(({ only }) => only === undefined);
  const runs = [
    { tests: [...new Set(whole.flatMap(({ tests }) => tests))], only: undefined },
    ...faults.filter(({ only }) => only !== undefined),
  ];
  for (const { tests, only } of runs.filter(({ tests }) => tests.length > 0)) {
    const { code, text } = await runTests(folder, tests, only);
    const isGreen = code === 0 && !/ok \| 0 passed/.test(text);
    if (!isGreen) throw new Error(`Red without any fault:\n${text.slice(-4000)}`);
  }
}

async function tryAll(faults: readonly PlantedFault[]): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "planted-" });
  let caught = 0;
  try {
    await copyProject(folder);
    await refuseRed(folder, faults);
    for (const fault of faults) {
      const startedAt = performance.now();
      const outcome = await tryFault(folder, fault);
      if (outcome === "caught") caught++;
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      // deno-lint-ignore no-console -- the table is what a developer runs this for
      console.log(`${outcome.padEnd(14)} ${seconds.padStart(5)} s  ${fault.name} (${fault.file})`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return caught;
}

async function main(): Promise<boolean> {
  const unknown = Deno.args.filter((name) => !FAULTS.some((fault) => fault.name === name));
  if (unknown.length > 0) {
    const known = FAULTS.map(({ name }) => name).join("\n  ");
    throw new Error(`There is no fault "${unknown.join('", "')}"; there are:\n  ${known}`);
  }
  const wanted = Deno.args.length === 0
    ? FAULTS
    : FAULTS.filter(({ name }) => Deno.args.includes(name));
  const caught = await tryAll(wanted);
  // deno-lint-ignore no-console -- the table is what a developer runs this for
  console.log(`${caught} of ${wanted.length} caught`);
  return caught === wanted.length;
}

if (import.meta.main && !await main()) Deno.exit(1);

import { join } from "node:path";
import { filesBelow } from "../graph.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Take in half of the quick files each. */
export const QUICK_HALVES = ["tests/halves/quick_1.ts", "tests/halves/quick_2.ts"] as const;

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
  for (const path of await filesBelow(ROOT, "tests")) {
    // What the fixture app is made of is no test, whatever it is called.
    if (!/_test\.tsx?$/.test(path) || path.includes("/fixture/")) continue;
    const text = await Deno.readTextFile(join(ROOT, path));
    const kind = NEEDS_BROWSER.test(text)
      ? "browser"
      : NEEDS_PROCESS.test(text)
      ? "processes"
      : "quick";
    files[kind].push(path);
  }
  return files;
}

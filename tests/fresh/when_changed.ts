import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import { browserTest } from "../browser/in_browser.ts";
import { IS_LONG } from "../store/fault_sizes.ts";

const ROOT = join(import.meta.dirname ?? "", "..", "..");
/** What pages wake with in a browser, its own tests, and the versions of what it uses. */
const PLACES = ["lib/fresh", "tests/fresh", "deno.lock"];
/** The hash of these places when `deno task test:fresh` was last green. */
const ACCEPTED = join(ROOT, "tests", "fresh", "accepted_hash.txt");

/** All files of a place, in an order of their own. */
async function filesIn(place: string): Promise<string[]> {
  if ((await Deno.stat(place)).isFile) return place === ACCEPTED ? [] : [place];
  const found: string[] = [];
  for await (const { name } of Deno.readDir(place)) {
    // Builds that other tests make.
    if (!name.startsWith("_fresh")) found.push(...await filesIn(join(place, name)));
  }
  return found;
}

async function hashNow(): Promise<string> {
  const hash = createHash("sha256");
  const files = (await Promise.all(PLACES.map((place) => filesIn(join(ROOT, place))))).flat();
  for (const file of files.sort()) {
    hash.update(`${relative(ROOT, file)}\0`).update(await Deno.readFile(file));
  }
  return hash.digest("hex");
}

/** Notes that the tests are green as all stands now. */
async function accept(): Promise<void> {
  await Deno.writeTextFile(ACCEPTED, `${await hashNow()}\n`);
}

const accepted = await Deno.readTextFile(ACCEPTED).catch(() => "");
const isDue = IS_LONG || accepted.trim() !== await hashNow();

/**
 * A test of `lib/fresh` in Chromium. It runs in the long form, and in the gate whenever something of
 * `PLACES` is other than it was when `deno task test:fresh` was last green, in a fresh clone too.
 */
export function freshTest(name: string, fn: () => Promise<void>): void {
  if (isDue) browserTest(name, fn);
  else Deno.test({ name, fn, ignore: true });
}

if (import.meta.main) await accept();

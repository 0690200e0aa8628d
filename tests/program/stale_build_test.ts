import assert from "node:assert/strict";
import { type BundleFacts, staleSource } from "@/lib/program/stale_build.ts";

const WRITTEN = new Date("2026-03-01T12:00:00Z");
const SOURCE = "lib/a b.ts";
const BUILT: BundleFacts = { builtAt: WRITTEN.getTime() + 1000, sizes: { [SOURCE]: 3 } };

interface Project {
  readonly text?: string | null;
  readonly written?: Date;
}

const CASES: readonly [string, Project, string | null][] = [
  ["finds nothing while the sources are those of the build", {}, null],
  [
    "names what was written after the build began",
    { written: new Date(BUILT.builtAt + 1) },
    SOURCE,
  ],
  ["names what has another size", { text: "longer" }, SOURCE],
  ["leaves out what is not there to be run", { text: null }, null],
];

for (const [does, project, expected] of CASES) {
  Deno.test(`staleSource() ${does}`, () =>
    withProject(project, async (root) => assert.equal(await staleSource(root), expected)));
}

Deno.test("staleSource() rejects where nothing was built", () =>
  assert.rejects(staleSource("/nowhere/"), Deno.errors.NotFound));

async function withProject(
  { text = "abc", written = WRITTEN }: Project,
  run: (root: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/_fresh/run`, { recursive: true });
    await Deno.writeTextFile(`${folder}/_fresh/run/sources.json`, JSON.stringify(BUILT));
    await Deno.mkdir(`${folder}/lib`);
    if (text !== null) {
      await Deno.writeTextFile(`${folder}/${SOURCE}`, text);
      await Deno.utime(`${folder}/${SOURCE}`, written, written);
    }
    await run(`${folder}/`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { type BundleFacts, isBundleCurrent } from "../../main.ts";

const WRITTEN = new Date("2026-03-01T12:00:00Z");
const BUILT: BundleFacts = { builtAt: WRITTEN.getTime() + 1000, sizes: { "lib/a b.ts": 3 } };

interface Project {
  readonly text?: string;
  readonly written?: Date;
  readonly facts?: string;
}

const CASES: readonly [string, Project, boolean][] = [
  ["of the sources as they are", {}, true],
  ["made before a source was changed", { written: new Date(BUILT.builtAt + 1) }, false],
  ["of a source that had another size", { text: "long" }, false],
  ["of a source that is gone", { text: "" }, false],
  ["that was not finished", { facts: '{"builtAt":' }, false],
];

for (const [what, project, isCurrent] of CASES) {
  Deno.test(`isBundleCurrent() ${isCurrent ? "takes" : "refuses"} a bundle ${what}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await write(folder, project);
      assert.equal(isBundleCurrent(pathToFileURL(`${folder}/main.ts`)), isCurrent);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("isBundleCurrent() refuses where nothing was built", () =>
  assert.equal(isBundleCurrent(pathToFileURL("/nowhere/main.ts")), false));

async function write(folder: string, { text = "abc", written = WRITTEN, facts }: Project) {
  await Deno.mkdir(`${folder}/_fresh/run`, { recursive: true });
  await Deno.writeTextFile(`${folder}/_fresh/run/sources.json`, facts ?? JSON.stringify(BUILT));
  await Deno.mkdir(`${folder}/lib`);
  if (text === "") return;
  await Deno.writeTextFile(`${folder}/lib/a b.ts`, text);
  await Deno.utime(`${folder}/lib/a b.ts`, written, written);
}

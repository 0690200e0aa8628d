import assert from "node:assert/strict";
import { SOURCE_NAMES, SOURCES } from "@/lib/market/source_name.ts";
import { filesBelow, projectFile } from "../docs/project_file.ts";

/** Files beside a source's own folder that name sources, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  "lib/market/source_name.ts": "the table of facts",
  "lib/market/pair_prefix.ts": "other names of markets and coins: BINANCEUS, binancecoin",
  "lib/store/file/backups.ts": "the store file's name",
  "lib/store/file/decode.ts": "files that are older than sources",
  "lib/store/import/import_legacy.ts": "an earlier program's layout",
};

const WORDS = SOURCE_NAMES.filter((name) => !SOURCES[name].isInvented);
const NAMED = new RegExp(WORDS.join("|"), "i");

Deno.test("SOURCES is all that names a source outside its folder", () => {
  const files = ["lib", "components", "islands", "routes"]
    .flatMap((folder) => filesBelow(folder, ".ts", ".tsx"))
    .concat("main.ts", "serve.ts", "dev.ts")
    .filter((path) => !WORDS.some((name) => path.startsWith(`lib/sources/${name}/`)));
  const naming = files.filter((path) => NAMED.test(withoutComments(projectFile(path))));
  assert.deepEqual(naming.sort(), Object.keys(ALLOWED).sort());
});

Deno.test("SOURCES names a folder for each source, with its adapter and its settings", async () => {
  for (const name of SOURCE_NAMES) {
    const { adapter } = await import(`../../lib/sources/${name}/${name}.ts`);
    assert.equal(typeof adapter.create, "function", name);
    const { settings } = await import(`../../lib/sources/${name}/settings.ts`);
    for (const setting of Object.keys(settings.rows)) {
      assert.ok(setting.startsWith(`${name.toUpperCase()}_`), setting);
    }
  }
});

/** Comments give examples, and change nothing. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
}

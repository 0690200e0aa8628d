import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import {
  cycleLines,
  cyclesOf,
  folderOf,
  foldersOf,
  readFiles,
  roomOf,
  roomsOf,
  sizeLines,
  type SourceFile,
  specifiersOf,
  tableOf,
} from "@/tools/graph.ts";

/** Reads a project of a few files, given as path and text. */
async function graphOf(tree: Readonly<Record<string, string>>): Promise<SourceFile[]> {
  const root = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(tree)) {
      await Deno.mkdir(dirname(join(root, path)), { recursive: true });
      await Deno.writeTextFile(join(root, path), text);
    }
    return await readFiles(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const CLEAN = {
  "main.ts": 'import { check } from "@/lib/engine/check.ts";\ncheck();\n',
  "lib/engine/check.ts": [
    'import type { Price } from "@/lib/market/price.ts";',
    'import { ask } from "@/lib/sources/binance/ask.ts";',
    "export const check = (): Price => ask();",
    "",
  ].join("\n"),
  "lib/market/price.ts": "export type Price = number;\n",
  "lib/sources/binance/ask.ts": 'import { get } from "../http/get.ts";\nexport const ask = get;\n',
  "lib/sources/http/get.ts": "export const get = () => 1;\n",
  "routes/index.tsx": 'export { check } from "../lib/engine/check.ts";\n',
  "tests/check_test.ts": 'import "@/lib/engine/check.ts";\n',
};

Deno.test("specifiersOf() finds every way to import, and no comment or text", () => {
  const text = [
    'import a from "1";',
    'import type { b } from "2";',
    "import {",
    "  type c,",
    '} from "3";',
    'import "4";',
    'export * from "5";',
    'export type { d } from "6";',
    'const e = await import("7");',
    'let f: typeof import("8").f;',
    '// import g from "9";',
    ' * import h from "10";',
    "const i = 'import i from \"11\"';",
    'export const j = "from", k = "12";',
  ].join("\n");
  assert.deepEqual(specifiersOf(text).map(Number).sort((a, b) => a - b), [1, 2, 3, 4, 5, 6, 7, 8]);
});

Deno.test("readFiles() leaves out tests, packages and what is no file of the app", async () => {
  const files = await graphOf({
    ...CLEAN,
    "lib/market/pair.ts": 'import { z } from "zod";\nimport "node:fs";\nimport "./none.ts";\n',
  });
  assert.deepEqual(files.find(({ path }) => path === "lib/market/pair.ts")?.imports, []);
  assert.ok(!files.some(({ path }) => path.startsWith("tests/")));
  assert.equal(files.length, 7);
});

Deno.test("readFiles() follows the import map to a folder of the project", async () => {
  const root = new URL("../../", import.meta.url).pathname;
  const files = await readFiles(root);
  const fresh = foldersOf(files, folderOf).find(({ name }) => name === "lib/fresh");
  assert.ok((fresh?.fanIn ?? 0) > 0);
});

Deno.test("folderOf() and roomOf() name topic and room", () => {
  const cases = [
    ["main.ts", "main", "main"],
    ["lib/config.ts", "lib", "lib"],
    ["lib/market/price.ts", "lib/market", "lib/market"],
    ["lib/sources/http/get.ts", "lib/sources", "lib/sources/http"],
    ["lib/notify/channels/mail/send.ts", "lib/notify", "lib/notify/channels"],
    ["components/board/Row.tsx", "components", "components/board"],
    ["routes/index.tsx", "routes", "routes"],
  ] as const;
  for (const [path, folder, room] of cases) {
    assert.deepEqual([folderOf(path), roomOf(path)], [folder, room], path);
  }
});

Deno.test("foldersOf() counts what imports and is imported, the most imported first", async () => {
  const files = await graphOf(CLEAN);
  const rows = foldersOf(files, folderOf).map(({ name, files, lines, fanIn, imports }) =>
    [name, files, lines, fanIn, ...imports].join(" ")
  );
  assert.deepEqual(rows, [
    "lib/engine 1 3 2 lib/market lib/sources",
    "lib/market 1 1 1",
    "lib/sources 2 3 1",
    "main 1 2 0 lib/engine",
    "routes 1 1 0 lib/engine",
  ]);
  const rooms = roomsOf(files).map(({ name, fanIn }) => `${name} ${fanIn}`);
  assert.deepEqual(rooms, ["lib/sources/binance 1", "lib/sources/http 1"]);
});

Deno.test("tableOf() has a row for each folder", async () => {
  const table = tableOf("folder", foldersOf(await graphOf(CLEAN), folderOf));
  assert.match(table, /^folder {7}files {2}lines {2}fan-in {2}fan-out {2}imports from\n/);
  assert.match(table, /\nlib\/engine {7}1 {6}3 {7}2 {8}2 {2}lib\/market lib\/sources\n/);
});

Deno.test("cycleLines() says nothing of a project whose imports point one way", async () => {
  assert.deepEqual(cycleLines(await graphOf(CLEAN)), []);
});

Deno.test("cycleLines() names folders that import each other, by types only, too", async () => {
  const price =
    'import type { check } from "@/lib/engine/check.ts";\nexport type Price = number;\n';
  const lines = cycleLines(await graphOf({ ...CLEAN, "lib/market/price.ts": price }));
  assert.match(lines[0] ?? "", /^Cycle of 2 folders: lib\/engine, lib\/market\n/);
  assert.match(lines[0] ?? "", /lib\/market\/price\.ts → lib\/engine\/check\.ts/);
  assert.match(lines[1] ?? "", /^Cycle of 2 files: lib\/engine\/check\.ts\n/);
});

Deno.test("cycleLines() sees folders in a circle whose files are in none", async () => {
  const lines = cycleLines(
    await graphOf({
      ...CLEAN,
      "lib/market/old.ts": 'export { check } from "@/lib/engine/check.ts";\n',
    }),
  );
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /^Cycle of 2 folders: lib\/engine, lib\/market\n/);
});

Deno.test("cyclesOf() tells groups apart and finds a shortest way round", () => {
  const edges = Object.entries({ a: "b", b: "ca", c: "a", d: "ae", e: "f", f: "e", g: "g", h: "" })
    .map(([from, to]) => [from, new Set(to)] as const);
  assert.deepEqual(cyclesOf(new Map(edges)), [
    { members: ["a", "b", "c"], loop: ["a", "b", "a"] },
    { members: ["e", "f"], loop: ["e", "f", "e"] },
    { members: ["g"], loop: ["g", "g"] },
  ]);
});

Deno.test("sizeLines() tells length, importers and files that are too long", async () => {
  const long = await graphOf({ ...CLEAN, "lib/market/long.ts": "export {};\n".repeat(351) });
  assert.deepEqual(sizeLines(long), [
    "7 files, 361 lines, median 2; 3 with one importer",
    "Over 350 lines: lib/market/long.ts (351)",
    "In lib/ and imported by none of them: lib/market/long.ts",
  ]);
  assert.equal(sizeLines(await graphOf(CLEAN))[1], "Over 350 lines: none");
});

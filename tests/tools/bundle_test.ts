import assert from "node:assert/strict";
import posix from "node:path/posix";
import { fileURLToPath } from "node:url";
import { build, type Plugin, stop } from "esbuild";
import fc from "fast-check";
import { z } from "zod";
import { readConfig } from "@/lib/settings/config.ts";
import { withEager } from "@/tools/bundle/eager.ts";
import { madeWhenIterated, withFirst, withSources } from "@/tools/bundle/build_bundle.ts";
import { joinFiles, madeOf } from "@/tools/bundle/one_file.ts";
import {
  schemasLater,
  standIn,
  withSchemasLater,
  withUnset,
  writeZod,
  zodLater,
} from "@/tools/bundle/schemas_later.ts";
import * as timers from "@/tools/bundle/timers.ts";
import * as path from "../../tools/bundle/path.ts";

const PART = fc.string({ unit: fc.constantFrom(..."ab./"), maxLength: 8 });

Deno.test({
  name: "join(), dirname() and resolve() of the bundle are those of node:path",
  ignore: Deno.build.os === "windows",
  fn() {
    fc.assert(
      fc.property(fc.array(PART, { maxLength: 4 }), (parts) => {
        assert.equal(path.join(...parts), posix.join(...parts));
        assert.equal(path.resolve(...parts), posix.resolve(...parts));
        assert.equal(path.dirname(parts.join("/")), posix.dirname(parts.join("/")));
      }),
      { numRuns: 5000 },
    );
  },
});

Deno.test("standIn() does what the module does, for functions, classes and constants", async () => {
  const source = (name: string, module: object) =>
    import(`data:text/javascript,${encodeURIComponent(standIn(name, { ...module }))}`);
  const { Buffer, constants } = await source("node:buffer", await import("node:buffer"));
  const { createHash } = await source("node:crypto", await import("node:crypto"));
  const { default: net, BlockList } = await source("node:net", await import("node:net"));
  const bytes = Buffer.from("abc");
  assert.ok(bytes instanceof Buffer);
  assert.equal(Buffer.concat([bytes, bytes]).toString("hex"), "616263616263");
  assert.ok(constants.MAX_LENGTH > 0 && "MAX_LENGTH" in constants);
  assert.equal(createHash("sha256").update("abc").digest("hex").slice(0, 8), "ba7816bf");
  assert.equal(net.isIP("::1"), 6);
  const list = new BlockList();
  list.addSubnet("10.0.0.0", 8, "ipv4");
  assert.ok(list.check("10.1.2.3"));
});

Deno.test("withFirst() imports the board and its islands at once, and leaves other pages", () => {
  const table = `export default { islands: [{ ...{}, module: () => import("../islands/A.tsx") }, ` +
    `{ ...{}, module: () => import("../islands/B.tsx") }], routes: [["index.tsx", ` +
    `{ load: () => import("../routes/index.tsx"), islands: [1] }], ["log.tsx", ` +
    `{ load: () => import("../routes/log.tsx"), islands: [0] }]] };`;
  const joined = withFirst(table);
  assert.match(joined, /^import \* as first1 from "\.\.\/islands\/B\.tsx";$/m);
  assert.match(joined, /load: \(\) => Promise\.resolve\(first0\), islands: \[1\]/);
  assert.match(joined, /import\("\.\.\/islands\/A\.tsx"\).*import\("\.\.\/routes\/log\.tsx"\)/);
  assert.throws(() => withFirst("export default {}"), /index\.tsx/);
});

Deno.test("withSources() finds the sources' adapters and settings without waiting for files", async () => {
  for (const [file, wanted] of [["table.ts", "kraken.ts"], ["settings.ts", "settings.ts"]]) {
    const table = withSources(await Deno.readTextFile(`lib/sources/${file}`));
    assert.doesNotMatch(table, /await import/);
    assert.ok(table.includes(`import * as krakenSource from "./kraken/${wanted}";`), file);
  }
});

Deno.test("madeWhenIterated() has the words of a list, and as many times as somebody goes through them", async () => {
  const words = ["abc", 'with "quotes"', "back\\slash", ""];
  const code = encodeURIComponent(madeWhenIterated(words));
  const { default: list } = await import(`data:text/javascript,${code}`);
  assert.deepEqual([[...list], [...list]], [words, words]);
});

Deno.test("madeOf() keeps what a map tells of the parts that it moves", () => {
  const code = "ab;cd\nef;";
  // a: 0:0, c: 0:5, e: 3:1 of the source.
  const text = { code, map: { version: 3, mappings: "AAAA,GAAK;AAGJ" } };
  assert.deepEqual(madeOf(text, [[0, code.length]]), text);
  const put = madeOf(text, ["x;", [0, code.length]]);
  assert.deepEqual([put.code, put.map.mappings], ["x;ab;cd\nef;", "EAAA,GAAK;AAGJ"]);
  const moved = madeOf(text, [[6, 9], [3, 6], "y\n", [0, 3]]);
  assert.deepEqual([moved.code, moved.map.mappings], ["ef;cd\ny\nab;", "AAGC,GAHI;;AAAL"]);
});

Deno.test("withEager() puts what is called in parentheses, and does the same", async () => {
  const code = "const seen=[first()];function first(){return(a=>b=>a+b)(1)(2)}" +
    "class Some{get kept(){return this.of(()=>3)}of(f){return f()}}function never(){return()=>4}" +
    "export{seen,first,Some,never};";
  const ends = ["(1)(2)}", "(1)", ")(1)", ")}of", "}of", "}}function"].map((after) =>
    code.indexOf(after) + (after === "(1)(2)}" ? after.length : 0)
  );
  const text = { code, map: { version: 3, mappings: "" } };
  const eager = madeOf(text, withEager(code, new Set(ends))).code;
  assert.equal(
    eager,
    "var first=(function (){return((a=>(b=>a+b)))(1)(2)});const seen=[first()];;" +
      "class Some{get kept(){return this.of((()=>3))}of(f){return f()}}" +
      "function never(){return()=>4}export{seen,first,Some,never};",
  );
  const load = (source: string) => import(`data:text/javascript,${encodeURIComponent(source)}`);
  for (const { seen, first, Some } of [await load(code), await load(eager)]) {
    assert.deepEqual([seen, first.name, first(), new Some().kept], [[3], "first", 3, 3]);
  }
});

Deno.test("joinFiles() leaves one file at start, whose modules exist once, and stacks that name sources", async () => {
  const folder = await Deno.makeTempDir();
  const write = (name: string, code: string) => Deno.writeTextFile(`${folder}/${name}`, code);
  await write("shared.ts", "let count = 0;\nexport const next = () => ++count;\n");
  await write("other.ts", "export const next = () => 'of the other';\n");
  await write(
    "later.ts",
    "import { next } from './shared.ts';\nimport { next as other } from './other.ts';\n" +
      "export const both = () => [next(), other()];\nexport const fail = () => {\n  throw new Error('x');\n};\n",
  );
  await write(
    "main.ts",
    "import { next } from './shared.ts';\nimport { next as other } from './other.ts';\n" +
      "export const price = /^[$€]\\d 🜚$/u;\n" +
      "export const run = async () => {\n  const later = await import('./later.ts');\n" +
      "  return [next(), other(), ...later.both(), later.fail];\n};\n",
  );
  try {
    const { metafile } = await build({
      ...{ absWorkingDir: folder, bundle: true, chunkNames: "[name]-[hash]", entryNames: "[name]" },
      ...{ entryPoints: ["main.ts"], format: "esm", metafile: true, minifyWhitespace: true },
      ...{ outdir: "out", sourcemap: "linked", splitting: true, target: "esnext" },
    });
    await joinFiles(`${folder}/out`, metafile, ["main.js"]);
    const files = Array.from(Deno.readDirSync(`${folder}/out`), ({ name }) => name)
      .filter((name) => name.endsWith(".js"));
    assert.equal(files.length, 2);
    const { price, run } = await import(`file://${folder}/out/main.js`);
    assert.ok(price.test("€1 🜚"));
    const [first, other, second, otherLater, fail] = await run();
    assert.deepEqual([first, other, second, otherLater], [1, "of the other", 2, "of the other"]);
    assert.throws(fail, ({ stack }: Error) => /later\.ts:5:9/.test(stack ?? ""));
    for (const file of files) {
      const code = await Deno.readTextFile(`${folder}/out/${file}`);
      // What Deno reads a name of, it loads at once.
      assert.doesNotMatch(code, /import\("/);
      // One letter more, and all of the file takes two bytes a letter.
      assert.doesNotMatch(code, /[\u0080-\uffff]/);
    }
  } finally {
    await stop();
    await Deno.remove(folder, { recursive: true });
  }
});

/** What the code of a module exports once its schemas are made later. */
async function laterExports(code: string): Promise<Record<string, unknown>> {
  const bundle = await build({
    ...{ bundle: true, format: "esm", logLevel: "error", plugins: [schemasLater, zodItself] },
    ...{ stdin: { contents: withSchemasLater(code), loader: "js" }, write: false },
  }).finally(stop);
  const [{ text } = { text: "" }] = bundle.outputFiles;
  return await import(`data:text/javascript,${encodeURIComponent(text)}`);
}

const zodItself: Plugin = {
  name: "zod-itself",
  setup({ onResolve }) {
    onResolve({ filter: /^zod$/ }, () => ({ path: import.meta.resolve("zod"), external: true }));
  },
};

Deno.test("withSchemasLater() makes schemas when they are first used, which read and refuse the same", async () => {
  const code = `import * as z from "zod";
    export const log = [];
    const noted = (name, value) => (log.push(name), value);
    const whole = (low) => z.number().min(noted("whole", low));
    const Base = z.object({ id: z.string().min(noted("id", 2)), size: whole(1) });
    const rule = { error: "must be short" };
    const short = z.string(rule).max(noted("short", 3));
    const fields = { short, many: z.array(short) };
    export const All = Base.extend({ ...fields, kind: z.enum(["a", "b"]).default("a"), short });
    export const Either = z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("x"), ...Base.shape }), z.strictObject({ type: z.literal("y") }),
    ]);
    export const EMPTY = z.object({ a: z.string().default("b") }).parse({});`;
  const { All, Either, EMPTY, log } = await laterExports(code) as {
    All: z.ZodObject;
    Either: z.ZodType<{ type: string }>;
    EMPTY: unknown;
    log: string[];
  };
  assert.deepEqual(EMPTY, { a: "b" });
  assert.deepEqual(log, []);
  const good = { id: "ab", size: 3, short: "abc", many: ["x"] };
  assert.deepEqual(All.parse(good), { ...good, kind: "a" });
  assert.deepEqual([...log].sort(), ["id", "short", "whole"]);
  const refused = All.safeParse({ ...good, short: "abcd", size: 0, many: [1] });
  const paths = refused.error?.issues.map(({ path }) => path.join("."));
  assert.deepEqual(paths, ["size", "short", "many.0"]);
  assert.equal(Either.parse({ type: "y" }).type, "y");
  assert.equal(Either.safeParse({ type: "x", id: "ab", size: 1, more: 1 }).success, false);
  assert.ok(All instanceof z.ZodObject);
  assert.deepEqual(Object.keys(All.shape), ["id", "size", "short", "many", "kind"]);
  assert.deepEqual(z.toJSONSchema(All).required, ["id", "size", "short", "many", "kind"]);
});

Deno.test("zodLater leaves the library out until a schema reads", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/lib`);
  await Deno.writeTextFile(
    `${folder}/lib/main.ts`,
    "import * as z from 'zod';\nexport const read = (given) =>\n" +
      "  z.object({ a: z.enum(['x']).nullable(), at: z.iso.datetime() }).safeParse(given);\n" +
      "export const isOfLibrary = (error) => error instanceof z.ZodError;\n",
  );
  try {
    await build({
      ...{ absWorkingDir: folder, bundle: true, entryPoints: ["lib/main.ts"], format: "esm" },
      ...{ outdir: "out", plugins: [zodLater], target: "esnext" },
    });
    const zod = fileURLToPath(import.meta.resolve("zod"));
    const found: Plugin = {
      name: "found",
      setup: ({ onResolve }) => onResolve({ filter: /^zod$/ }, () => ({ path: zod })),
    };
    await writeZod(`${folder}/out`, [found]);
    assert.ok((await Deno.stat(`${folder}/out/main.js`)).size < 20_000);
    const { isOfLibrary, read } = await import(`file://${folder}/out/main.js`);
    const at = "2026-01-01T00:00:00.000Z";
    assert.deepEqual(read({ a: "x", at }).data, { a: "x", at });
    assert.ok(isOfLibrary(read({ a: "y", at }).error));
  } finally {
    await stop();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("withUnset() gives settings that are not set what their rules give", async () => {
  const given = withUnset(await Deno.readTextFile("lib/settings/config.ts"));
  const [, pairs = ""] = /const UNSET = new Map\((.*)\);\n/.exec(given) ?? [];
  const unset = new Map<string, unknown>(JSON.parse(pairs));
  assert.ok(unset.size > 30);
  const read = readConfig({}) as Readonly<Record<string, unknown>>;
  for (const name of unset.keys()) assert.deepEqual(unset.get(name), read[name], name);
});

Deno.test("setTimeout() of the bundle acts, waits and is called off as Deno's", async () => {
  const heard: string[] = [];
  const after = (ms: number, word: string) => timers.setTimeout(() => heard.push(word), ms);
  for (let round = 0; round < 30; round++) {
    const off = after(0, "never");
    timers.unrefTimer(off);
    timers.clearTimeout(off);
  }
  timers.clearTimeout(undefined);
  await new Promise<void>((resolve) => {
    timers.setTimeout((word: string) => heard.push(word), 0, "given");
    timers.setTimeout(() => resolve(), 1);
  });
  assert.deepEqual(heard, ["given"]);
});

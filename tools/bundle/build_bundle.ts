import { build, type Metafile, type Plugin, stop } from "esbuild";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { compileCalled } from "./eager.ts";
import { joinFiles } from "./one_file.ts";
import { schemasLater, standIn, writeZod, zodLater } from "./schemas_later.ts";
import { SOURCE_NAMES } from "@/lib/market/source_name.ts";
import type { BundleFacts } from "@/lib/program/stale_build.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BUILD = "_fresh";
const BUNDLE = `${BUILD}/run`;

/** What `server.js` of the build does, for a server that the bundle holds: it runs in a folder below the build. */
const ENTRY = `import { attachBuild } from "./lib/fresh/render/snapshot.ts";
import { staleSource } from "./lib/program/stale_build.ts";
import { app, run as serve } from "./serve.ts";
import { bring as schemas } from "./zod-later";
import snapshot from "./${BUILD}/snapshot.js";
async function built() {
  attachBuild(app, snapshot, import.meta.dirname + "/..");
  return { fetch: app.handler() };
}
const stale = () => staleSource(import.meta.dirname + "/../../");
export const run = () => serve({ built, schemas, stale });
`;

/**
 * Joins the program and what it imports to a few files beside the build, which `main.ts` runs in place of the
 * sources: Deno takes as long for finding 500 modules and compiling them as for all else that it does at start.
 * Upstream's framework is no file that could be joined; the program runs from its sources then.
 */
export async function buildBundle(builtAt: number): Promise<void> {
  if (!import.meta.resolve("fresh").startsWith("file:")) return;
  const metafile = await bundled().finally(stop);
  const facts: BundleFacts = { builtAt, sizes: await sizesOf(metafile) };
  await Deno.writeTextFile(`${ROOT}${BUNDLE}/sources.json`, JSON.stringify(facts));
}

async function bundled(): Promise<Metafile> {
  const { metafile } = await bundle();
  await joinFiles(ROOT + BUNDLE, metafile, ["main.js", fileOf("lib/program/work.ts", metafile)]);
  await writeZod(ROOT + BUNDLE, [whereDenoFindsThem, englishOnly]);
  await compileCalled(`${ROOT}${BUNDLE}/main.js`);
  return metafile;
}

/** The file that a module became which is loaded when it is first used. */
function fileOf(module: string, { outputs }: Metafile): string {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === module);
  if (found === undefined) throw new Error(`The bundle has no file of ${module}`);
  return basename(found[0]);
}

function bundle() {
  return build({
    absWorkingDir: ROOT,
    bundle: true,
    chunkNames: "[name]-[hash]",
    // Else packages bring what Deno has itself, made for Node.
    conditions: ["deno", "module"],
    define: {
      "Deno.unrefTimer": "unrefTimer",
      "process.env.NODE_ENV": '"production"',
      // Asked for beside Deno's own word for it; making `process` takes half as long as a bare server.
      "globalThis.process.platform": '"as Deno says"',
    },
    entryNames: "main",
    inject: [TIMERS],
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "error",
    metafile: true,
    minifySyntax: true,
    minifyWhitespace: true,
    outdir: BUNDLE,
    platform: "node",
    plugins: [
      ...[nodeLater, zodLater, firstPage, schemasLater],
      ...[fewerLiterals, whereDenoFindsThem, englishOnly],
    ],
    sourcemap: "linked",
    sourcesContent: false,
    splitting: true,
    stdin: { contents: ENTRY, loader: "ts", resolveDir: ROOT },
    target: "esnext",
    treeShaking: true,
    tsconfigRaw: "{}",
  });
}

/**
 * Resolves what deno.json's import map names. A package that is loaded when it is first used stays one, which a file
 * of its own imports: Deno looks at all packages of the project once it has read the name of one.
 */
const whereDenoFindsThem: Plugin = {
  name: "where-deno-finds-them",
  setup({ onLoad, onResolve, resolve }) {
    onLoad({ filter: /./, namespace: PACKAGE }, async ({ path }) => ({
      contents: passedOn(path, await import(path)),
      loader: "js",
    }));
    onResolve({ filter: /./, namespace: PACKAGE }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: /^[^./]/ }, ({ path, kind, importer, pluginData }) => {
      const isAgain = pluginData === "again" || kind === "entry-point";
      // Packages find their own dependencies, but all must share one Preact.
      const isTheirs = importer.includes("/node_modules/") && !/^preact(\/|$)/.test(path);
      if (isAgain || isTheirs) return undefined;
      const url = import.meta.resolve(path);
      const isOurs = url.startsWith("file:") && !url.includes("/node_modules/");
      if (isOurs) return { path: fileURLToPath(url) };
      if (kind === "dynamic-import") return { path, namespace: PACKAGE };
      return resolve(path, { kind, resolveDir: ROOT, pluginData: "again" });
    });
  },
};

const PACKAGE = "package";

/** A module that exports what a package does. */
function passedOn(path: string, module: object): string {
  const name = JSON.stringify(path);
  return `export * from ${name};` + ("default" in module ? `export { default } from ${name};` : "");
}

/** The schemas' messages in fifty languages are more than half of their library; ours are English. */
const englishOnly: Plugin = {
  name: "english-only",
  setup({ onResolve, resolve }) {
    onResolve(
      { filter: /\/locales\/index\.js$/ },
      ({ path, kind, importer, resolveDir }) =>
        importer.includes("/zod/")
          ? resolve(path.replace("index.js", "en.js"), { kind, resolveDir })
          : undefined,
    );
  },
};

/** Has a start read of the project's files of data what it needs. */
const fewerLiterals: Plugin = {
  name: "fewer-literals",
  setup({ onLoad }) {
    onLoad({ filter: /\/deno\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await Deno.readTextFile(path));
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
    onLoad({ filter: /\/common_passwords\.json$/ }, async ({ path }) => ({
      contents: madeWhenIterated(JSON.parse(await Deno.readTextFile(path))),
      loader: "js",
    }));
  },
};

/** A module with a list of words that become strings once somebody goes through them: a start makes none. */
export function madeWhenIterated(words: readonly string[]): string {
  const text = JSON.stringify(words.join("\n"));
  return `export default { *[Symbol.iterator]() { yield* ${text}.split("\\n"); } };`;
}

/** Sizes of the project's own files in a bundle. */
async function sizesOf({ inputs }: Metafile): Promise<BundleFacts["sizes"]> {
  const found = Object.keys(inputs).filter((path) =>
    !/^(?:node_modules\/|\.\.\/|<|node-later:|schemas-later:|zod-later:|package:)/.test(path) &&
    !path.startsWith(`${BUILD}/`)
  );
  const own = new Set(["deno.json", ...found]);
  const sizes = Array.from(
    own,
    async (path) => [path, (await Deno.stat(ROOT + path)).size] as const,
  );
  return Object.fromEntries(await Promise.all(sizes));
}

const TIMERS = fileURLToPath(import.meta.resolve("./timers.ts"));
const PATH = fileURLToPath(import.meta.resolve("./path.ts"));

/**
 * Has Deno load its modules for Node (`node:crypto`) when something of them is first used: reading them takes
 * longer than all else at start, and the first page needs next to nothing of them. What a bundle imports of one is
 * stood in for; what a constant or a class is, by a proxy.
 */
const nodeLater: Plugin = {
  name: "node-later",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:path$/ }, () => ({ path: PATH }));
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: "node-later" }));
    onLoad({ filter: /.*/, namespace: "node-later" }, async ({ path }) => ({
      contents: standIn(path, await import(path)),
      loader: "js",
    }));
  },
};

/** The route that a start is made for, as the build's table of routes names it. */
const FIRST = "index.tsx";

/** Has the board and its islands come with the program; other pages are loaded when somebody asks for them. */
export const firstPage: Plugin = {
  name: "first-page",
  setup({ onLoad }) {
    onLoad({ filter: /\/_fresh\/snapshot\.js$/ }, async ({ path }) => ({
      contents: withFirst(await Deno.readTextFile(path)),
      loader: "js",
    }));
    onLoad({ filter: /\/lib\/sources\/(?:settings|table)\.ts$/ }, async ({ path }) => ({
      contents: withSources(await Deno.readTextFile(path)),
      loader: "ts",
    }));
  },
};

const EACH_SOURCE = /await import\(`(\.\/\$\{name\}\/[^`]+)`\)/;

/** Sources and their settings are found by the sources' names; files that wait for one another at start cannot be one. */
export function withSources(table: string): string {
  const path = EACH_SOURCE.exec(table)?.[1];
  if (path === undefined) throw new Error("The sources' table imports in another way");
  const imports = SOURCE_NAMES.map((name) =>
    `import * as ${name}Source from "${path.replaceAll("${name}", name)}";`
  );
  const all = `const found = { ${SOURCE_NAMES.map((name) => `${name}: ${name}Source`)} };`;
  return [...imports, all, table.replace(EACH_SOURCE, "found[name]")].join(" ");
}

/** The table of a build, with static imports of what the first page is made of. */
export function withFirst(snapshot: string): string {
  const route = new RegExp(
    `\\["${FIRST}", \\{ load: \\(\\) => (import\\("[^"]+"\\)), islands: \\[([\\d,]*)\\]`,
  ).exec(snapshot);
  if (route === null) throw new Error(`The table of routes has no ${FIRST}`);
  const [, load = "", numbers = ""] = route;
  const islands = Array.from(
    snapshot.matchAll(/module: (?:\(\) => (import\("[^"]+"\))|\w+) \}/g),
    ([, load]) => load,
  );
  const needed = [load, ...numbers.split(",").map((number) => islands[Number(number)])];
  let joined = snapshot;
  for (const [nth, load] of needed.entries()) {
    if (load === undefined) continue;
    const from = load.slice("import(".length, -1);
    joined = `import * as first${nth} from ${from};\n` +
      joined.replaceAll(load, `Promise.resolve(first${nth})`);
  }
  return joined;
}

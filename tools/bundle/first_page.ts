import type { Plugin } from "esbuild";
import { SOURCE_NAMES } from "@/lib/market/source_name.ts";

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
    onLoad({ filter: /\/lib\/sources\/table\.ts$/ }, async ({ path }) => ({
      contents: withSources(await Deno.readTextFile(path)),
      loader: "ts",
    }));
  },
};

const EACH_SOURCE = "await import(`./${name}/${name}.ts`)";

/** Sources are found by their names; files that wait for one another at start cannot be one. */
export function withSources(table: string): string {
  if (!table.includes(EACH_SOURCE)) throw new Error("The sources' table imports in another way");
  const imports = SOURCE_NAMES.map((name) =>
    `import * as ${name}Source from "./${name}/${name}.ts";`
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

import { build, type Plugin } from "esbuild";
import * as zod from "zod";
import { isPlainFunction, PROXY } from "./stand_in.ts";

const FILE = "zod.js";
/** Code of the program, which has schemas; packages have none of their own. */
const OURS = /\/(?:lib|routes)\/(?:(?!node_modules).)*$/;
/** What the names of the library begin with where the bundle says which it uses. */
const MARK = "zod:";

/**
 * Has the schema library loaded after the first page, which needs no schema: it is an eighth of the bundle. Whoever
 * needs one sooner, such as for a rarer setting, has it read at once, as Node's modules are.
 */
export const zodLater: Plugin = {
  name: "zod-later",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\.\/zod-later$/ }, () => ({ path: "zod", namespace: "zod-later" }));
    onResolve(
      { filter: /^zod$/ },
      ({ path, importer }) => OURS.test(importer) ? { path, namespace: "zod-later" } : undefined,
    );
    onResolve({ filter: /./, namespace: "zod-later" }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /./, namespace: "zod-later" }, () => ({ contents: STAND_IN }));
    onLoad({ filter: /\/lib\/program\/work\.ts$/ }, async ({ path }) => ({
      contents: `${await Deno.readTextFile(path)}
        import { bring } from "./zod-later";
        await bring();`,
      loader: "ts",
    }));
  },
};

const STAND_IN = [
  `let library;`,
  // Naming `process` takes half as long as a bare server, so only who needs it does.
  `const required = () =>`,
  `  process.getBuiltinModule("node:module").createRequire(import.meta.url)("./${FILE}");`,
  `const part = (name) => (library ??= required())[name.slice(${MARK.length})];`,
  `export const bring = async () => { library ??= await import("./${FILE}"); };`,
  PROXY,
  ...Object.entries(zod).map(([name, value]) =>
    (isPlainFunction(name, value)
      ? `function z_${name}(...given) { return part("${MARK}${name}")(...given); }`
      : `const z_${name} = /* @__PURE__ */ later(() => part("${MARK}${name}"));`) +
    `export { z_${name} as ${name} };`
  ),
].join("\n");

/** Writes what the files of a bundle in `folder` use of the library to one beside them. */
export async function writeZod(folder: string, plugins: Plugin[]): Promise<void> {
  const used = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".js")) continue;
    const code = await Deno.readTextFile(`${folder}/${name}`);
    for (const [, name = ""] of code.matchAll(/"zod:(\w+)"/g)) used.add(name);
  }
  await build({
    ...{ absWorkingDir: folder, bundle: true, format: "esm", logLevel: "error" },
    ...{ minifySyntax: true, minifyWhitespace: true, outfile: FILE, plugins, target: "esnext" },
    ...{ sourcemap: "linked", sourcesContent: false },
    stdin: { contents: `export { ${[...used].join(", ")} } from "zod";`, resolveDir: folder },
  });
}

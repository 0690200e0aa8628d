import { build, type BuildOptions, type Metafile, stop } from "esbuild";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { importMapPlugin } from "./import_map_plugin.ts";
import type { ResolvedOptions } from "./options.ts";

/** A script with the chunks it imports, as URL paths. */
export interface Script {
  script: string;
  chunks: string[];
}

/** The browser's side of a build. */
export interface Bundle {
  boot: Script;
  /** Scripts of the islands, in the order of the given files. */
  islands: Script[];
  /** Contents by URL path. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
}

const BOOT = fileURLToPath(import.meta.resolve("../browser/boot.ts"));

/** Bundles island files with shared chunks and names that change with their content. */
export async function bundleIslands(
  islands: string[],
  options: ResolvedOptions,
  development: boolean,
): Promise<Bundle> {
  if (islands.length === 0) {
    return { boot: { script: "", chunks: [] }, islands: [], files: new Map() };
  }
  const entries = [BOOT, ...islands.map((file) => `${options.root}/${file}`)];
  const settings = esbuildOptions(entries, options, development);
  // The service process would outlive the build otherwise.
  const { outputFiles = [], metafile } = await build(settings).finally(stop);
  const scripts = entries.map((entry) => scriptOf(entry, metafile as Metafile, options.root));
  const files = new Map(
    outputFiles.map(({ path, contents }) =>
      [path.slice(options.root.length), contents as Uint8Array<ArrayBuffer>] as const
    ),
  );
  return { boot: scripts[0] as Script, islands: scripts.slice(1), files };
}

function esbuildOptions(
  entryPoints: string[],
  { root, target, sourceMap }: ResolvedOptions,
  development: boolean,
): BuildOptions {
  const mode = JSON.stringify(development ? "development" : "production");
  return {
    absWorkingDir: root,
    bundle: true,
    define: { "process.env.NODE_ENV": mode },
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    entryPoints,
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "silent",
    metafile: true,
    minify: !development,
    outdir: `${root}/_fresh/js`,
    platform: "browser",
    plugins: [importMapPlugin()],
    splitting: true,
    sourcemap: sourceMap?.kind ?? (development ? "linked" : false),
    ...(sourceMap?.sourceRoot !== undefined && { sourceRoot: sourceMap.sourceRoot }),
    ...(sourceMap?.sourcesContent !== undefined && { sourcesContent: sourceMap.sourcesContent }),
    ...(target !== undefined && { target }),
    treeShaking: true,
    tsconfigRaw: "{}",
    write: false,
  };
}

function scriptOf(entry: string, { outputs }: Metafile, root: string): Script {
  const found = Object.entries(outputs).find(([, output]) =>
    output.entryPoint !== undefined && resolve(root, output.entryPoint) === entry
  );
  if (found === undefined) throw new Error(`Cannot find the script built from ${entry}`);
  const chunks = new Set<string>();
  const visit = (path: string) => {
    for (const { path: next, kind } of outputs[path]?.imports ?? []) {
      if (kind !== "import-statement" || chunks.has(next)) continue;
      chunks.add(next);
      visit(next);
    }
  };
  visit(found[0]);
  return { script: `/${found[0]}`, chunks: [...chunks].map((path) => `/${path}`) };
}

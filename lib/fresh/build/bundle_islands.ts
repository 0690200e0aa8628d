import {
  build,
  type BuildOptions as EsbuildOptions,
  type Metafile,
  type Plugin,
  stop,
} from "esbuild";
import { basename, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { closureOf, groupChunks } from "./group_chunks.ts";
import { joinChunks, type Layout, namespaceOf } from "./join_chunks.ts";

/** What `new Builder()` accepts; paths are relative to `root`. */
export interface BuildOptions {
  /** The project's folder. Default: the working directory. */
  root?: string;
  /** Where a production build goes. Default: `_fresh`. */
  outDir?: string;
  /** The module that exports `app`. Default: `main.ts`. */
  serverEntry?: string;
  /** Default: `routes`. */
  routeDir?: string;
  /** Default: `islands`. */
  islandDir?: string;
  /** Default: `static`. */
  staticDir?: string;
  /** Browsers to build for, as esbuild names them. */
  target?: string | string[];
  /** Source maps of a production build. */
  sourceMap?: {
    kind?: boolean | "linked" | "inline" | "external" | "both";
    sourceRoot?: string;
    sourcesContent?: boolean;
  };
  /** Files that are neither routes nor islands. Default: test files. */
  ignore?: RegExp[];
}

type Folders = "root" | "outDir" | "serverEntry" | "routeDir" | "islandDir" | "staticDir";

/** The options with defaults filled in and absolute paths. */
export type ResolvedOptions =
  & Required<Pick<BuildOptions, Folders | "ignore">>
  & Pick<BuildOptions, "target" | "sourceMap">;

const TESTS = /[._]test\.[cm]?[jt]sx?$/;

/** Fills in the defaults. */
export function resolveOptions(options: BuildOptions = {}): ResolvedOptions {
  const root = resolve(options.root ?? Deno.cwd());
  return {
    root,
    outDir: resolve(root, options.outDir ?? "_fresh"),
    serverEntry: resolve(root, options.serverEntry ?? "main.ts"),
    routeDir: resolve(root, options.routeDir ?? "routes"),
    islandDir: resolve(root, options.islandDir ?? "islands"),
    staticDir: resolve(root, options.staticDir ?? "static"),
    ignore: options.ignore ?? [TESTS],
    ...(options.target && { target: options.target }),
    ...(options.sourceMap && { sourceMap: options.sourceMap }),
  };
}

/** The name of an island module: its file without the extension, as error messages show it. */
export function islandName(file: string): string {
  return file.replace(/\.[^./]+$/, "");
}

/** A module for the browser: the file that holds it, and the files which that one imports. */
interface Script {
  /** URL path. */
  script: string;
  /** Name under which the file exports the module. */
  as: string;
  /** URL paths. */
  chunks: string[];
}

/** The browser's side of a build. */
export interface Bundle {
  boot: Script;
  /** Scripts of the islands, in the order of the given files. */
  islands: Script[];
  /** Contents by URL path. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
  /** Islands that each page can show, by its file; empty where that could not be found out. */
  shown: Map<string, Set<string>>;
}

/** What is bundled; files relative to the root. */
interface BundleInput {
  islands: string[];
  /** Route files: what they load together goes into few files. */
  pages: string[];
  options: ResolvedOptions;
  development: boolean;
}

const BOOT = fileURLToPath(import.meta.resolve("../browser/boot.ts"));
const FOLDER = "/_fresh/js";

/** Bundles island files to a few scripts a page, with names that change with their content. */
export async function bundleIslands(input: BundleInput): Promise<Bundle> {
  if (input.islands.length === 0) {
    const boot = { script: "", as: "", chunks: [] };
    return {
      boot,
      islands: [],
      files: new Map(),
      shown: new Map(input.pages.map((page) => [page, new Set()])),
    };
  }
  // The service process would outlive the build otherwise.
  return await bundle(input).finally(stop);
}

async function bundle(input: BundleInput): Promise<Bundle> {
  const shown = await islandsOfPages(input);
  const { layout, starts } = await split(input, sharing(input, shown));
  const joined = await joinChunks(layout, (group) => nameOf(group, layout), {
    ...esbuildOptions(input),
    sourcemap: sourceMapOf(input),
  });
  const home = (chunk: string) => layout.groups.findIndex((group) => group.includes(chunk));
  // A file brings all of its chunks along, and with them the files that those import.
  const next = (group: number) =>
    (layout.groups[group] ?? []).flatMap((chunk) => layout.chunks.get(chunk)?.imports ?? [])
      .map(home);
  const scripts = starts.map((chunk): Script => {
    const [script = "", ...chunks] = [...closureOf([home(chunk)], next)]
      .map((group) => `${FOLDER}/${joined[group]?.path}`);
    return { script, as: namespaceOf(layout, chunk), chunks };
  });
  const files = joined.flatMap(({ files }) => [...files])
    .map(([name, content]) => [`${FOLDER}/${name}`, content] as const);
  return { boot: scripts[0] as Script, islands: scripts.slice(1), files: new Map(files), shown };
}

/** Splits the islands as finely as esbuild does, and says which chunks are joined again. */
async function split(
  input: BundleInput,
  pages: Set<string>[],
): Promise<{ layout: Layout; starts: string[] }> {
  const { root } = input.options;
  const entries = [BOOT, ...input.islands.map((file) => `${root}/${file}`)];
  const { outputFiles = [], metafile } = await build({
    ...esbuildOptions(input),
    chunkNames: "chunk-[hash]",
    entryNames: "[name]-[hash]",
    entryPoints: entries,
    metafile: true,
    plugins: [importMapPlugin()],
    sourcemap: sourceMapOf(input) ? "inline" : false,
    splitting: true,
  });
  const code = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const outputs = Object.entries((metafile as Metafile).outputs)
    .map(([path, output]) => ({ name: basename(path), ...output }))
    .sort((a, b) => a.name < b.name ? -1 : 1);
  const loads = ({ imports }: Metafile["outputs"][string], wanted: string) =>
    imports.filter(({ kind }) => kind === wanted).map(({ path }) => basename(path));
  const chunks = new Map(outputs.map((output) => [output.name, {
    code: code.get(output.name) ?? "",
    exports: output.exports,
    imports: loads(output, "import-statement"),
    later: loads(output, "dynamic-import"),
  }]));
  const starts = entries.map((entry) =>
    outputs.find(({ entryPoint = "" }) => resolve(root, entryPoint) === entry)?.name ?? ""
  );
  const lazy = new Set([...chunks.values()].flatMap(({ later }) => later));
  const groups = groupChunks({
    bytes: new Map(outputs.map(({ name, bytes }) => [name, bytes])),
    imports: new Map([...chunks].map(([name, { imports }]) => [name, imports])),
    later: new Map([...chunks].map(([name, { later }]) => [name, later])),
    pages: pages.map((page) =>
      starts.filter((_, i) => i === 0 || page.has(input.islands[i - 1] ?? ""))
    ),
  });
  return { layout: { chunks, groups, starts: new Set(starts), lazy }, starts };
}

/**
 * The islands that each route file can show, by what it imports. It only decides what is loaded
 * together and when, so routes that esbuild cannot read are no error: nothing is known of any then.
 */
async function islandsOfPages(input: BundleInput): Promise<Map<string, Set<string>>> {
  const { pages, islands, options: { root, routeDir } } = input;
  if (pages.length === 0) return new Map();
  const { metafile } = await build({
    ...esbuildOptions(input),
    entryPoints: pages.map((file) => `${routeDir}/${file}`),
    external: ["node:*"],
    metafile: true,
    packages: "external",
    plugins: [importMapPlugin()],
  }).catch(() => ({ metafile: undefined }));
  const outputs = Object.values(metafile?.outputs ?? {});
  return new Map(outputs.map(({ entryPoint = "", inputs }) => [
    relative(routeDir, resolve(root, entryPoint)),
    new Set(Object.keys(inputs).filter((file) => islands.includes(file))),
  ]));
}

/** The islands of each page, and each that is on none by itself. */
function sharing({ islands }: BundleInput, shown: Map<string, Set<string>>): Set<string>[] {
  const pages = [...shown.values()];
  const used = new Set(pages.flatMap((page) => [...page]));
  return [
    ...pages.filter(({ size }) => size > 0),
    ...islands.filter((island) => !used.has(island)).map((island) => new Set([island])),
  ];
}

/** What a file is called: its lazy or only start, or else that several share it. */
function nameOf(group: readonly string[], { starts, lazy }: Layout): string {
  const named = group.filter((chunk) => lazy.has(chunk));
  const [name, ...others] = named.length > 0 ? named : group.filter((chunk) => starts.has(chunk));
  return name === undefined || others.length > 0 ? "shared" : name.replace(/-[^-]*$/, "");
}

function sourceMapOf(
  { options, development }: BundleInput,
): NonNullable<EsbuildOptions["sourcemap"]> {
  return options.sourceMap?.kind ?? (development ? "linked" : false);
}

function esbuildOptions({ options, development }: BundleInput): EsbuildOptions {
  const { root, target, sourceMap } = options;
  const mode = JSON.stringify(development ? "development" : "production");
  return {
    absWorkingDir: root,
    bundle: true,
    define: { "process.env.NODE_ENV": mode },
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "silent",
    minify: !development,
    outdir: `${root}${FOLDER}`,
    platform: "browser",
    ...(sourceMap?.sourceRoot !== undefined && { sourceRoot: sourceMap.sourceRoot }),
    ...(sourceMap?.sourcesContent !== undefined && { sourcesContent: sourceMap.sourcesContent }),
    ...(target !== undefined && { target }),
    treeShaking: true,
    tsconfigRaw: "{}",
    write: false,
  };
}

/** Lets esbuild resolve what deno.json's import map names: npm packages and local modules. */
function importMapPlugin(): Plugin {
  return {
    name: "import-map",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind, importer, pluginData }) => {
        const again = pluginData === "import-map" || kind === "entry-point";
        const preact = path === "preact" || path.startsWith("preact/");
        // Packages find their own dependencies, but all must share one Preact.
        if (again || (importer.includes("/node_modules/") && !preact)) return undefined;
        const local = localModule(path);
        if (local !== null) return { path: local };
        // From here, since this module and `import.meta.resolve` belong to the same project.
        const resolveDir = import.meta.dirname ?? ".";
        return build.resolve(path, { kind, resolveDir, pluginData: "import-map" });
      });
    },
  };
}

function localModule(specifier: string): string | null {
  const url = import.meta.resolve(specifier);
  return url.startsWith("file:") && !url.includes("/node_modules/") ? fileURLToPath(url) : null;
}

import { createHash } from "node:crypto";
import { dirname, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  type BuildOptions,
  type Bundle,
  bundleIslands,
  islandName,
  type ResolvedOptions,
  resolveOptions,
} from "./build/bundle_islands.ts";
import {
  attachSnapshot,
  type IslandModule,
  type Snapshot,
  type StaticFile,
} from "./render/snapshot.ts";
import type { App, ListenOptions } from "./server/app.ts";

export type { BuildOptions };

type ApplySnapshot = <State>(app: App<State>) => void;

/** Builds the app: to disk for production, in memory for tests and development. */
export class Builder {
  readonly config: ResolvedOptions;

  constructor(options?: BuildOptions) {
    this.config = resolveOptions(options);
  }

  /** Makes a build; with `snapshot: "memory"` nothing is written, and the result goes to an app. */
  async build(
    options: { mode?: "development" | "production"; snapshot?: "disk" | "memory" } = {},
  ): Promise<ApplySnapshot> {
    const { mode = "production", snapshot: kind = "disk" } = options;
    const plan = await planBuild(this.config, mode === "development");
    if (kind === "disk") {
      await writeBuild(plan, this.config);
      return () => {
        throw new Error(`Cannot apply a build on disk; run ${this.config.outDir}/server.js`);
      };
    }
    const snapshot = await memorySnapshot(plan, this.config, mode);
    return (app) => attachSnapshot(app, snapshot);
  }

  /** Serves the app for development: pages reload when the process starts anew. */
  async listen<State>(
    importApp: () => Promise<{ app: App<State> }>,
    options: ListenOptions = {},
  ): Promise<void> {
    const plan = await planBuild(this.config, true);
    const snapshot = await memorySnapshot(plan, this.config, "development");
    const revision = crypto.randomUUID();
    const { app } = await importApp();
    attachSnapshot(app, { ...snapshot, reloadScript: reloadScriptPath(revision) });
    const handler = withLiveReload(app.handler(), app.config.basePath, revision);
    Deno.serve(options as Deno.ServeTcpOptions, handler);
  }
}

const EVENTS = "/_fresh/reload";

/** URL path of the script that reloads a page; it names the version the page was made by. */
function reloadScriptPath(revision: string): string {
  return `${EVENTS}.js?revision=${revision}`;
}

type Handler = (req: Request, info: Deno.ServeHandlerInfo) => Promise<Response>;

/** Answers the live-reload requests of a development server, and leaves the rest to the app. */
function withLiveReload(handler: Handler, basePath: string, revision: string): Handler {
  return (req, info) => {
    const { pathname } = new URL(req.url);
    if (pathname === `${basePath}${EVENTS}`) return Promise.resolve(eventStream(revision));
    if (pathname === `${basePath}${EVENTS}.js`) return Promise.resolve(clientScript());
    return handler(req, info);
  };
}

// The stream stays open: its end tells the page that the server restarts.
function eventStream(revision: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`retry: 200\ndata: ${revision}\n\n`));
    },
  });
  const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
  return new Response(body, { headers });
}

function clientScript(): Response {
  const code = `const url = new URL(import.meta.url);
const events = new EventSource(url.pathname.replace(/\\.js$/, ""));
events.onmessage = ({ data }) => {
  if (data !== url.searchParams.get("revision")) location.reload();
};
`;
  const headers = { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" };
  return new Response(code, { headers });
}

async function memorySnapshot(
  plan: BuildPlan,
  options: ResolvedOptions,
  mode: Snapshot["mode"],
): Promise<Snapshot> {
  const load = (path: string): Promise<object> => import(pathToFileURL(path).href);
  const islands = plan.islands.map(async (file, i): Promise<IslandModule> => {
    const { script = "", as = "", chunks = [] } = plan.bundle.islands[i] ?? {};
    return {
      name: islandName(file),
      module: await load(`${options.root}/${file}`),
      script,
      as,
      chunks,
    };
  });
  const routes = plan.routes.map(async (file) =>
    [file, await load(`${options.routeDir}/${file}`)] as const
  );
  return {
    mode,
    buildId: plan.buildId,
    boot: plan.bundle.boot,
    islands: await Promise.all(islands),
    routes: await Promise.all(routes),
    files: filesOf(plan, options),
  };
}

function filesOf({ hashes, bundle }: BuildPlan, options: ResolvedOptions): Map<string, StaticFile> {
  return new Map(
    Object.entries(hashes).map(([path, hash]) => {
      const built = bundle.files.get(path);
      const read = () => built ? Promise.resolve(built) : Deno.readFile(options.staticDir + path);
      return [path, { hash, read }];
    }),
  );
}

/** Everything a build found and made, before it is written or loaded. */
interface BuildPlan {
  buildId: string;
  bundle: Bundle;
  /** Island files relative to the root. */
  islands: string[];
  /** Route files relative to the route folder. */
  routes: string[];
  /** Those that can wait until a request asks for them: they are known by their names alone. */
  lazyRoutes: Set<string>;
  /** Files of the static folder by URL path. */
  statics: string[];
  /** Content hashes by URL path, of static files and scripts. */
  hashes: Record<string, string>;
}

const SOURCE = /\.[cm]?[jt]sx?$/;

/** Looks for routes, islands and static files, and bundles the islands. */
async function planBuild(
  options: ResolvedOptions,
  development: boolean,
): Promise<BuildPlan> {
  const inRoutes = (await scan(options.routeDir, options.ignore)).filter(isSource);
  const inIslands = (await scan(options.islandDir, options.ignore)).filter(isSource);
  const isLocalIsland = (file: string) => file.includes("(_islands)/");
  const islands = [
    ...inIslands.map((file) => relative(options.root, `${options.islandDir}/${file}`)),
    ...inRoutes.filter(isLocalIsland).map((f) =>
      relative(options.root, `${options.routeDir}/${f}`)
    ),
  ];
  const routes = inRoutes.filter((file) => !/\(_\w+\)\//.test(file));
  const bundle = await bundleIslands({ islands, pages: routes, options, development });
  const statics = (await scan(options.staticDir)).map((file) => `/${file}`);
  const lazyRoutes = lazyOf(routes);
  const hashes: Record<string, string> = {};
  for (const path of statics) hashes[path] = hash(await Deno.readFile(options.staticDir + path));
  for (const [path, content] of bundle.files) hashes[path] = hash(content);
  return {
    buildId: hash(JSON.stringify(hashes)),
    bundle,
    islands,
    routes,
    lazyRoutes,
    statics,
    hashes,
  };
}

/** As upstream: files that surround routes are read at once. */
function lazyOf(routes: readonly string[]): Set<string> {
  return new Set(routes.filter((file) => !/(^|\/)_[^/]*$/.test(file)));
}

const isSource = (file: string) => SOURCE.test(file) && !file.endsWith(".d.ts");

function hash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}

/** Files below a folder as sorted relative paths; none when the folder does not exist. */
async function scan(dir: string, ignore: RegExp[] = []): Promise<string[]> {
  const found: string[] = [];
  const visit = async (prefix: string) => {
    for await (const entry of entriesOf(`${dir}/${prefix}`)) {
      const path = prefix + entry.name;
      if (entry.isDirectory) await visit(`${path}/`);
      else if (entry.isFile && !ignore.some((pattern) => pattern.test(path))) found.push(path);
    }
  };
  await visit("");
  return found.sort();
}

async function* entriesOf(dir: string): AsyncGenerator<Deno.DirEntry> {
  try {
    yield* Deno.readDir(dir);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

const PRODUCTION = fileURLToPath(import.meta.resolve("./render/snapshot.ts"));

/** Writes a production build: scripts, a copy of the static files, and the modules that serve them. */
async function writeBuild(plan: BuildPlan, options: ResolvedOptions): Promise<void> {
  const { outDir } = options;
  await Deno.remove(outDir, { recursive: true }).catch(ignoreMissing);
  for (const path of plan.statics) await put(outDir, path, Deno.readFile(options.staticDir + path));
  for (const [path, content] of plan.bundle.files) await put(outDir, path, content);
  await Deno.mkdir(outDir, { recursive: true });
  await Deno.writeTextFile(`${outDir}/snapshot.js`, snapshotModule(plan, options));
  await Deno.writeTextFile(`${outDir}/server.js`, serverModule(options));
  await Deno.writeTextFile(`${outDir}/compiled-entry.js`, COMPILED_ENTRY);
}

async function put(
  outDir: string,
  path: string,
  content: Uint8Array | Promise<Uint8Array>,
): Promise<void> {
  const target = `${outDir}/static${path}`;
  await Deno.mkdir(dirname(target), { recursive: true });
  await Deno.writeFile(target, await content);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

// Literals all, so that `deno compile` and bundlers see every route and island.
function snapshotModule(plan: BuildPlan, options: ResolvedOptions): string {
  const { outDir, root, routeDir } = options;
  const { shown } = plan.bundle;
  const isLazy = (file: string) => shown.has(file) && plan.lazyRoutes.has(file);
  const atOnce = plan.routes.filter((file) => !isLazy(file));
  const later = plan.routes.filter(isLazy);
  // An island that no route is known to show belongs to something that is found elsewhere.
  const shownLater = new Set(later.flatMap((file) => [...shown.get(file) ?? []]));
  const shownAtOnce = new Set(atOnce.flatMap((file) => [...shown.get(file) ?? []]));
  const isIslandLazy = (file: string) => shownLater.has(file) && !shownAtOnce.has(file);
  const island = (file: string) => specifier(outDir, `${root}/${file}`);
  const route = (file: string) => specifier(outDir, `${routeDir}/${file}`);
  const islandList = plan.islands.map((file, i) => {
    const facts = { name: islandName(file), ...plan.bundle.islands[i] };
    const module = isIslandLazy(file) ? `() => import(${island(file)})` : `island${i}`;
    return `{ ...${JSON.stringify(facts)}, module: ${module} }`;
  });
  const routeList = plan.routes.map((file) => {
    const islands = [...shown.get(file) ?? []].filter(isIslandLazy).map((name) =>
      plan.islands.indexOf(name)
    );
    const module = isLazy(file)
      ? `{ load: () => import(${route(file)}), islands: ${JSON.stringify(islands)} }`
      : `route${plan.routes.indexOf(file)}`;
    return `[${JSON.stringify(file)}, ${module}]`;
  });
  return [
    ...plan.islands.flatMap((file, i) =>
      isIslandLazy(file) ? [] : `import * as island${i} from ${island(file)};`
    ),
    ...plan.routes.flatMap((file, i) =>
      isLazy(file) ? [] : `import * as route${i} from ${route(file)};`
    ),
    "export default {",
    `  buildId: ${JSON.stringify(plan.buildId)},`,
    `  boot: ${JSON.stringify(plan.bundle.boot)},`,
    `  islands: [${islandList.join(", ")}],`,
    `  routes: [${routeList.join(", ")}],`,
    `  hashes: ${JSON.stringify(plan.hashes)},`,
    "};\n",
  ].join("\n");
}

function serverModule({ outDir, serverEntry }: ResolvedOptions): string {
  return `import { attachBuild } from ${specifier(outDir, PRODUCTION)};
import { app } from ${specifier(outDir, serverEntry)};
import snapshot from "./snapshot.js";

attachBuild(app, snapshot, import.meta.dirname);

export default { fetch: app.handler() };
`;
}

const COMPILED_ENTRY = `import server from "./server.js";

const port = Deno.env.get("PORT");
const hostname = Deno.env.get("HOSTNAME");
Deno.serve({ ...(port && { port: Number(port) }), ...(hostname && { hostname }) }, server.fetch);
`;

function specifier(from: string, to: string): string {
  const path = relative(from, to).replaceAll("\\", "/");
  return JSON.stringify(path.startsWith(".") ? path : `./${path}`);
}

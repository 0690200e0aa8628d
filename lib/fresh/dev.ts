import { pathToFileURL } from "node:url";
import {
  type BuildOptions,
  islandName,
  type ResolvedOptions,
  resolveOptions,
} from "./build/bundle_islands.ts";
import { type BuildPlan, planBuild, writeBuild } from "./build/plan.ts";
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

import type { ComponentChildren, FunctionComponent } from "preact";

/** A file the server may send. */
export interface StaticFile {
  hash: string;
  read(): Promise<Uint8Array<ArrayBuffer>>;
}

/** A module with islands and the scripts it needs in the browser. */
export interface IslandModule {
  name: string;
  module: object;
  /** URL path of the script that holds it. */
  script: string;
  /** Name under which the script exports it. */
  as: string;
  /** URL paths of the chunks that script imports. */
  chunks: string[];
}

/** A file below `routes/` and its module, or what loads that once a request asks for it. */
export type RouteFile = readonly [path: string, module: object | (() => Promise<object>)];

/** Everything a build hands to an app. */
export interface Snapshot {
  mode: "development" | "production";
  buildId: string;
  /** The script that brings islands to life. */
  boot: { script: string; as: string; chunks: string[] };
  islands: IslandModule[];
  /** Route modules by path below `routes/`. */
  routes: RouteFile[];
  files: Map<string, StaticFile>;
  /** URL path of the script that reloads the page during development. */
  reloadScript?: string;
}

// Kept beside the app, not on it: the app's own code has no business with its build.
const snapshots = new WeakMap<object, Snapshot>();

/** Gives a build to an app. */
export function attachSnapshot(app: object, snapshot: Snapshot): void {
  snapshots.set(app, snapshot);
  setBuildId(snapshot.buildId);
  registerIslands(snapshot.islands);
}

/** The build an app was given, if any. */
export function snapshotOf(app: object): Snapshot | undefined {
  return snapshots.get(app);
}

/** An island as the browser finds it. */
export interface IslandRef {
  module: string;
  export: string;
}

const refs = new WeakMap<object, IslandRef>();

/** Makes every component these modules export an island. */
function registerIslands(modules: readonly Pick<IslandModule, "name" | "module">[]): void {
  for (const { name, module } of modules) {
    for (const [key, component] of Object.entries(module)) {
      if (typeof component === "function") refs.set(component, { module: name, export: key });
    }
  }
}

/** The island a component is, if it is one. */
export function islandRefOf(component: object): IslandRef | undefined {
  return refs.get(component);
}

/** A module that is loaded when it is first asked for. */
type Load = () => Promise<object>;

/** What `_fresh/snapshot.js` exports. */
type StoredSnapshot = Omit<Snapshot, "mode" | "files" | "islands" | "routes"> & {
  readonly islands: readonly (Omit<IslandModule, "module"> & { readonly module: object | Load })[];
  /** Modules by path below `routes/`; of one that is loaded later, the numbers of islands that go with it. */
  readonly routes: readonly (readonly [path: string, module: object | LazyRoute])[];
  /** Content hashes by URL path; the files are in `static/` beside the snapshot. */
  readonly hashes: Readonly<Record<string, string>>;
};

interface LazyRoute {
  readonly load: Load;
  readonly islands: readonly number[];
}

/** Gives the build in folder `dir` to the app, as `_fresh/server.js` does. */
export function attachBuild(app: object, stored: StoredSnapshot, dir: string): void {
  const { hashes, islands, routes, ...snapshot } = stored;
  const files = new Map<string, StaticFile>();
  for (const [path, hash] of Object.entries(hashes)) {
    // Relative to the module, never to the working directory: true in a compiled binary too.
    files.set(path, { hash, read: () => Deno.readFile(`${dir}/static${path}`) });
  }
  attachSnapshot(app, {
    ...{ ...snapshot, mode: "production", files },
    islands: islands.map((island) => isLoad(island.module) ? { ...island, module: {} } : island),
    routes: routes.map((
      [path, module],
    ) => [path, isLazy(module) ? later(module, islands) : module]),
  });
}

/** Loads a route with its islands, which pages tell from other components only once they are registered. */
function later({ load, islands }: LazyRoute, all: StoredSnapshot["islands"]): RouteFile[1] {
  return async () => {
    const shown = islands.map(async (number) => {
      const { name = "", module = {} } = all[number] ?? {};
      return { name, module: isLoad(module) ? await module() : module };
    });
    const [route, ...modules] = await Promise.all([load(), ...shown]);
    registerIslands(modules);
    return route;
  };
}

function isLoad(module: object): module is Load {
  return typeof module === "function";
}

function isLazy(module: object): module is LazyRoute {
  return "load" in module && "islands" in module;
}

/** Query parameter that makes the URL of a static file immutable. */
export const BUILD_ID_PARAM = "__frsh_c";

// One value for server and browser: an island must render the same URL on both sides.
let current = "";

/** Tells `asset()` which build its URLs belong to. */
export function setBuildId(id: string): void {
  current = id;
}

/** Adds the build id to a static file's path, so that it may be cached for a year. */
export function asset(path: string): string {
  if (current === "" || !path.startsWith("/") || path.startsWith("//")) return path;
  const url = new URL(path, "http://localhost");
  if (url.searchParams.has(BUILD_ID_PARAM)) return path;
  url.searchParams.set(BUILD_ID_PARAM, current);
  return url.pathname + url.search + url.hash;
}

/** The configuration with its defaults filled in. */
export interface ResolvedFreshConfig {
  basePath: string;
  mode: "development" | "production";
}

/** What rendering knows of a request, as pages see it too. */
export interface RequestFacts<State> {
  readonly config: ResolvedFreshConfig;
  readonly url: URL;
  readonly req: Request;
  readonly params: Record<string, string>;
  readonly info: Deno.ServeHandlerInfo;
  readonly state: State;
  readonly isPartial: boolean;
  /** The matched pattern, or null. */
  readonly route: string | null;
}

/** What pages and the app wrapper get. */
export type PageProps<Data = unknown, State = unknown> = RequestFacts<State> & {
  data: Data;
  /** What the wrapper surrounds; renders nothing in a page. */
  Component: FunctionComponent;
};

/** A page or the wrapper; it may be async. */
export type RouteComponent<State> = (
  props: PageProps<never, State>,
) => ComponentChildren | Response | Promise<ComponentChildren | Response>;

/** What Fresh itself keeps about a request, out of the app's sight. */
interface Internals<State> {
  snapshot: Snapshot | undefined;
  wrapper: RouteComponent<State> | undefined;
}

const kept = new WeakMap<object, Internals<never>>();

/** Remembers the internals of a request under its context. */
export function keepInternals<State>(ctx: object, internals: Internals<State>): void {
  kept.set(ctx, internals as unknown as Internals<never>);
}

/** The internals of a request. */
export function internalsOf<State>(ctx: object): Internals<State> {
  const internals = kept.get(ctx);
  if (internals === undefined) throw new TypeError("Cannot use a context that Fresh did not make");
  return internals as unknown as Internals<State>;
}

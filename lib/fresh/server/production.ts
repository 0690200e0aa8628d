import {
  attachSnapshot,
  type IslandModule,
  registerIslands,
  type RouteFile,
  type Snapshot,
  type StaticFile,
} from "../render/snapshot.ts";

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

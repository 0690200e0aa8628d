import { pathToFileURL } from "node:url";
import type { IslandModule, Snapshot, StaticFile } from "../server/snapshot.ts";
import { islandName } from "./island_name.ts";
import type { ResolvedOptions } from "./options.ts";
import type { BuildPlan } from "./plan.ts";

/** Loads a build into this process: for tests and development. */
export async function memorySnapshot(
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

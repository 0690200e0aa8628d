import { createHash } from "node:crypto";
import { relative } from "node:path";
import { type Bundle, bundleIslands } from "./bundle_islands.ts";
import type { ResolvedOptions } from "./options.ts";
import { scan } from "./scan.ts";

/** Everything a build found and made, before it is written or loaded. */
export interface BuildPlan {
  buildId: string;
  bundle: Bundle;
  /** Island files relative to the root. */
  islands: string[];
  /** Route files relative to the route folder. */
  routes: string[];
  /** Files of the static folder by URL path. */
  statics: string[];
  /** Content hashes by URL path, of static files and scripts. */
  hashes: Record<string, string>;
}

const SOURCE = /\.[cm]?[jt]sx?$/;

/** Looks for routes, islands and static files, and bundles the islands. */
export async function planBuild(
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
  const hashes: Record<string, string> = {};
  for (const path of statics) hashes[path] = hash(await Deno.readFile(options.staticDir + path));
  for (const [path, content] of bundle.files) hashes[path] = hash(content);
  return { buildId: hash(JSON.stringify(hashes)), bundle, islands, routes, statics, hashes };
}

const isSource = (file: string) => SOURCE.test(file) && !file.endsWith(".d.ts");

function hash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}

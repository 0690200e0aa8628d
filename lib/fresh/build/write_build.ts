import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { islandName } from "./island_name.ts";
import type { ResolvedOptions } from "./options.ts";
import type { BuildPlan } from "./plan.ts";

const PRODUCTION = fileURLToPath(import.meta.resolve("../server/production.ts"));

/** Writes a production build: scripts, a copy of the static files, and the modules that serve them. */
export async function writeBuild(plan: BuildPlan, options: ResolvedOptions): Promise<void> {
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

// Imports are static, so that `deno compile` sees every route and island.
function snapshotModule(plan: BuildPlan, options: ResolvedOptions): string {
  const { outDir, root, routeDir } = options;
  const islands = plan.islands.map((file, i) =>
    `import * as island${i} from ${specifier(outDir, `${root}/${file}`)};`
  );
  const routes = plan.routes.map((file, i) =>
    `import * as route${i} from ${specifier(outDir, `${routeDir}/${file}`)};`
  );
  const islandList = plan.islands.map((file, i) =>
    `{ ...${JSON.stringify({ name: islandName(file), ...plan.bundle.islands[i] })}, ` +
    `module: island${i} }`
  );
  const routeList = plan.routes.map((file, i) => `[${JSON.stringify(file)}, route${i}]`);
  return [
    ...islands,
    ...routes,
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

import { API_ROUTES } from "@/lib/server/api/routes.ts";
import { METHODS } from "@/lib/server/define.ts";
import { filesBelow } from "../docs/project_file.ts";

/** One thing that can be asked for over HTTP. */
interface AppRoute {
  readonly method: string;
  /** As the router writes it: `/api/alarms/:id`. */
  readonly route: string;
}

/** What `/api` and every file of `routes/` answer, by the methods that have a handler. */
export async function routesOfApp(): Promise<readonly AppRoute[]> {
  const ofApi = Object.keys(API_ROUTES).map((name) => {
    const [method = "", route = ""] = name.split(" ");
    return { method, route };
  });
  return [...ofApi, ...await routesOfFiles()];
}

async function routesOfFiles(): Promise<AppRoute[]> {
  const files = filesBelow("routes", ".ts", ".tsx").filter((path) => !/\/[_(]/.test(path));
  const found = await Promise.all(files.map(async (path) => {
    const { handler = {} } = await import(`../../${path}`);
    const methods = METHODS.filter((method) => method !== "OPTIONS" && isAnswered(handler, method));
    return methods.map((method) => ({ method, route: routeOf(path) }));
  }));
  return found.flat();
}

/** `define.handlers` refuses the other methods itself: only what was given to it answers. */
function isAnswered(handler: Readonly<Record<string, unknown>>, method: string): boolean {
  const own = handler[method];
  return own !== undefined && !String(own).includes("MethodNotAllowed");
}

function routeOf(path: string): string {
  const name = path.replace(/^routes/, "").replace(/\.tsx?$/, "").replace(/\/index$/, "");
  return name.replaceAll(/\[(\w+)\]/g, ":$1") || "/";
}

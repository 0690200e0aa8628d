import type { HandlerFn } from "./handlers.ts";
import type { PlainCommand } from "./command.ts";
import type { MiddlewareFn } from "./middleware.ts";
import type { Route, RouteComponent, RouteModule } from "./route.ts";
import { joinPath } from "./scope.ts";

/** Turns route files into commands: what surrounds routes first, then routes by precedence. */
export function fsCommands<State>(
  files: readonly (readonly [path: string, module: object])[],
  base: string,
): PlainCommand<State>[] {
  const surroundings: PlainCommand<State>[] = [];
  const routes: PlainCommand<State>[] = [];
  for (const [file, module] of [...files].sort(([a], [b]) => compareFiles(a, b))) {
    const { folder, name } = splitFile(file);
    const special = name.startsWith("_");
    const command = special
      ? specialCommand<State>(name, joinPath(base, patternOf(folder, true)), module)
      : routeCommand<State>(folder, name, base, module);
    if (command !== null) (special ? surroundings : routes).push(command);
  }
  return [...surroundings, ...routes];
}

/** The URLPattern pathname of a route file without its extension. */
export function patternOf(file: string, keepGroups = false): string {
  const parts = file.split("/").filter((part) => part !== "" && part !== "index");
  const kept = keepGroups ? parts : parts.filter((part) => !/^\(.*\)$/.test(part));
  return kept.reduce((path, part) => path + segmentPattern(part), "") || "/";
}

function segmentPattern(part: string): string {
  const optional = /^\[\[(\w+)\]\]$/.exec(part);
  if (optional !== null) return `{/:${optional[1]}}?`;
  return "/" + part.replaceAll(/\[\.\.\.(\w+)\]/g, ":$1*").replaceAll(/\[(\w+)\]/g, ":$1");
}

function splitFile(file: string): { folder: string; name: string } {
  const bare = file.replace(/\.[^./]+$/, "");
  const cut = bare.lastIndexOf("/");
  return { folder: bare.slice(0, Math.max(cut, 0)), name: bare.slice(cut + 1) };
}

// Static before dynamic before wildcard, segment by segment; otherwise by name, so builds agree.
function compareFiles(a: string, b: string): number {
  const left = rankOf(a);
  const right = rankOf(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : 1;
}

function rankOf(file: string): number[] {
  const parts = file.replace(/\.[^./]+$/, "").split("/").filter((part) => !/^\(.*\)$/.test(part));
  return parts.map((part) => part.includes("[...") ? 3 : part.includes("[") ? 2 : 1);
}

function specialCommand<State>(
  name: string,
  path: string,
  module: object,
): PlainCommand<State> | null {
  const exported = module as RouteModule<State>;
  const component = exported.default as RouteComponent<State>;
  switch (name) {
    case "_app":
      return { type: "wrapper", path, component };
    case "_layout":
      return { type: "layout", path, layout: { component, config: exported.config ?? {} } };
    case "_error":
      return { type: "error", path, route: routeOf(exported) };
    case "_middleware":
      return { type: "use", path, middlewares: middlewaresOf(exported) };
    default:
      return null; // Other names with an underscore are helpers beside the routes.
  }
}

function routeCommand<State>(
  folder: string,
  name: string,
  base: string,
  module: object,
): PlainCommand<State> {
  const route = routeOf(module as RouteModule<State>);
  const file = `${folder}/${name}`;
  const path = joinPath(base, route.config?.routeOverride ?? patternOf(file));
  return { type: "route", path, route, at: joinPath(base, patternOf(file, true)) };
}

function routeOf<State>(module: RouteModule<State>): Route<State> {
  const handlers = module.handlers ?? module.handler;
  const component = module.default as RouteComponent<State> | undefined;
  return {
    ...(component && { component }),
    ...(handlers && { handler: handlers as HandlerFn<unknown, State> }),
    ...(module.config && { config: module.config }),
  };
}

function middlewaresOf<State>(module: RouteModule<State>): MiddlewareFn<State>[] {
  const exported = module.handlers ?? module.handler ?? module.default ?? [];
  return [exported].flat() as MiddlewareFn<State>[];
}

import type { RouteComponent, RouteFile, Snapshot } from "@/lib/fresh/render/snapshot.ts";
import {
  type Command,
  covers,
  joinPath,
  linksOf,
  type PlainCommand,
  renderRoute,
} from "./chain.ts";
import type { HandlerFn, Method, MiddlewareFn, Route, RouteModule } from "./context.ts";

/** A route with the links that run before it. */
export interface Target<State> {
  readonly links: MiddlewareFn<State>[];
  readonly answer: MiddlewareFn<State>;
}

/** All routes of an app, resolved against its build. */
export class RouteTable<State> {
  readonly wrapper: RouteComponent<State> | undefined;
  readonly #commands: PlainCommand<State>[];
  readonly #router = new Router<Target<State>>();
  /** The links before a request that no route answers: those of the whole app. */
  readonly root: MiddlewareFn<State>[];

  constructor(commands: Command<State>[], snapshot: Snapshot | undefined, basePath: string) {
    this.#commands = commands.flatMap((command) =>
      command.type === "files" ? fsCommands(snapshot?.routes ?? [], command.path) : [command]
    );
    const wrapper = this.#commands.findLast((command) => command.type === "wrapper");
    this.wrapper = wrapper?.component;
    const ofAll = this.#commands.filter(({ path }) => path === joinPath(basePath, "/"));
    this.root = linksOf(ofAll);
    this.#commands.forEach((command, index) => this.#add(command, index));
  }

  /** What a request leads to. */
  match(method: string, pathname: string): Match<Target<State>> | null {
    return this.#router.match(method, pathname);
  }

  #add(command: PlainCommand<State>, index: number): void {
    if (command.type === "handle") {
      const { path, handlers } = command;
      const route: Route<State> = { handler: handlers.at(-1) as HandlerFn<unknown, State> };
      const own = handlers.slice(0, -1) as MiddlewareFn<State>[];
      const links = () => [...this.#before(index, path), ...own];
      this.#router.add(command.method, path, target(links, (ctx) => renderRoute(ctx, route)));
    } else if (command.type === "route") {
      const { at, path, route } = command;
      const answer: MiddlewareFn<State> = typeof route === "function"
        ? async (ctx) => await renderRoute(ctx, await route())
        : (ctx) => renderRoute(ctx, route);
      // A route file is asked whatever the method is.
      const methods = at === undefined && typeof route !== "function"
        ? methodsOf(route)
        : ["ALL" as const];
      const links = () => this.#before(index, at ?? path);
      for (const method of methods) this.#router.add(method, path, target(links, answer));
    }
  }

  #before(index: number, at: string): MiddlewareFn<State>[] {
    const applicable = this.#commands.slice(0, index).filter((command) => covers(command.path, at));
    return linksOf(applicable);
  }
}

/** Finds the links when they are first asked for: most routes are asked for late or never. */
function target<State>(
  find: () => MiddlewareFn<State>[],
  answer: MiddlewareFn<State>,
): Target<State> {
  let found: MiddlewareFn<State>[] | undefined;
  return {
    answer,
    get links() {
      return found ??= find();
    },
  };
}

function methodsOf<State>(route: Route<State>): (Method | "ALL")[] {
  const { handler } = route;
  if (handler === undefined || typeof handler === "function") return ["ALL"];
  const named = Object.keys(handler) as Method[];
  return route.component && !handler.GET ? ["GET", ...named] : named;
}

/** Turns route files into commands: what surrounds routes first, then routes by precedence. */
function fsCommands<State>(
  files: readonly RouteFile[],
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
function patternOf(file: string, keepGroups = false): string {
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
  module: RouteFile[1],
): PlainCommand<State> {
  const file = `${folder}/${name}`;
  const at = joinPath(base, patternOf(file, true));
  if (typeof module === "function") {
    const load = module as () => Promise<RouteModule<State>>;
    const route = async () => routeOf(await load());
    return { type: "route", path: joinPath(base, patternOf(file)), route, at };
  }
  const route = routeOf(module as RouteModule<State>);
  return { type: "route", path: joinPath(base, patternOf(file)), route, at };
}

function routeOf<State>(module: RouteModule<State>): Route<State> {
  const handlers = module.handlers ?? module.handler;
  const component = module.default as RouteComponent<State> | undefined;
  return {
    ...(component && { component }),
    ...(handlers && { handler: handlers as HandlerFn<unknown, State> }),
  };
}

function middlewaresOf<State>(module: RouteModule<State>): MiddlewareFn<State>[] {
  const exported = module.handlers ?? module.handler ?? module.default ?? [];
  return [exported].flat() as MiddlewareFn<State>[];
}

interface Entry<T> {
  path: string;
  /** What every path begins with that fits. */
  start: string;
  /** Made when a path first begins so: a table of a hundred takes as long as the whole first page. */
  pattern: URLPattern | null;
  byMethod: Map<Method | "ALL", T>;
}

/** What a request's path and method lead to. */
export interface Match<T> {
  path: string;
  params: Record<string, string>;
  /** Null when the path is known but not with this method. */
  value: T | null;
  /** Methods the path answers. */
  allowed: string[];
}

/** Finds values by URL path and method: static paths first, then patterns in order of addition. */
class Router<T> {
  readonly #fixed = new Map<string, Entry<T>>();
  readonly #dynamic = new Map<string, Entry<T>>();

  /** Adds a value unless the same path and method were added before. */
  add(method: Method | "ALL", path: string, value: T): void {
    const dynamic = /[:*?+(){}]/.test(path);
    const table = dynamic ? this.#dynamic : this.#fixed;
    let entry = table.get(path);
    if (entry === undefined) {
      // Only characters that addresses and patterns write alike; a missing group takes its slash along.
      const [, start = ""] = /^([\w\-.~/]*?)\/?(?:[^\w\-.~/]|$)/.exec(path) ?? [];
      table.set(path, entry = { path, start, pattern: null, byMethod: new Map() });
    }
    if (!entry.byMethod.has(method)) entry.byMethod.set(method, value);
  }

  /** The match for a request, or null when no path fits. */
  match(method: string, pathname: string): Match<T> | null {
    const refused: Match<T>[] = [];
    for (const [entry, params] of this.#candidates(pathname)) {
      const match = matchOf(entry, params, method);
      if (match.value !== null) return match;
      refused.push(match);
    }
    const [first] = refused;
    if (first === undefined) return null;
    return { ...first, allowed: [...new Set(refused.flatMap((match) => match.allowed))] };
  }

  *#candidates(pathname: string): Generator<[Entry<T>, Record<string, string>]> {
    const fixed = this.#fixed.get(pathname);
    if (fixed !== undefined) yield [fixed, {}];
    for (const entry of this.#dynamic.values()) {
      if (!pathname.startsWith(entry.start)) continue;
      entry.pattern ??= new URLPattern({ pathname: entry.path });
      const groups = entry.pattern.exec({ pathname })?.pathname.groups;
      if (groups !== undefined) yield [entry, decodeAll(groups)];
    }
  }
}

function matchOf<T>(entry: Entry<T>, params: Record<string, string>, method: string): Match<T> {
  const { byMethod, path } = entry;
  const value = byMethod.get(method as Method) ?? byMethod.get("ALL") ??
    (method === "HEAD" ? byMethod.get("GET") : undefined) ?? null;
  const allowed = new Set<string>(byMethod.keys());
  if (allowed.has("GET")) allowed.add("HEAD");
  return { path, params, value, allowed: [...allowed, "OPTIONS"] };
}

// A malformed escape throws a URIError past everything that the app is made of, as upstream's does.
function decodeAll(groups: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value = ""]) => [name, decodeURI(value)]),
  );
}

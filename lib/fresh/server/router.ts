import type { Method } from "./handlers.ts";

interface Entry<T> {
  path: string;
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
export class Router<T> {
  readonly #fixed = new Map<string, Entry<T>>();
  readonly #dynamic = new Map<string, Entry<T>>();

  /** Adds a value unless the same path and method were added before. */
  add(method: Method | "ALL", path: string, value: T): void {
    const dynamic = /[:*?+(){}]/.test(path);
    const table = dynamic ? this.#dynamic : this.#fixed;
    let entry = table.get(path);
    if (entry === undefined) {
      const pattern = dynamic ? new URLPattern({ pathname: path }) : null;
      table.set(path, entry = { path, pattern, byMethod: new Map() });
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
      const groups = entry.pattern?.exec({ pathname })?.pathname.groups;
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

/** Puts a path below a base path; `/` and `*` stand for the base itself. */
export function joinPath(base: string, path: string): string {
  if (path === "/" || path === "*") return base === "" ? "/" : base;
  return `${base}/${path}`.replaceAll(/\/+/g, "/");
}

/** The segments of a path. */
export function segments(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "" && segment !== "*");
}

const isGroup = (segment: string) => segment.startsWith("(") && segment.endsWith(")");

/** Whether what was registered for `scope` concerns the route pattern or route file `at`. */
export function covers(scope: string, at: string): boolean {
  const wanted = segments(scope);
  const present = segments(at);
  const found = wanted.some(isGroup) ? present : present.filter((name) => !isGroup(name));
  return wanted.every((segment, index) => segment === found[index]);
}

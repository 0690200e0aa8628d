/** What the bundle has in place of `node:path`, which brings all that Deno has for Node: as there, but on Windows. */
const isWindows = Deno.build.os === "windows";

type Path = typeof import("node:path");

/** Windows has drives and two separators; there Deno's own is loaded. */
function native(): Path {
  const { process } = globalThis as unknown as { process: { getBuiltinModule(id: string): Path } };
  return process.getBuiltinModule("node:path");
}

export function join(...parts: string[]): string {
  if (isWindows) return native().join(...parts);
  const joined = parts.filter((part) => part !== "").join("/");
  return joined === "" ? "." : normalized(joined);
}

export function dirname(path: string): string {
  if (isWindows) return native().dirname(path);
  const isAbsolute = path.startsWith("/");
  const name = path.slice(1).search(/[^/]+\/*$/);
  const slash = name < 0 ? -1 : path.slice(0, name + 1).lastIndexOf("/");
  if (slash < 1) return isAbsolute ? "/" : ".";
  // Two slashes at the beginning are a root of their own in POSIX.
  return isAbsolute && slash === 1 ? "//" : path.slice(0, slash);
}

export function resolve(...parts: string[]): string {
  if (isWindows) return native().resolve(...parts);
  const from = parts.findLastIndex((part) => part.startsWith("/"));
  const all = from < 0 ? [Deno.cwd(), ...parts] : parts.slice(from);
  const found = normalized(all.filter((part) => part !== "").join("/"));
  return found.length > 1 && found.endsWith("/") ? found.slice(0, -1) : found;
}

/** Without empty parts, `.` and `..`, but for those that lead above a path's beginning. */
function normalized(path: string): string {
  const isAbsolute = path.startsWith("/");
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!isAbsolute) kept.push(part);
  }
  const end = path.endsWith("/") && kept.length > 0 ? "/" : "";
  const text = (isAbsolute ? "/" : "") + kept.join("/") + end;
  return text === "" ? (path.endsWith("/") ? "./" : ".") : text;
}

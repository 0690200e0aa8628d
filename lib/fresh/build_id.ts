/** Query parameter that makes the URL of a static file immutable. */
export const BUILD_ID_PARAM = "__frsh_c";

// One value for server and browser: an island must render the same URL on both sides.
let current = "";

/** Tells `asset()` which build its URLs belong to. */
export function setBuildId(id: string): void {
  current = id;
}

/** Adds the build id to a static file's path, so that it may be cached for a year. */
export function asset(path: string): string {
  if (current === "" || !path.startsWith("/") || path.startsWith("//")) return path;
  const url = new URL(path, "http://localhost");
  if (url.searchParams.has(BUILD_ID_PARAM)) return path;
  url.searchParams.set(BUILD_ID_PARAM, current);
  return url.pathname + url.search + url.hash;
}

/**
 * A path of this app as browsers ask for it: below the base path (`/alarm`; "" where there is none). A path
 * that stands below it already stays as it is, and so does another site's address.
 */
export function atBase(path: string, base: string): string {
  const isOurs = path.startsWith("/") && !path.startsWith("//");
  if (base === "" || !isOurs || path === base || path.startsWith(`${base}/`)) return path;
  return base + path;
}

/** The same path as the app knows it; null for one that does not stand below the base path. */
export function withoutBase(path: string, base: string): string | null {
  if (base === "") return path;
  if (path === base) return "/";
  return path.startsWith(`${base}/`) ? path.slice(base.length) : null;
}

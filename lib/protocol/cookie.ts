const YEAR_SECONDS = 365 * 24 * 3600;

/**
 * A choice that lasts in this browser, for `document.cookie`. A cookie, because then the server already makes the
 * page as it was left, and nothing moves when the scripts wake. `path` is the one that the app stands below.
 */
export function lastingCookie(name: string, fields: readonly string[], path: string): string {
  const value = fields.map(encodeURIComponent).join("/");
  return `${name}=${value}; Path=${path}; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
}

/** The fields that were kept under a name, of a request's `cookie` header; a field that cannot be read is empty. */
export function cookieFields(header: string | null, name: string): string[] {
  const value = (header ?? "").split(/;\s*/).find((pair) => pair.startsWith(`${name}=`));
  return value === undefined ? [] : value.slice(name.length + 1).split("/").map(decoded);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

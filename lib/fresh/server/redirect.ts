/** Makes a redirect's target safe: a path stays a path of this app, whatever it begins with. */
export function redirectTarget(target: string): string {
  if (/^https?:\/\//i.test(target)) return target;
  // Browsers read `/\host` and `//host` as another host, and ignore control characters on the way.
  // deno-lint-ignore no-control-regex
  const clean = target.replaceAll(/[\u0000-\u001f]/g, "");
  // deno-lint-ignore app/bounded-regex -- it matches every text, so it never goes back
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/s.exec(clean) ?? [];
  const scheme = /^[a-z][a-z\d+.-]*:/i.test(path);
  return (scheme ? `/${path}` : path).replaceAll(/[\\/]+/g, "/") + rest;
}

/** Everything a page names in what it is made of, as paths; scripts name others, and so does the manifest. */
function partsOf(path: string, type: string, text: string): string[] {
  const found = type.startsWith("text/html")
    ? matches(text, /<(?:link|script|img)[^>]+?(?:href|src)="([^"]+)"/g)
    : type.includes("javascript")
    ? matches(text, /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)
    : type.startsWith("text/css")
    ? matches(text, /url\("?([^")]+)"?\)/g)
    : type.includes("manifest")
    ? matches(text, /"src": "([^"]+)"/g)
    : [];
  const base = new URL(path, "http://page");
  const all = found.map((part) => new URL(part.replaceAll("&amp;", "&"), base));
  return all.filter(({ host }) => host === "page").map(({ pathname, search }) => pathname + search);
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, part = ""]) => part);
}

/** Loads a page with all it is made of, as many at once as there are; answers each path's status. */
export async function loadWhole(
  ask: (path: string) => Promise<Response>,
  page: string,
): Promise<Map<string, number>> {
  const statuses = new Map<string, number>();
  const load = async (path: string): Promise<void> => {
    statuses.set(path, 0);
    const response = await ask(path);
    statuses.set(path, response.status);
    const type = response.headers.get("content-type") ?? "";
    const parts = partsOf(path, type, await response.text());
    await Promise.all(parts.filter((part) => !statuses.has(part)).map(load));
  };
  await load(page);
  return statuses;
}

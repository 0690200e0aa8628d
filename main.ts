/** What the build bundled; no literal, so that types need no build and Deno reads no source at start. */
const BUNDLE = "./_fresh/run/main.js";
const SOURCES = "./serve.ts";

/** What `_fresh/run/sources.json` tells of a bundle. */
export interface BundleFacts {
  /** When making it began, in milliseconds since 1970. */
  readonly builtAt: number;
  /** Sizes in bytes of the files that it was made of, by their paths below the project. */
  readonly sizes: Readonly<Record<string, number>>;
}

/**
 * Whether the bundle holds what the sources say now. Looking at some hundred files takes a few milliseconds,
 * and spares developers and tests a program that is older than what they just wrote.
 */
export function isBundleCurrent(root: URL): boolean {
  // A binary holds what was built with it, and no sources.
  if (Deno.build.standalone) return true;
  try {
    const facts = Deno.readTextFileSync(new URL("./_fresh/run/sources.json", root));
    const { builtAt, sizes } = JSON.parse(facts) as BundleFacts;
    const folder = decodeURIComponent(new URL("./", root).pathname);
    return Object.entries(sizes).every(([path, bytes]) => {
      const { size, mtime } = Deno.statSync(folder + path);
      return size === bytes && mtime !== null && mtime.getTime() <= builtAt;
    });
  } catch {
    // Not built, or a source is gone.
    return false;
  }
}

if (import.meta.main) {
  const here = new URL(import.meta.url);
  const { run } = await import(isBundleCurrent(here) ? BUNDLE : SOURCES) as { run: () => void };
  run();
}

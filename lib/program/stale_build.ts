/** What `_fresh/run/sources.json` tells of the program that the build bundled. */
export interface BundleFacts {
  /** When making it began, in milliseconds since 1970. */
  readonly builtAt: number;
  /** Sizes in bytes of the files that it was made of, by their paths below the project. */
  readonly sizes: Readonly<Record<string, number>>;
}

/**
 * A file (path below the project) that the bundle was made of and that is another one now; null while there is
 * none. `root` ends in a slash. Rejects where nothing was built.
 */
export async function staleSource(root: string): Promise<string | null> {
  const facts = await Deno.readTextFile(`${root}_fresh/run/sources.json`);
  const { builtAt, sizes } = JSON.parse(facts) as BundleFacts;
  for (const [path, bytes] of Object.entries(sizes)) {
    const info = await Deno.stat(root + path).catch(() => null);
    // An image of the program may have been made without the sources.
    if (info === null) continue;
    if (info.size !== bytes || (info.mtime?.getTime() ?? 0) > builtAt) return path;
  }
  return null;
}

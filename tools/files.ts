import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** Paths within `root` of all files below one of its folders, sorted, with `/` on every system; [] without the folder. */
export async function filesBelow(root: string, folder = "."): Promise<string[]> {
  const options = { recursive: true, withFileTypes: true } as const;
  const entries = await readdir(join(root, folder), options).catch((error) => {
    if (error.code !== "ENOENT") throw error;
    return [];
  });
  return entries.filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll(sep, "/"))
    .sort();
}

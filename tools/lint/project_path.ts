import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A linted file's path relative to the project, with `/` on every system. */
export function projectPath(filename: string): string {
  const path = filename.startsWith(ROOT) ? relative(ROOT, filename) : filename;
  return path.replaceAll(sep, "/");
}

import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Text of a file of the project, by its path from the root. */
export function projectFile(path: string): string {
  return Deno.readTextFileSync(join(ROOT, path));
}

export function existsInProject(path: string): boolean {
  try {
    Deno.statSync(join(ROOT, path));
    return true;
  } catch {
    return false;
  }
}

/** Paths of all files below a folder that end in one of `endings`. */
export function filesBelow(folder: string, ...endings: string[]): string[] {
  return [...Deno.readDirSync(join(ROOT, folder))].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return filesBelow(path, ...endings);
    return endings.some((ending) => name.endsWith(ending)) ? [path] : [];
  });
}

/** Every page a person reads. */
export function pages(): string[] {
  return ["README.md", "CHANGELOG.md", "SECURITY.md", ...filesBelow("docs", ".md")].filter(
    existsInProject,
  );
}

import { join } from "node:path";

/** Files of a folder and those below it, by path. */
type FolderCopy = ReadonlyMap<string, Uint8Array>;

export function copyOf(folder: string): FolderCopy {
  const files = new Map<string, Uint8Array>();
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (!isDirectory) files.set(path, Deno.readFileSync(path));
    else for (const [below, bytes] of copyOf(path)) files.set(below, bytes);
  }
  return files;
}

/** Makes the files of the folder what they were; folders that came since stay. */
export function putBack(folder: string, copy: FolderCopy): void {
  for (const path of copyOf(folder).keys()) if (!copy.has(path)) Deno.removeSync(path);
  for (const [path, bytes] of copy) Deno.writeFileSync(path, bytes);
}

import { dirname } from "node:path";

const OTHERS = 0o077;

/** Makes the folder of `path` for its owner only; a folder that exists keeps its mode, it may be `/var/log`. */
export function makePrivateFolder(path: string): void {
  Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
}

/** Opens a file for appending that only its owner can read, also when it was made wider before. */
export function openPrivateFile(path: string): Deno.FsFile {
  const file = Deno.openSync(path, { create: true, append: true, read: true, mode: 0o600 });
  closeToOthers(path);
  return file;
}

/** Takes the rights of group and others away, where the system has such rights. */
export function closeToOthers(path: string): void {
  const { mode } = Deno.statSync(path);
  if (mode !== null && (mode & OTHERS) !== 0) Deno.chmodSync(path, 0o600);
}

const REMEDIES: Readonly<Record<string, string>> = {
  EBUSY: "something holds the file; if it is mounted by itself into a container, mount its folder",
  EROFS: "the file system is read-only; mount it writable or set DATA_DIR to another folder",
  ENOSPC: "the disk is full; free some space and start again",
  EDQUOT: "the disk quota is used up; free some space and start again",
  EXDEV: "the folder spans two file systems; mount the whole data folder, not single files in it",
  EACCES: "permission denied; give this user the folder (chown) or set DATA_DIR to another folder",
  EPERM:
    "operation not permitted; give this user the folder (chown) or set DATA_DIR to another folder",
  EIO: "the disk reports an error; check it, then restore the folder from a copy",
  EMFILE: "too many open files; raise the limit (ulimit -n)",
  ENOTDIR: "a part of the path is not a folder; set DATA_DIR to a folder",
};

const CODE_OF_NUMBER: Readonly<Record<string, string>> = {
  "1": "EPERM",
  "5": "EIO",
  "13": "EACCES",
  "16": "EBUSY",
  "18": "EXDEV",
  "20": "ENOTDIR",
  "24": "EMFILE",
  "28": "ENOSPC",
  "30": "EROFS",
  "122": "EDQUOT",
};

/** The disk did not do what was asked; the message says what to do, and is for the person who runs the program. */
export class DiskError extends Error {
  override name = "DiskError";
}

/** An error that says what could not be done (`write data/x.json`) and what to do about it. */
export function explainIoError(error: unknown, action: string): DiskError {
  const original = error instanceof Error ? error : new Error(String(error));
  const remedy = REMEDIES[codeOf(original)];
  const reason = remedy === undefined ? original.message : `${remedy} (${original.message})`;
  return new DiskError(`Cannot ${action}: ${reason}`, { cause: error });
}

/** The operating system's name of an error (`ENOSPC`), or an empty text. */
export function codeOf(error: Error): string {
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string" && code in REMEDIES) return code;
  // Numbers differ between systems beyond the classic ones; Windows has its own.
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1];
  if (number !== undefined && Deno.build.os !== "windows") return CODE_OF_NUMBER[number] ?? "";
  return error instanceof Deno.errors.PermissionDenied ? "EACCES" : "";
}

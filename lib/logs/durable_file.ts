import { dirname } from "node:path";

const NEWLINE = 0x0a;

export interface DurableFileOptions {
  readonly path: string;
  /** Bytes after which the file becomes `<path>.1`. */
  readonly maxSize: number;
  /** Rotated files to keep. */
  readonly keep: number;
}

/** A file of lines that only grows; `append` returns when the lines are on the disk, or throws. */
export class DurableFile {
  #file: Deno.FsFile;
  #size: number;

  constructor(private readonly options: DurableFileOptions) {
    makePrivateFolder(options.path);
    this.#file = openPrivateFile(options.path);
    this.#size = completeLastLine(this.#file);
  }

  append(text: string): void {
    const bytes = new TextEncoder().encode(text);
    for (let from = 0; from < bytes.length;) {
      const end = this.#endOfPart(bytes, from);
      if (this.#size > 0 && this.#size + end - from > this.options.maxSize) this.#startNewFile();
      writeAll(this.#file, bytes.subarray(from, end));
      this.#file.syncSync();
      this.#size += end - from;
      from = end;
    }
  }

  /** As many whole lines as fit, at least one: no file grows over its size because much came at once. */
  #endOfPart(bytes: Uint8Array, from: number): number {
    const room = this.options.maxSize - this.#size;
    const most = room > 0 ? room : this.options.maxSize;
    if (bytes.length - from <= most) return bytes.length;
    const last = bytes.lastIndexOf(NEWLINE, from + most - 1);
    if (last >= from) return last + 1;
    // The first line does not fit: it goes into a file of its own beginning.
    const first = bytes.indexOf(NEWLINE, from);
    return first < 0 ? bytes.length : first + 1;
  }

  close(): void {
    this.#file.close();
  }

  #startNewFile(): void {
    const { path, keep } = this.options;
    rotate(path, keep);
    const next = openPrivateFile(path);
    this.#file.close();
    this.#file = next;
    this.#size = 0;
    syncFolder(dirname(path));
  }
}

/** A crash may have torn the last line: ends it, so that the next one stands alone. Returns the size. */
function completeLastLine(file: Deno.FsFile): number {
  const { size } = file.statSync();
  if (size === 0) return 0;
  file.seekSync(-1, Deno.SeekMode.End);
  const last = new Uint8Array(1);
  file.readSync(last);
  if (last[0] === NEWLINE) return size;
  writeAll(file, Uint8Array.of(NEWLINE));
  return size + 1;
}

/** One write may be short without an error on a full disk; the next one then throws. */
function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

/** Without this the new name may be lost with the power; Windows cannot open a folder. */
function syncFolder(path: string): void {
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path);
  folder.syncSync();
}

/** Renames `path` to `path.1`, `path.1` to `path.2` and so on; what was `path.<keep>` is gone. */
function rotate(path: string, keep: number): void {
  for (let age = keep; age > 1; age--) renameIfThere(`${path}.${age - 1}`, `${path}.${age}`);
  renameIfThere(path, `${path}.1`);
}

function renameIfThere(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

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

import { dirname } from "node:path";
import { makePrivateFolder, openPrivateFile } from "./private_file.ts";
import { rotate } from "./rotate.ts";

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
  readonly #options: DurableFileOptions;
  #file: Deno.FsFile;
  #size: number;

  constructor(options: DurableFileOptions) {
    this.#options = options;
    makePrivateFolder(options.path);
    this.#file = openPrivateFile(options.path);
    this.#size = completeLastLine(this.#file);
  }

  append(text: string): void {
    const bytes = new TextEncoder().encode(text);
    for (let from = 0; from < bytes.length;) {
      const end = this.#endOfPart(bytes, from);
      if (this.#size > 0 && this.#size + end - from > this.#options.maxSize) this.#startNewFile();
      writeAll(this.#file, bytes.subarray(from, end));
      this.#file.syncSync();
      this.#size += end - from;
      from = end;
    }
  }

  /** As many whole lines as fit, at least one: no file grows over its size because much came at once. */
  #endOfPart(bytes: Uint8Array, from: number): number {
    const room = this.#options.maxSize - this.#size;
    const most = room > 0 ? room : this.#options.maxSize;
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
    const { path, keep } = this.#options;
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

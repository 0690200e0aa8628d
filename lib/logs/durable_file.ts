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
    if (this.#size > 0 && this.#size + bytes.length > this.#options.maxSize) this.#startNewFile();
    writeAll(this.#file, bytes);
    this.#file.syncSync();
    this.#size += bytes.length;
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

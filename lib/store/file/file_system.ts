import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "./bytes.ts";
import { namesNow, readNow } from "./read_now.ts";

/** A file being written. One `write` may take fewer bytes than it was given. */
export interface WritableFile {
  write(bytes: Uint8Array): Promise<number>;
  sync(): Promise<void>;
  close(): void;
}

/** A file being read from its beginning. */
export interface ReadableFile {
  /** Fills a part of the buffer and says how much; null at the end. */
  read(into: Uint8Array): Promise<number | null>;
  close(): void;
}

/** A name in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** What the store needs of a file system, small enough to be simulated in fault tests. */
export interface FileSystem {
  /** Fails when the file exists. Files are made 0600. */
  createNew(path: string): Promise<WritableFile>;
  /** Makes the file when it is missing. */
  openAppend(path: string): Promise<WritableFile>;
  read(path: string): Promise<Uint8Array>;
  /** Reads a small file at once: for what a decision needs to know of the past. It may stand in `room` until that is used again. */
  readNow(path: string, room?: Uint8Array): Uint8Array;
  openRead(path: string): Promise<ReadableFile>;
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name (hard link). */
  link(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it. */
  remove(path: string): Promise<void>;
  /** Sorted by name; a missing folder is an empty one. */
  list(folder: string): Promise<FolderEntry[]>;
  /** The names of what is in a small folder, at once and in any order: a start looks into a thousand. */
  namesNow(folder: string): string[];
  /** Makes the folder and those above it, 0700. */
  makeFolder(path: string): Promise<void>;
  /** Makes renames in the folder survive a power loss. */
  syncFolder(path: string): Promise<void>;
}

/** So many files can be opened for the program's own work after strangers have taken all descriptors. */
const SPARE = 32;
/** They are taken back only when so many more are free: else those who come next would need them at once. */
const ROOM = 16;

/**
 * Open files that stand for nothing. Whoever connects takes a descriptor, and Deno's server takes as
 * many as there are; these are given up when none is left, so that commits, logs and checks go on.
 */
export class SpareDescriptors {
  readonly #held: { close(): void }[] = [];
  /** Told when they were given up: nobody new may be let in until they can be taken back. */
  onReleased: (() => void) | null = null;

  constructor(
    private readonly open: () => { close(): void } = openNothing,
    private readonly count = SPARE,
  ) {}

  /** Opens those that are missing; false when there is no room for them, then none is held. */
  take(): boolean {
    try {
      while (this.#held.length < this.count + ROOM) this.#held.push(this.open());
      for (const file of this.#held.splice(this.count)) file.close();
      return true;
    } catch {
      this.#close();
      return false;
    }
  }

  /** Gives them up; false when there were none to give. */
  release(): boolean {
    if (this.#held.length === 0) return false;
    this.#close();
    this.onReleased?.();
    return true;
  }

  #close(): void {
    for (const file of this.#held.splice(0)) file.close();
  }
}

/** Those of this process; none are held until `take`. */
export const spareDescriptors = new SpareDescriptors();

/** The file system of this computer. */
export const diskFileSystem: FileSystem = {
  createNew: (path) => open(path, { write: true, createNew: true, mode: 0o600 }),
  openAppend: (path) => open(path, { append: true, create: true, mode: 0o600 }),
  read: (path) => withDescriptor(() => Deno.readFile(path)),
  readNow,
  openRead: (path) => open(path, { read: true }),
  rename: (from, to) => Deno.rename(from, to),
  link: (from, to) => Deno.link(from, to),
  remove: (path) => Deno.remove(path, { recursive: true }),
  list: (folder) => withDescriptor(() => listFolder(folder)),
  namesNow,
  async makeFolder(path) {
    await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  },
  syncFolder,
};

function open(path: string, options: Deno.OpenOptions): Promise<Deno.FsFile> {
  return withDescriptor(() => Deno.open(path, options));
}

async function listFolder(folder: string): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      entries.push({ name, isFolder: isDirectory });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folder as a file, and NTFS journals renames by itself.
  if (Deno.build.os === "windows") return;
  using folder = await open(path, { read: true });
  await folder.sync();
}

/** The folder a path is in. */
export function folderOf(path: string): string {
  return dirname(path);
}

/** Windows knows no such limit. */
function openNothing(): { close(): void } {
  return Deno.build.os === "windows" ? { close() {} } : Deno.openSync("/dev/null");
}

/** Opens a file, if need be in the place of a spare one. Rejects as `open` does. */
export async function withDescriptor<T>(
  open: () => Promise<T>,
  spare: Pick<SpareDescriptors, "release"> = spareDescriptors,
): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (!isOutOfDescriptors(error) || !spare.release()) throw error;
    return await open();
  }
}

/** EMFILE: this process has as many as it may. ENFILE: the machine has. */
function isOutOfDescriptors(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return error instanceof Error && (code === "EMFILE" || code === "ENFILE");
}

/** Ending of files that are being written; whatever has it at start is left over from a crash. */
export const TEMPORARY_ENDING = ".tmp";

/** Bytes of a piece of a file. Files of tens of megabytes are written and read in pieces, never held whole. */
export const PIECE_BYTES = 256 * 1024;

/** What a file will hold, in pieces; each is used up before the next one is asked for, so they may share memory. */
type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Replaces a file whole, or leaves it as it was; resolved means it survives a power loss.
 * Rejects with what to do about it. A failure after the rename may leave either version.
 */
export async function replaceFile(
  fs: FileSystem,
  path: string,
  content: Uint8Array | Pieces,
): Promise<number> {
  const temporary = path + TEMPORARY_ENDING;
  const pieces = content instanceof Uint8Array ? [content] : content;
  let written: Sum;
  try {
    written = await writeWhole(fs, temporary, pieces);
    await verify(fs, temporary, written);
    await fs.rename(temporary, path);
  } catch (error) {
    // A full disk should not also keep half a file. The next start deletes what stays.
    await fs.remove(temporary).catch(() => {});
    throw explainIoError(error, `write ${path}`);
  }
  try {
    await fs.syncFolder(folderOf(path));
  } catch (error) {
    throw new NotDurableError(explainIoError(error, `make the new ${path} durable`));
  }
  return written.bytes;
}

async function writeWhole(fs: FileSystem, path: string, pieces: Pieces): Promise<Sum> {
  const file = await fs.createNew(path);
  const written = new Sum();
  try {
    for await (const piece of pieces) {
      await writeAll(file, piece);
      written.add(piece);
    }
    await file.sync();
  } finally {
    file.close();
  }
  return written;
}

/** A file piece by piece, in one buffer that all of them share. Rejects as the disk does. */
export async function* readPieces(fs: FileSystem, path: string): AsyncGenerator<Uint8Array> {
  const file = await fs.openRead(path);
  const buffer = new Uint8Array(PIECE_BYTES);
  try {
    for (let read; (read = await file.read(buffer)) !== null;) yield buffer.subarray(0, read);
  } finally {
    file.close();
  }
}

/** What is remembered of bytes that went by: how many, and a sum that other bytes do not have. */
class Sum {
  bytes = 0;
  crc = 0;

  add(piece: Uint8Array): void {
    this.bytes += piece.length;
    this.crc = crc32(piece, this.crc);
  }
}

/** Writes every byte: on a full disk one `write` takes fewer and reports no error. */
export async function writeAll(file: WritableFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const written = await file.write(bytes.subarray(done));
    if (written <= 0) {
      throw new Error(`the disk took ${done} of ${bytes.length} bytes; free some space`);
    }
    done += written;
  }
}

async function verify(fs: FileSystem, path: string, written: Sum): Promise<void> {
  const found = new Sum();
  for await (const piece of readPieces(fs, path)) found.add(piece);
  if (found.bytes !== written.bytes) {
    throw new Error(`${found.bytes} of ${written.bytes} bytes arrived; check the disk`);
  }
  if (found.crc !== written.crc) {
    throw new Error("what was read back differs from what was written; check the disk");
  }
}

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

/** A file was replaced, and a power loss may still bring back what it replaced. */
export class NotDurableError extends DiskError {
  override name = "NotDurableError";
  constructor({ message, cause }: DiskError) {
    super(message, { cause });
  }
}

/** An error that says what could not be done (`write data/x.json`) and what to do about it. */
export function explainIoError(error: unknown, action: string): DiskError {
  const original = error instanceof Error ? error : new Error(String(error));
  const remedy = REMEDIES[codeOf(original)];
  const reason = remedy === undefined ? original.message : `${remedy} (${original.message})`;
  return new DiskError(`Cannot ${action}: ${reason}`, { cause: error });
}

/** The operating system's name of an error (`ENOSPC`), or an empty text. */
function codeOf(error: Error): string {
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string" && code in REMEDIES) return code;
  // Numbers differ between systems beyond the classic ones; Windows has its own.
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1];
  if (number !== undefined && Deno.build.os !== "windows") return CODE_OF_NUMBER[number] ?? "";
  return error instanceof Deno.errors.PermissionDenied ? "EACCES" : "";
}

/** The bytes of a file; null when there is none. */
export async function readIfThere(fs: FileSystem, path: string): Promise<Uint8Array | null> {
  try {
    return await fs.read(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw explainIoError(error, `read ${path}`);
  }
}

/** Bytes that this user may still write on the disk of a folder. */
export async function freeSpace(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

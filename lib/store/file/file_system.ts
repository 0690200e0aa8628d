import { dirname } from "node:path";

/** A file being written. One `write` may take fewer bytes than it was given. */
export interface WritableFile {
  write(bytes: Uint8Array): Promise<number>;
  sync(): Promise<void>;
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
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name (hard link). */
  link(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it. */
  remove(path: string): Promise<void>;
  /** Sorted by name; a missing folder is an empty one. */
  list(folder: string): Promise<FolderEntry[]>;
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
  rename: (from, to) => Deno.rename(from, to),
  link: (from, to) => Deno.link(from, to),
  remove: (path) => Deno.remove(path, { recursive: true }),
  list: (folder) => withDescriptor(() => listFolder(folder)),
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

import { dirname } from "node:path";
import type {
  FileSystem,
  FolderEntry,
  ReadableFile,
  WritableFile,
} from "@/lib/store/file/file_system.ts";

/** What can be counted and made to fail. */
export type DiskCall = "createNew" | "write" | "sync" | "rename" | "syncFolder" | "link" | "remove";

/** The n-th call of a kind fails, once or with all later ones. */
export interface Fault {
  readonly call: DiskCall;
  readonly n: number;
  readonly lasting?: boolean;
}

interface Inode {
  bytes: Uint8Array;
  synced: Uint8Array;
}

const NOTHING = new Uint8Array();

/**
 * A disk in memory that remembers what is durable: bytes after `sync`, names after `syncFolder`.
 * `afterPowerLoss` gives the disk as the next start might find it.
 */
export class SimulatedDisk implements FileSystem {
  fault: Fault | null = null;
  /** Calls until the power goes; every later call fails. */
  callsLeft = Infinity;
  /** Most bytes that one `write` takes. */
  bytesPerWrite = Infinity;
  /** Bytes that all files may take together. */
  capacity = Infinity;
  /** Paths whose writes, syncs and renames failed. */
  readonly failedPaths: string[] = [];
  calls = 0;
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #folders = new Set<string>();
  readonly #counts = new Map<DiskCall, number>();

  createNew(path: string): Promise<WritableFile> {
    return this.#do("createNew", path, () => {
      if (this.#names.has(path)) throw new Deno.errors.AlreadyExists(path);
      const inode = { bytes: NOTHING, synced: NOTHING };
      this.#names.set(path, inode);
      return this.#fileOf(path, inode);
    });
  }

  openAppend(path: string): Promise<WritableFile> {
    return this.#do(null, path, () => {
      const inode = this.#names.get(path) ?? { bytes: NOTHING, synced: NOTHING };
      this.#names.set(path, inode);
      return this.#fileOf(path, inode);
    });
  }

  read(path: string): Promise<Uint8Array> {
    return this.#do(null, path, () => this.#inode(path).bytes);
  }

  readNow(path: string, room?: Uint8Array): Uint8Array {
    const { bytes } = this.#inode(path);
    if (room === undefined || bytes.length >= room.length) return bytes;
    room.set(bytes);
    return room.subarray(0, bytes.length);
  }

  openRead(path: string): Promise<ReadableFile> {
    return this.#do(null, path, () => readable(this.#inode(path).bytes));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#do("rename", to, () => {
      this.#names.set(to, this.#inode(from));
      this.#names.delete(from);
    });
  }

  link(from: string, to: string): Promise<void> {
    return this.#do("link", to, () => {
      if (this.#names.has(to)) throw new Deno.errors.AlreadyExists(to);
      this.#names.set(to, this.#inode(from));
    });
  }

  remove(path: string): Promise<void> {
    return this.#do("remove", path, () => {
      const inside = [...this.#names.keys()].filter((name) => name.startsWith(`${path}/`));
      if (!this.#names.has(path) && inside.length === 0) throw new Deno.errors.NotFound(path);
      for (const name of [path, ...inside]) this.#names.delete(name);
    });
  }

  list(folder: string): Promise<FolderEntry[]> {
    return this.#do(null, folder, () => {
      const entries = new Map<string, FolderEntry>();
      for (const path of this.#names.keys()) {
        if (!path.startsWith(`${folder}/`)) continue;
        const [name = "", ...rest] = path.slice(folder.length + 1).split("/");
        entries.set(name, { name, isFolder: rest.length > 0 });
      }
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    });
  }

  namesNow(folder: string): string[] {
    const inside = [...this.#names.keys()].filter((path) => path.startsWith(`${folder}/`));
    return [...new Set(inside.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))];
  }

  makeFolder(path: string): Promise<void> {
    return this.#do(null, path, () => void this.#folders.add(path));
  }

  syncFolder(path: string): Promise<void> {
    return this.#do("syncFolder", path, () => {
      for (const name of [...this.#durableNames.keys()]) {
        if (dirname(name) === path) this.#durableNames.delete(name);
      }
      for (const [name, inode] of this.#names) {
        if (dirname(name) === path) this.#durableNames.set(name, inode);
      }
    });
  }

  /** Puts a file there, whole and durable. */
  put(path: string, bytes: Uint8Array): void {
    const inode = { bytes, synced: bytes };
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  get(path: string): Uint8Array {
    return this.#inode(path).bytes;
  }

  delete(path: string): void {
    this.#names.delete(path);
    this.#durableNames.delete(path);
  }

  paths(): string[] {
    return [...this.#names.keys()].sort();
  }

  /** Makes everything durable, as the kernel does from time to time without being told to. */
  writeBack(): void {
    for (const inode of this.#names.values()) inode.synced = inode.bytes;
    this.#durableNames = new Map(this.#names);
  }

  /** The disk after a power loss; `choose(n)` picks 0 to n-1 for everything that was not durable. */
  afterPowerLoss(choose: (n: number) => number): SimulatedDisk {
    const next = new SimulatedDisk();
    const survivors = new Map<Inode, Uint8Array>();
    const all = new Set([...this.#names.keys(), ...this.#durableNames.keys()]);
    for (const path of all) {
      const before = this.#durableNames.get(path);
      const after = this.#names.get(path);
      const inode = before === after || choose(2) === 1 ? after : before;
      if (inode === undefined) continue;
      if (!survivors.has(inode)) survivors.set(inode, survivingBytes(inode, choose));
      next.put(path, survivors.get(inode) ?? NOTHING);
    }
    return next;
  }

  /** The same disk for a process that starts anew. */
  afterKill(): SimulatedDisk {
    const next = new SimulatedDisk();
    for (const [path, inode] of this.#names) next.put(path, inode.bytes);
    return next;
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw new Deno.errors.NotFound(path);
    return inode;
  }

  #fileOf(path: string, inode: Inode): WritableFile {
    return {
      write: (bytes) => this.#do("write", path, () => this.#write(inode, bytes)),
      sync: () =>
        this.#do("sync", path, () => {
          inode.synced = inode.bytes;
        }),
      close() {},
    };
  }

  #write(inode: Inode, bytes: Uint8Array): number {
    const count = Math.min(bytes.length, this.bytesPerWrite, this.#room());
    if (count === 0 && bytes.length > 0) throw ioError("ENOSPC", 28);
    inode.bytes = appended(inode.bytes, bytes.subarray(0, count));
    return count;
  }

  #room(): number {
    if (this.capacity === Infinity) return Infinity;
    const inodes = new Set(this.#names.values());
    const used = [...inodes].reduce((sum, { bytes }) => sum + bytes.length, 0);
    return Math.max(0, this.capacity - used);
  }

  async #do<T>(call: DiskCall | null, path: string, work: () => T): Promise<T> {
    await Promise.resolve();
    this.calls++;
    if (this.callsLeft-- <= 0) throw new Error("The power is gone");
    if (call !== null) this.#failIfDue(call, path);
    return work();
  }

  #failIfDue(call: DiskCall, path: string): void {
    const count = (this.#counts.get(call) ?? 0) + 1;
    this.#counts.set(call, count);
    const { fault } = this;
    if (fault?.call !== call || count < fault.n) return;
    if (count > fault.n && !fault.lasting) return;
    this.failedPaths.push(path);
    throw ioError("EIO", 5);
  }
}

/**
 * The bytes with more behind them, in the same memory where that has room: files that only grow must not be copied for
 * every line. What was there before stays as it is.
 */
function appended(bytes: Uint8Array, more: Uint8Array): Uint8Array {
  const length = bytes.length + more.length;
  const isAtEnd = ends.get(bytes.buffer) === bytes.byteOffset + bytes.length;
  if (isAtEnd && bytes.byteOffset + length <= bytes.buffer.byteLength) {
    const next = new Uint8Array(bytes.buffer, bytes.byteOffset, length);
    next.set(more, bytes.length);
    ends.set(next.buffer, next.byteOffset + length);
    return next;
  }
  const next = new Uint8Array(new ArrayBuffer(2 * length), 0, length);
  next.set(bytes);
  next.set(more, bytes.length);
  ends.set(next.buffer, length);
  return next;
}

/** Bytes as a file that is read from its beginning. */
export function readable(bytes: Uint8Array): ReadableFile {
  let at = 0;
  return {
    read(into) {
      const part = bytes.subarray(at, at + into.length);
      into.set(part);
      at += part.length;
      return Promise.resolve(part.length === 0 ? null : part.length);
    },
    close() {},
  };
}

/** Memory that was made by `appended` → up to where it is in use. */
const ends = new WeakMap<ArrayBufferLike, number>();

function ioError(code: string, number: number): Error {
  return Object.assign(new Error(`Simulated ${code} (os error ${number})`), { code });
}

function survivingBytes({ bytes, synced }: Inode, choose: (n: number) => number): Uint8Array {
  if (bytes === synced) return bytes;
  // Files only grow: what was synced stays.
  const more = bytes.length - synced.length;
  switch (choose(4)) {
    case 0:
      return synced;
    case 1:
      return bytes;
    case 2:
      return bytes.subarray(0, synced.length + choose(more + 1));
    default: {
      const zeros = new Uint8Array(bytes.length);
      zeros.set(synced);
      return zeros;
    }
  }
}

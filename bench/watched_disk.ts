import {
  diskFileSystem,
  type FileSystem,
  type ReadableFile,
  type WritableFile,
} from "@/lib/store/file/file_system.ts";
import { idle } from "./measure.ts";

/** The real disk, with its bytes counted; without syncing when that is what is compared. */
export class WatchedDisk implements FileSystem {
  /** Bytes written to files that replace others: the store file. */
  replaced = 0;
  /** Bytes added to files that are there: the history. */
  appended = 0;
  #busy = 0;

  constructor(private readonly syncs = true) {}

  /** Resolves when nothing is under way any more. */
  async quiet(): Promise<void> {
    do await idle(); while (this.#busy > 0);
  }

  async createNew(path: string): Promise<WritableFile> {
    return this.#counted(await this.#during(diskFileSystem.createNew(path)), (bytes) => {
      this.replaced += bytes;
    });
  }

  async openAppend(path: string): Promise<WritableFile> {
    return this.#counted(await this.#during(diskFileSystem.openAppend(path)), (bytes) => {
      this.appended += bytes;
    });
  }

  read(path: string): Promise<Uint8Array> {
    return this.#during(diskFileSystem.read(path));
  }

  readNow(path: string, room?: Uint8Array): Uint8Array {
    return diskFileSystem.readNow(path, room);
  }

  namesNow(folder: string): string[] {
    return diskFileSystem.namesNow(folder);
  }

  async openRead(path: string): Promise<ReadableFile> {
    const file = await this.#during(diskFileSystem.openRead(path));
    return { read: (into) => this.#during(file.read(into)), close: () => file.close() };
  }

  rename(from: string, to: string): Promise<void> {
    return this.#during(diskFileSystem.rename(from, to));
  }

  link(from: string, to: string): Promise<void> {
    return this.#during(diskFileSystem.link(from, to));
  }

  remove(path: string): Promise<void> {
    return this.#during(diskFileSystem.remove(path));
  }

  list(folder: string): ReturnType<FileSystem["list"]> {
    return this.#during(diskFileSystem.list(folder));
  }

  makeFolder(path: string): Promise<void> {
    return this.#during(diskFileSystem.makeFolder(path));
  }

  async syncFolder(path: string): Promise<void> {
    if (this.syncs) await this.#during(diskFileSystem.syncFolder(path));
  }

  #counted(file: WritableFile, count: (bytes: number) => void): WritableFile {
    return {
      write: async (bytes) => {
        const written = await this.#during(file.write(bytes));
        count(written);
        return written;
      },
      sync: async () => {
        if (this.syncs) await this.#during(file.sync());
      },
      close: () => file.close(),
    };
  }

  async #during<T>(work: Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work;
    } finally {
      this.#busy--;
    }
  }
}

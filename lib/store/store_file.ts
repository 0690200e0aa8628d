import { join } from "node:path";
import { replaceFile } from "./atomic_file.ts";
import type { Backups } from "./backups.ts";
import { encodeInSlices } from "./encode_store.ts";
import { explainIoError } from "./explain_io_error.ts";
import type { FileSystem } from "./file_system.ts";
import type { State } from "./state.ts";
import { STORE_FILE } from "./store_file_name.ts";
import type { StoreOptions } from "./store_options.ts";

/** The store file and its earlier versions. */
export class StoreFile {
  readonly path: string;
  readonly #fs: FileSystem;
  readonly #backups: Backups;
  readonly #options: StoreOptions;

  constructor(fs: FileSystem, dataDir: string, backups: Backups, options: StoreOptions) {
    this.path = join(dataDir, STORE_FILE);
    this.#fs = fs;
    this.#backups = backups;
    this.#options = options;
  }

  /** Puts a state on disk; rejects with what to do when that failed. */
  async write(state: State): Promise<void> {
    const bytes = await encodeInSlices(state, this.#options.now());
    await replaceFile(this.#fs, this.path, bytes);
  }

  /** Keeps what was written as a backup. A failure is a warning: the file itself is whole. */
  keepBackup(): Promise<void> {
    return this.#keep((now) => this.#backups.keep(now));
  }

  /** Keeps the last version as a copy, since people edit the file while the program is stopped. */
  keepLastBackup(): Promise<void> {
    return this.#keep((now) => this.#backups.keepCopy(now));
  }

  async #keep(keep: (now: number) => Promise<void>): Promise<void> {
    try {
      await keep(this.#options.now());
    } catch (error) {
      this.#options.onWarning?.(explainIoError(error, `keep a backup of ${this.path}`));
    }
  }
}

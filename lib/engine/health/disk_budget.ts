import type { Logger } from "@/lib/logs/logger.ts";

const MB = 1024 * 1024;

export interface DiskBudgetOptions {
  /** The data folder. */
  readonly folder: string;
  /** Below this much free room nothing new is taken; 0 asks nothing. */
  readonly minFreeMb: number;
  /** Bytes free on the disk of a folder. */
  readonly freeSpace: (folder: string) => Promise<number>;
  readonly log: Pick<Logger, "warn" | "info">;
}

/** Keeps room on the disk for what must be written: prices, fires and the next commit. */
export class DiskBudget {
  readonly #options: DiskBudgetOptions;
  /** Why no new pairs and alarms are taken, and what to do; null while there is room. */
  problem: string | null = null;
  #isUnknown = false;
  #looking: Promise<void> | null = null;

  constructor(options: DiskBudgetOptions) {
    this.#options = options;
  }

  /** Looks how much room there is; one look at a time. Never rejects. */
  look(): Promise<void> {
    if (this.#options.minFreeMb === 0) return Promise.resolve();
    this.#looking ??= this.#look().finally(() => this.#looking = null);
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { folder, freeSpace } = this.#options;
    try {
      this.#evaluate(await freeSpace(folder));
    } catch (error) {
      this.#cannotTell(error);
    }
  }

  #evaluate(free: number): void {
    const { folder, minFreeMb, log } = this.#options;
    const had = this.problem;
    const isShort = free < minFreeMb * MB;
    this.problem = isShort ? describe(folder, Math.floor(free / MB), minFreeMb) : null;
    if (had === null && this.problem !== null) log.warn("{problem}", { problem: this.problem });
    if (had !== null && this.problem === null) log.info("There is room on the disk again");
  }

  /** Not knowing is no reason to refuse: a commit that fails says so by itself. */
  #cannotTell(error: unknown): void {
    this.problem = null;
    if (this.#isUnknown) return;
    this.#isUnknown = true;
    const { folder, log } = this.#options;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn("Cannot tell how much room is left on the disk of {folder}: {reason}", {
      folder,
      reason,
    });
  }
}

function describe(folder: string, freeMb: number, minFreeMb: number): string {
  return `Cannot take new pairs or alarms: the disk of ${folder} has ${freeMb} MB free and ` +
    `${minFreeMb} MB must stay free; free some space or lower MIN_FREE_MB (checks and alarms go on)`;
}

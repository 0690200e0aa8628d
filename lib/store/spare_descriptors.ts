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

/** Windows knows no such limit. */
function openNothing(): { close(): void } {
  return Deno.build.os === "windows" ? { close() {} } : Deno.openSync("/dev/null");
}

/** Those of this process; none are held until `take`. */
export const spareDescriptors = new SpareDescriptors();

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

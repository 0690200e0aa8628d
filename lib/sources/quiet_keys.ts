import type { StreamTools } from "./price_stream.ts";

export interface QuietKeysOptions {
  readonly quietMs: number;
  readonly tools: Pick<Required<StreamTools>, "now" | "after">;
  /** Told once, until the key is heard of again. */
  readonly onQuiet: (key: string) => void;
}

/** How often it is looked, within the time after which a key counts as quiet. */
const LOOKS = 4;

/** Notices single keys of which nothing is heard while the connection works. */
export class QuietKeys {
  /** Since when; null once it was told. */
  readonly #since = new Map<string, number | null>();
  #cancel: (() => void) | null = null;

  constructor(private readonly options: QuietKeysOptions) {}

  /** The key is heard of, or ought to be from now on. */
  heard(key: string): void {
    this.#since.set(key, this.options.tools.now());
    this.#cancel ??= this.#wait();
  }

  forget(key: string): void {
    this.#since.delete(key);
  }

  stop(): void {
    this.#since.clear();
    this.#cancel?.();
    this.#cancel = null;
  }

  #wait(): () => void {
    const { tools, quietMs } = this.options;
    return tools.after(quietMs / LOOKS, () => this.#look());
  }

  #look(): void {
    const { tools, quietMs, onQuiet } = this.options;
    this.#cancel = this.#since.size > 0 ? this.#wait() : null;
    for (const [key, since] of this.#since) {
      if (since === null || tools.now() - since < quietMs) continue;
      this.#since.set(key, null);
      onQuiet(key);
    }
  }
}

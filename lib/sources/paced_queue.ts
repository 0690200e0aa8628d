import type { StreamTools } from "./price_stream.ts";

/** Sends texts in their order, never more than so many a second. */
export class PacedQueue {
  readonly #spacingMs: number;
  #texts: string[] = [];
  #rest: (() => void) | null = null;

  constructor(
    perSecond: number,
    private readonly after: Required<StreamTools>["after"],
    private readonly send: (text: string) => void,
  ) {
    this.#spacingMs = 1000 / perSecond;
  }

  push(text: string): void {
    this.#texts.push(text);
    if (this.#rest === null) this.#next();
  }

  /** Forgets what was not sent yet. */
  clear(): void {
    this.#texts = [];
  }

  close(): void {
    this.clear();
    this.#rest?.();
  }

  #next(): void {
    this.#rest = null;
    const text = this.#texts.shift();
    if (text === undefined) return;
    this.send(text);
    this.#rest = this.after(this.#spacingMs, () => this.#next());
  }
}

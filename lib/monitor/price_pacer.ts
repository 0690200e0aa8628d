/** Frames with prices of streams go out this often at most: four a second. */
const SPACING_MS = 250;

/** The next time to act; gives back how to call that off. */
export type After = (ms: number, act: () => void) => () => void;

/** Collects the pairs whose prices moved, so that screens hear of all of them a few times a second. */
export class PricePacer {
  readonly #symbols = new Set<string>();
  #callOff: (() => void) | null = null;
  #isResting = false;

  constructor(
    private readonly tell: (symbols: ReadonlySet<string>) => void,
    private readonly after: After = inTime,
  ) {}

  /** The first price after a rest is told at once. */
  note(symbols: Iterable<string>): void {
    for (const symbol of symbols) this.#symbols.add(symbol);
    if (!this.#isResting) this.#tell();
  }

  stop(): void {
    this.#callOff?.();
  }

  #tell(): void {
    this.#isResting = this.#symbols.size > 0;
    if (!this.#isResting) return;
    const symbols = new Set(this.#symbols);
    this.#symbols.clear();
    this.#callOff = this.after(SPACING_MS, () => this.#tell());
    this.tell(symbols);
  }
}

function inTime(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}

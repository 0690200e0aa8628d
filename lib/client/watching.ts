import { useLayoutEffect, useMemo } from "preact/hooks";

/** Which prices a part of the page shows. */
interface Want {
  readonly pairs: readonly string[];
  /** All others count as well, but change nothing that is seen: they come once a check. */
  readonly hasOthers: boolean;
}

/** What the server is asked for; see `watch` in docs/protocol.md. */
interface Asked {
  readonly pairs: readonly string[];
  readonly perSecond: number;
  readonly others?: "check";
}

interface WatchOptions {
  /** Sends what is asked; false while the page is not connected. */
  readonly ask: (asked: Asked) => boolean;
  readonly isHidden: () => boolean;
  readonly later: (run: () => void, ms: number) => void;
}

/** While somebody scrolls, the server is asked this often at most, in milliseconds. */
const SPACING_MS = 100;

/** Asks the server for the prices that the page shows, as often as it can draw them; for none while it is hidden. */
export class PriceWatch {
  readonly #wants = new Map<symbol, Want>();
  readonly #pace = new DrawingPace();
  #asked = "";
  #isResting = false;

  constructor(private readonly options: WatchOptions) {}

  /** A part of the page shows these from now on; null when it shows none any more. */
  want(part: symbol, want: Want | null): void {
    if (want === null) this.#wants.delete(part);
    else this.#wants.set(part, want);
    this.askSoon();
  }

  /** A new connection begins: the server knows nothing of what was asked. */
  opened(): void {
    this.#asked = "";
    this.#ask();
  }

  /** Prices were drawn, in so many milliseconds. */
  drew(ms: number): void {
    this.#pace.drew(ms);
    this.askSoon();
  }

  /** Asks if anything else is wanted than before. */
  askSoon(): void {
    if (this.#isResting) return;
    if (!this.#ask()) return;
    this.#isResting = true;
    this.options.later(() => {
      this.#isResting = false;
      this.askSoon();
    }, SPACING_MS);
  }

  #ask(): boolean {
    const asked = this.#wanted();
    const text = JSON.stringify(asked);
    if (text === this.#asked || !this.options.ask(asked)) return false;
    this.#asked = text;
    return true;
  }

  #wanted(): Asked {
    if (this.options.isHidden() || this.#wants.size === 0) return { pairs: [], perSecond: 0 };
    const wants = [...this.#wants.values()];
    const pairs = [...new Set(wants.flatMap((want) => want.pairs))].sort();
    const others = wants.some(({ hasOthers }) => hasOthers) ? { others: "check" as const } : {};
    return { pairs, perSecond: this.#pace.perSecond, ...others };
  }
}

/** Prices are to take no more of a page's time than this part. */
const MOST_OF_TIME = 0.4;
/** How much the newest drawing counts among the last ones. */
const NEWEST_PART = 0.2;

/** How many times a second prices can be drawn, 1, 2 or 4, by how long it took the last times. */
export class DrawingPace {
  #averageMs = 0;
  #perSecond = 4;

  get perSecond(): number {
    return this.#perSecond;
  }

  drew(ms: number): void {
    this.#averageMs += (ms - this.#averageMs) * NEWEST_PART;
    const most = MOST_OF_TIME * 1_000 / this.#averageMs;
    if (most < this.#perSecond) this.#perSecond = most >= 2 ? 2 : 1;
    // Not to and fro: it must be easy to be asked of more.
    else if (most > this.#perSecond * 4) this.#perSecond = Math.min(4, this.#perSecond * 2);
  }
}

let watching: PriceWatch | null = null;
const early = new Map<symbol, Want>();

/** The page is about to connect: what its parts show is asked of this from now on. */
export function watchWith(watch: PriceWatch): void {
  watching = watch;
  for (const [part, want] of early) watch.want(part, want);
  early.clear();
}

function want(part: symbol, wanted: Want | null): void {
  if (watching !== null) watching.want(part, wanted);
  else if (wanted === null) early.delete(part);
  else early.set(part, wanted);
}

/** Has the page hear the prices of these pairs for as long as a component shows them. */
export function usePrices(pairs: readonly string[], { hasOthers = false } = {}): void {
  const part = useMemo(() => Symbol(), []);
  useLayoutEffect(() => want(part, { pairs, hasOthers }), [pairs.join(), hasOthers]);
  useLayoutEffect(() => () => want(part, null), []);
}

/** However often it is called meanwhile: `run` runs once, when `soon` says so. */
export function coalesced(run: () => void, soon: (run: () => void) => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    soon(() => {
      isWaiting = false;
      run();
    });
  };
}

/** How long a hidden page waits, which is never drawn, in milliseconds. */
const HIDDEN_MS = 1_000;

/** Runs something after the next drawing of the screen, in a task of its own, so that it holds up no drawing. */
export function afterDrawing(run: () => void): void {
  if (document.visibilityState === "hidden") self.setTimeout(run, HIDDEN_MS);
  else requestAnimationFrame(() => self.setTimeout(run));
}

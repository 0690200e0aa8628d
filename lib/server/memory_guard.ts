/** More than this beside the heap, over what the program itself takes, and connections are cut, in bytes. */
const MOST_BYTES = 128 * 1024 * 1024;
/** What an honest socket may hold beside the heap: its own buffers, and what it is behind, in bytes. */
const BYTES_A_SOCKET = 64 * 1024;
const LOOK_MS = 50;
const IDLE_LOOK_MS = 1000;
/** Looks until the system has what the heap gave back; what it does not have by then, the process keeps. */
const LOOKS_AFTER_SHRINKING = 40;
/** Looks after a cut until what is left counts as the program's own: sooner than anybody can come again. */
const LOOKS_AFTER_CUT = 2;

interface MemoryGuardOptions {
  readonly usage: () => Pick<Deno.MemoryUsage, "rss" | "heapTotal" | "external">;
  /** How many sockets are open. */
  readonly sockets: () => number;
  /** Ends every connection. */
  readonly cut: (reason: string) => void;
}

/**
 * Ends all connections before they fill the memory. Deno collects a message until it is whole, and
 * keeps what a client does not read, both without a limit and outside the heap; no single
 * connection can be ended from here.
 */
export class MemoryGuard {
  #own: number;
  #last: Measured;
  /** What the heap gave back of late, and the process may still have, in bytes. */
  #givenBack = 0;
  #looksAfterShrinking = 0;
  #looksAfterCut = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: MemoryGuardOptions) {
    this.#last = this.#measure();
    this.#own = this.#last.outside;
  }

  start(): void {
    const isIdle = this.options.sockets() === 0 && this.#looksAfterCut === 0;
    this.#timer = setTimeout(() => {
      this.look();
      this.start();
    }, isIdle ? IDLE_LOOK_MS : LOOK_MS);
    Deno.unrefTimer(this.#timer);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Measures, and cuts where it is too much. */
  look(): void {
    const now = this.#measure();
    this.#noteShrinking(now);
    this.#last = now;
    if (this.#looksAfterCut > 0) {
      this.#looksAfterCut--;
      this.#begin(now.outside);
      return;
    }
    this.#own = Math.min(this.#own, now.outside);
    const bytes = now.outside - this.#own - this.#givenBack;
    if (bytes <= MOST_BYTES + this.options.sockets() * BYTES_A_SOCKET) return;
    this.#looksAfterCut = LOOKS_AFTER_CUT;
    const megabytes = Math.round(bytes / 1e6);
    this.options.cut(`they took ${megabytes} MB of memory with what they sent or did not read`);
  }

  /** What the heap gives back stands beside it until the system has it: no connection holds that. */
  #noteShrinking(now: Measured): void {
    const shrunk = Math.max(this.#last.heap - now.heap, 0);
    const returned = Math.max(this.#last.outside + shrunk - now.outside, 0);
    this.#givenBack = Math.max(this.#givenBack + shrunk - returned, 0);
    if (shrunk > 0) this.#looksAfterShrinking = LOOKS_AFTER_SHRINKING;
    else if (this.#looksAfterShrinking > 0) this.#looksAfterShrinking--;
    else this.#begin(this.#own + this.#givenBack);
  }

  /** Counts from here: so much is the program's own. */
  #begin(own: number): void {
    this.#own = own;
    this.#givenBack = 0;
  }

  #measure(): Measured {
    const { rss, heapTotal, external } = this.options.usage();
    const heap = heapTotal + external;
    return { heap, outside: rss - heap };
  }
}

/** Bytes of memory in the heap, and beside it. */
interface Measured {
  readonly heap: number;
  readonly outside: number;
}

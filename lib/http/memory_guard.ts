/** More than this beside the heap, over what the program itself takes, and connections are cut, in bytes. */
const MOST_BYTES = 128 * 1024 * 1024;
/** What an honest socket may hold beside the heap: its own buffers, and what it is behind, in bytes. */
const BYTES_A_SOCKET = 64 * 1024;
const LOOK_MS = 50;
const IDLE_LOOK_MS = 1000;
/** Looks after a cut until what is left counts as the program's own: sooner than anybody can come again. */
const LOOKS_AFTER_CUT = 2;

export interface MemoryGuardOptions {
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
  #looksAfterCut = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: MemoryGuardOptions) {
    this.#own = this.#outsideHeap();
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
    const bytes = this.#outsideHeap();
    if (this.#looksAfterCut > 0) {
      this.#looksAfterCut--;
      this.#own = bytes;
      return;
    }
    this.#own = Math.min(this.#own, bytes);
    if (bytes - this.#own <= MOST_BYTES + this.options.sockets() * BYTES_A_SOCKET) return;
    this.#looksAfterCut = LOOKS_AFTER_CUT;
    const megabytes = Math.round((bytes - this.#own) / 1e6);
    this.options.cut(`they took ${megabytes} MB of memory with what they sent or did not read`);
  }

  #outsideHeap(): number {
    const { rss, heapTotal, external } = this.options.usage();
    return rss - heapTotal - external;
  }
}

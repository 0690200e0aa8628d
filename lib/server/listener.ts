import { isApi } from "./guards.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { SpareDescriptors } from "@/lib/store/file/file_system.ts";
import type { Clock } from "@/lib/time/clock.ts";

/** How long accepting pauses after it failed, and between two attempts to go on, in milliseconds. */
const PAUSE_MS = 250;
/** How long it pauses after all connections were cut: until what they held is let go. */
const CUT_PAUSE_MS = 100;
/** After so long without a descriptor for anybody new, those who are there have to come again. */
const LONGEST_SHORTAGE_MS = 30_000;

/** The part of `Deno.HttpServer` that is used. */
export type Accepting = Pick<Deno.HttpServer, "finished" | "shutdown">;

interface ListenerOptions {
  /** Begins to accept, until the signal aborts: that ends every connection. Throws when it cannot listen. */
  readonly listen: (signal: AbortSignal) => Accepting;
  readonly spare: Pick<SpareDescriptors, "take" | "release" | "onReleased">;
  readonly log: Logger;
  readonly clock: Pick<Clock, "after">;
}

/** One `Deno.serve`. */
interface Turn {
  readonly server: Accepting;
  readonly connections: AbortController;
}

/**
 * Keeps the program reachable. A failed `accept` (no descriptor left) ends one `Deno.serve`, not its
 * connections; this begins another one as soon as there is room again.
 */
export class Listener {
  /** The one that accepts, and before it those whose connections may still be open. */
  #turns: Turn[] = [];
  #isAccepting = false;
  readonly #stopping = new AbortController();

  /** Begins to accept. Throws as `listen` does. */
  constructor(private readonly options: ListenerOptions) {
    options.spare.take();
    options.spare.onReleased = () => this.#pause();
    this.#begin();
  }

  /** Ends every connection, the only way there is to end one that does not want to, and accepts anew. */
  cut(reason: string): void {
    this.options.log.warn("All connections were cut, and may come again: {reason}", { reason });
    for (const { connections } of this.#turns.splice(0)) connections.abort();
  }

  /** Accepts nobody any more; resolves when the requests under way are answered. */
  async shutdown(): Promise<void> {
    this.#stopping.abort();
    await Promise.allSettled(this.#turns.map(({ server }) => server.shutdown()));
  }

  #begin(): void {
    const connections = new AbortController();
    const server = this.options.listen(connections.signal);
    const turn = { server, connections };
    this.#turns.push(turn);
    this.#isAccepting = true;
    const goOn = (firstPauseMs: number) => {
      this.#isAccepting = false;
      void this.#resume(firstPauseMs);
    };
    server.finished.then(() => goOn(CUT_PAUSE_MS), (error: unknown) => {
      if (this.#stopping.signal.aborted) return;
      const pause = "Cannot accept connections for now, those that are open go on: {error}";
      this.options.log.warn(pause, { error: String(error) });
      goOn(PAUSE_MS);
      this.options.spare.release();
    });
  }

  /** Others would take at once what the store needs. Deno closes idle connections with it; pages come again. */
  #pause(): void {
    if (this.#isAccepting) this.#turns.at(-1)?.server.shutdown().catch(() => {});
  }

  async #resume(firstPauseMs: number): Promise<void> {
    const { spare, clock } = this.options;
    for (let waited = PAUSE_MS;; waited += PAUSE_MS) {
      await clock.after(waited === PAUSE_MS ? firstPauseMs : PAUSE_MS, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      if (waited % LONGEST_SHORTAGE_MS === 0) this.cut("no descriptor was left for anybody new");
      if (!spare.take()) continue;
      if (this.#hasBegun()) return;
      spare.release();
    }
  }

  #hasBegun(): boolean {
    try {
      this.#begin();
      return true;
    } catch {
      return false;
    }
  }
}

/** Longest wait for somebody who asks, in milliseconds. */
const LONGEST_MS = 250;

type Handler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

interface FirstAnswer {
  readonly fetch: Handler;
  /** Resolves once the first answer was sent, or after a moment in which nobody asked. */
  readonly given: Promise<void>;
  /** The rest of the start is done. */
  open(): void;
}

/**
 * Whoever waits for the first page, the board, comes before the first check and all else that is to be done at start.
 * Everything but that page and its files waits for `open`: it needs what is made after the page, and what changes
 * something is to know of a full disk.
 */
export function untilFirstAnswer(
  fetch: Handler,
  clock: Pick<Clock, "after">,
  basePath = "",
): FirstAnswer {
  const waiting = new AbortController();
  const { promise: opened, resolve } = Promise.withResolvers<void>();
  let isOpen = false;
  return {
    given: clock.after(LONGEST_MS, waiting.signal),
    open() {
      isOpen = true;
      resolve();
    },
    async fetch(request, info) {
      if (!isOpen && !isOfFirstPage(request, basePath)) {
        waiting.abort();
        await opened;
      }
      // What its last part begins would be done before that is sent, so a turn comes between.
      const end = () => void setTimeout(() => waiting.abort());
      if (!waiting.signal.aborted) info.completed.then(end, end);
      return await fetch(request, info);
    },
  };
}

function isOfFirstPage({ method, url, headers }: Request, basePath: string): boolean {
  if (method !== "GET" && method !== "HEAD" || headers.has("upgrade")) return false;
  const { pathname } = new URL(url);
  return pathname === `${basePath}/` ||
    FILE.test(pathname) && !isApi(pathname.slice(basePath.length));
}

/** What a page loads. */
const FILE = /\.(?:css|js|mp3|png|svg|wav|webmanifest)$/;

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

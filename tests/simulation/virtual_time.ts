import { setImmediate } from "node:timers";
import type { Clock } from "@/lib/time/clock.ts";

interface Timed {
  readonly at: number;
  readonly nth: number;
  readonly act: () => void;
  /** A timer of the program waits while its process is suspended; the world outside does not. */
  readonly isOwn: boolean;
}

/** What waits for no time of the simulation is done by then on a busy machine, too. */
const REAL_MS = 10_000;

/**
 * Time that a simulation moves: the program's clock, its timers and its deadlines. Between two moments at which
 * something is to happen everything runs that waits for no time.
 */
export class VirtualTime implements Clock {
  #now: number;
  #nth = 0;
  #isSuspended = false;
  /** A heap: the next one first. */
  readonly #timed: Timed[] = [];
  /** What came due while the process was suspended. */
  #missed: Timed[] = [];

  constructor(private readonly start: number, private readonly settle: () => Promise<void>) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.start;
  }

  get isSuspended(): boolean {
    return this.#isSuspended;
  }

  after(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        // A signal outlives what waits under it: what is left on it makes each further wait slower.
        signal.removeEventListener("abort", end);
        resolve();
      };
      const cancel = this.later(ms, end);
      signal.addEventListener("abort", end);
    });
  }

  /** A timer of the program's; calling what it gives back cancels it. */
  later(ms: number, act: () => void): () => void {
    return this.#add(this.#now + Math.max(0, Math.ceil(ms)), act, true);
  }

  /** Something that happens outside of the program at a moment. */
  at(moment: number, act: () => void): () => void {
    return this.#add(Math.max(this.#now, Math.ceil(moment)), act, false);
  }

  /** Lets time pass up to a moment. */
  async passTo(moment: number): Promise<void> {
    await this.settle();
    for (
      let next = this.#timed[0];
      next !== undefined && next.at <= moment;
      next = this.#timed[0]
    ) {
      this.#now = Math.max(this.#now, next.at);
      this.#runDue();
      await this.settle();
    }
    this.#now = Math.max(this.#now, moment);
  }

  /** Lets no time pass while the promise waits for the real disk, as a start does for its log. */
  async standStill(promise: Promise<unknown>): Promise<void> {
    let isSettled = false;
    const done = () => void (isSettled = true);
    promise.then(done, done);
    const patience = performance.now() + REAL_MS;
    while (!isSettled && performance.now() < patience) await nextTurn();
  }

  /** Lets time pass until the promise is settled. */
  async passUntil<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const done = () => void (isSettled = true);
    promise.then(done, done);
    await this.settle();
    while (!isSettled) {
      const next = this.#timed[0];
      if (next === undefined) throw new Error("Waits for something that nothing will bring about");
      await this.passTo(next.at);
    }
    return await promise;
  }

  /** The process stops running, as by SIGSTOP: time passes, its timers come due when it goes on. */
  suspend(): void {
    this.#isSuspended = true;
  }

  resume(): void {
    this.#isSuspended = false;
    for (const { act } of this.#missed.splice(0)) act();
  }

  /** Forgets the timers of a process that has died. */
  forgetTimers(): void {
    const kept = this.#timed.filter(({ isOwn }) => !isOwn);
    this.#timed.length = 0;
    this.#missed = [];
    for (const timed of kept) this.#push(timed);
  }

  #runDue(): void {
    for (
      let next = this.#timed[0];
      next !== undefined && next.at <= this.#now;
      next = this.#timed[0]
    ) {
      this.#pop();
      if (next.isOwn && this.#isSuspended) this.#missed.push(next);
      else next.act();
    }
  }

  #add(at: number, act: () => void, isOwn: boolean): () => void {
    let isCalledOff = false;
    this.#push({ at, nth: this.#nth++, isOwn, act: () => isCalledOff || act() });
    return () => void (isCalledOff = true);
  }

  #push(timed: Timed): void {
    const heap = this.#timed;
    let place = heap.push(timed) - 1;
    for (let parent = (place - 1) >> 1; place > 0; place = parent, parent = (place - 1) >> 1) {
      const above = heap[parent];
      if (above === undefined || isBefore(above, timed)) break;
      heap[place] = above;
      heap[parent] = timed;
    }
  }

  #pop(): void {
    const heap = this.#timed;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      const [left, right] = [heap[child], heap[child + 1]];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const least = isRight ? right : left;
      if (least === undefined || isBefore(last, least)) break;
      heap[place] = least;
      place = isRight ? child + 1 : child;
    }
    heap[place] = last;
  }
}

function isBefore(one: Timed, other: Timed): boolean {
  return one.at < other.at || (one.at === other.at && one.nth < other.nth);
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Has every timer, deadline and random choice of the program come from here, until disposed of. */
export function inVirtualTime(time: VirtualTime, random: () => number): Disposable {
  const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
  const { timeout } = AbortSignal;
  const { random: realRandom } = Math;
  const cancels = new Map<number, () => void>();
  let lastId = 0;
  const clear = (id?: number) => {
    cancels.get(id ?? 0)?.();
    cancels.delete(id ?? 0);
  };
  const once = (act: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const id = ++lastId;
    const run = () => {
      cancels.delete(id);
      act(...args);
    };
    cancels.set(id, ms > 0 ? time.later(ms, run) : soon(run));
    return id;
  };
  const again = (act: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const id = ++lastId;
    const run = () => {
      cancels.set(id, time.later(Math.max(1, ms), run));
      act(...args);
    };
    cancels.set(id, time.later(Math.max(1, ms), run));
    return id;
  };
  Object.assign(globalThis, {
    ...{ setTimeout: once, clearTimeout: clear, setInterval: again, clearInterval: clear },
  });
  Math.random = random;
  AbortSignal.timeout = (ms) => {
    const stopper = new AbortController();
    const error = () => new DOMException("Signal timed out.", "TimeoutError");
    time.later(ms, () => stopper.abort(error()));
    return stopper.signal;
  };
  return {
    [Symbol.dispose]() {
      Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval });
      AbortSignal.timeout = timeout;
      Math.random = realRandom;
    },
  };
}

/** A timeout of nothing waits for a turn of the event loop. */
function soon(act: () => void): () => void {
  let isCalledOff = false;
  setImmediate(() => isCalledOff || act());
  return () => void (isCalledOff = true);
}

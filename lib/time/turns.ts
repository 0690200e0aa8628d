import { type Clock, nextTurn } from "./clock.ts";

/** Longest time in milliseconds that one work keeps all else waiting. */
const TURN_MS = 8;

interface TurnsOptions {
  /** Ends the work when nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
  /** A clock that only goes forward, in milliseconds. */
  readonly elapsed?: () => number;
}

/**
 * Shares the event loop: long work asks before each of its parts whether its turn is over. All works
 * take turns with each other, too, so that a hundred of them keep all else no longer than one.
 */
export class Turns {
  readonly #elapsed: () => number;
  #began = -Infinity;

  constructor(private readonly options: TurnsOptions = {}) {
    this.#elapsed = options.elapsed ?? (() => performance.now());
  }

  /** Whether the next part has to wait for a turn; so has the first. */
  get isOver(): boolean {
    return this.#elapsed() - this.#began >= TURN_MS;
  }

  /** Lets all else go on when the turn is over; false when nobody waits for the work any more. */
  async next(): Promise<boolean> {
    if (this.isOver) {
      await ownTurn();
      this.#began = this.#elapsed();
    }
    return this.options.signal?.aborted !== true;
  }
}

/** Works that wait for a turn; one gets it each time that the event loop has gone round. */
const waiting: (() => void)[] = [];

function ownTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) void giveTurnLater();
  });
}

async function giveTurnLater(): Promise<void> {
  await nextTurn();
  waiting.shift()?.();
  if (waiting.length > 0) void giveTurnLater();
}

/** Work that pauses wherever it may be interrupted, and its result. */
export type Steps<T> = Generator<void, T, void>;

/** Does work step by step in turns. Rejects with what a step throws. */
export async function doInTurns<T>(steps: Steps<T>, turns: Turns = new Turns()): Promise<T> {
  for (;;) {
    if (turns.isOver) await turns.next();
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Does as much as fits into one turn, now; says whether that was all of it. Throws what a step throws. */
export function doOneTurn(steps: Steps<void>, elapsed: () => number): boolean {
  const began = elapsed();
  while (elapsed() - began < TURN_MS) if (steps.next().done) return true;
  return false;
}

/** The same behind no other work: whoever waits for this one waits for nobody else's turn. */
export async function doInSlices<T>(
  steps: Steps<T>,
  elapsed = () => performance.now(),
): Promise<T> {
  let began = elapsed();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (elapsed() - began < TURN_MS) continue;
    await nextTurn();
    began = elapsed();
  }
}

/** What such work gives on its way, once it is asked for; steps that give nothing are where it may pause. */
export async function* inSlices<T>(
  steps: Iterable<T | undefined>,
  elapsed = () => performance.now(),
): AsyncGenerator<T> {
  let began = elapsed();
  for (const given of steps) {
    if (given !== undefined) yield given;
    if (elapsed() - began < TURN_MS) continue;
    await nextTurn();
    began = elapsed();
  }
}

/** Does all of it at once. Throws what a step throws. */
export function doAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * Lets one work begin each time that the event loop has gone round, or a few, the first at once: Deno hands
 * over hundreds of requests in one round, and what they do would keep all else waiting.
 */
export class Turnstile {
  readonly #waiting: (() => void)[] = [];
  #begun = 0;

  constructor(private readonly aRound = 1) {}

  /** Resolves when the work may begin. */
  pass(): Promise<void> {
    if (this.#begun === this.aRound) return new Promise((resolve) => this.#waiting.push(resolve));
    if (this.#begun++ === 0) this.#goOnLater();
    return Promise.resolve();
  }

  #goOnLater(): void {
    setTimeout(() => {
      const next = this.#waiting.splice(0, this.aRound);
      this.#begun = next.length;
      for (const begin of next) begin();
      if (next.length > 0) this.#goOnLater();
    });
  }
}

/** Thrown to whoever asks for more than may wait; it is their turn to wait. */
export class GateFullError extends Error {
  override readonly name = "GateFullError";
}

/** Lets only so many long works run at once, the others wait in order: together they would keep all else waiting. */
export class Gate {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(private readonly atOnce: number, private readonly mostWaiting: number) {}

  /**
   * Waits for its turn, then does the work. Rejects as the work does.
   * @throws {GateFullError} when too many wait already
   * @throws the signal's reason when nobody waits for it any more
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal | undefined): Promise<void> {
    if (this.#running < this.atOnce) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= this.mostWaiting) throw new GateFullError("Too many wait already");
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    await promise;
    if (!signal?.aborted) return;
    this.#leave();
    throw signal.reason;
  }

  /** The place goes to whoever waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}

interface TurnQueueOptions {
  /** A clock that only goes forward, in milliseconds. */
  readonly elapsed?: () => number;
  /** Lets all else go on. */
  readonly pause?: () => Promise<void>;
}

/**
 * One queue for the messages of all clients: Deno hands them over without ever letting checks,
 * timers and other requests go on in between.
 */
export class TurnQueue {
  #works: (() => void)[] = [];
  #isRunning = false;
  /** When this turn's first work began; null when none has since all else went on. */
  #began: number | null = null;
  #isPausing = false;
  readonly #elapsed: () => number;
  readonly #pause: () => Promise<void>;

  constructor({ elapsed = () => performance.now(), pause = nextTurn }: TurnQueueOptions = {}) {
    this.#elapsed = elapsed;
    this.#pause = pause;
  }

  /** Does the work at once, or after that of others; it must not throw. */
  add(work: () => void): void {
    this.#works.push(work);
    if (!this.#isRunning) void this.#run();
  }

  /** Works that come one after the other, each once the one before is done, are of one turn, too. */
  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#works.length > 0) {
      const works = this.#works;
      this.#works = [];
      for (const work of works) {
        if (this.#isOver()) await this.#nextTurn();
        this.#began ??= this.#elapsed();
        work();
      }
      // What comes within this turn belongs to it.
      await Promise.resolve();
    }
    this.#isRunning = false;
    if (!this.#isPausing) void this.#nextTurn();
  }

  #isOver(): boolean {
    return this.#began !== null && this.#elapsed() - this.#began >= TURN_MS;
  }

  async #nextTurn(): Promise<void> {
    this.#isPausing = true;
    await this.#pause();
    this.#isPausing = false;
    this.#began = null;
  }
}

/** Timers know no longer time; what was waited for is looked at again then. In milliseconds. */
const LONGEST_NAP_MS = 60_000;

/** What is to be done next, and when: on the clock that only goes forward, in milliseconds. */
interface Next {
  readonly at: number;
  readonly step: () => Promise<void>;
}

interface BackgroundOptions {
  readonly clock: Clock;
  /** Null when there is nothing to do, until it is woken. */
  readonly next: () => Next | null;
  /** Whether nothing can be kept any more. */
  readonly hasFailed: () => boolean;
}

/** Work in the background, one step after the other, each in its time; it sleeps while there is nothing to do. */
export class Background {
  readonly #stopping = new AbortController();
  #nap: AbortController | null = null;
  #isWorking = false;
  #working: Promise<void> = Promise.resolve();

  constructor(private readonly options: BackgroundOptions) {}

  /** Aborts when it is stopped. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  get hasEnded(): boolean {
    return this.#stopping.signal.aborted || this.options.hasFailed();
  }

  /** Looks whether there is something to do. */
  wake(): void {
    this.#nap?.abort();
    if (this.#isWorking || this.hasEnded) return;
    this.#working = this.#work();
  }

  /** Begins no step more; resolves when the one under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#nap?.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    try {
      while (!this.hasEnded) {
        const next = this.options.next();
        if (next === null) return;
        const wait = next.at - this.options.clock.monotonic();
        if (wait > 0) await this.#sleep(wait);
        else await next.step();
      }
    } finally {
      // In the same turn as the last look: whoever wakes it later starts it again.
      this.#isWorking = false;
    }
  }

  async #sleep(ms: number): Promise<void> {
    this.#nap = new AbortController();
    await this.options.clock.after(Math.min(ms, LONGEST_NAP_MS), this.#nap.signal);
    this.#nap = null;
  }
}

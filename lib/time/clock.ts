/** Time as the program sees it; tests move it by hand. */
export interface Clock {
  /** Wall clock in milliseconds since the Unix epoch: for stamps only. */
  now(): number;
  /** A clock that nobody can set and that goes on while the machine sleeps, in milliseconds: for intervals. */
  monotonic(): number;
  /** Resolves after that many milliseconds, or at once when the signal aborts. */
  after(ms: number, signal: AbortSignal): Promise<void>;
}

/** Two readings of whole seconds are off by less than this, in milliseconds. */
const RESOLUTION_MS = 1000;

/** The machine's own clocks. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  monotonic: sleeplessClock({ awakeMs: () => performance.now(), uptimeSeconds }),
  after: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(done, Math.max(0, ms));
      signal.addEventListener("abort", done, { once: true });
      function done() {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
    }),
};

function uptimeSeconds(): number | null {
  try {
    return Deno.osUptime();
  } catch {
    // Started without --allow-sys=osUptime.
    return null;
  }
}

/** What a sleepless clock is made of. */
interface Clockwork {
  /** Goes only forward, and stands still while the machine sleeps, in milliseconds. */
  awakeMs(): number;
  /** Whole seconds since the machine was started, sleep included; null when nobody tells. */
  uptimeSeconds(): number | null;
}

/**
 * A clock that goes only forward and counts the time the machine slept, to a second. Without an
 * uptime it stands still in sleep; waking then looks as if the wall clock had been set forward.
 */
export function sleeplessClock({ awakeMs, uptimeSeconds }: Clockwork): () => number {
  const startedMs = awakeMs();
  const startedUptime = uptimeSeconds();
  let sleptMs = 0;
  return () => {
    const awake = awakeMs();
    const uptime = startedUptime === null ? null : uptimeSeconds();
    if (uptime !== null && startedUptime !== null) {
      const slept = (uptime - startedUptime) * 1000 - (awake - startedMs);
      if (slept - sleptMs > RESOLUTION_MS) sleptMs = slept;
    }
    return awake + sleptMs;
  };
}

/** A signal that aborts after so many milliseconds, as `AbortSignal.timeout` does, or with the one that is given. */
export function deadline(
  clock: Pick<Clock, "after">,
  ms: number,
  signal: AbortSignal,
): AbortSignal & Disposable {
  const [due, over] = [new AbortController(), new AbortController()];
  void clock.after(ms, AbortSignal.any([signal, over.signal])).then(() => {
    if (!over.signal.aborted) due.abort(new DOMException("Signal timed out.", "TimeoutError"));
  });
  const callOff = () => over.abort();
  return Object.assign(AbortSignal.any([signal, due.signal]), { [Symbol.dispose]: callOff });
}

/** What the work comes to, or a rejection with the signal's reason when that aborts first. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

/** Resolves once the event loop has gone round. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve));
}

/** A moment in milliseconds since the Unix epoch as ISO 8601 in UTC, without empty milliseconds. */
export function isoTime(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}

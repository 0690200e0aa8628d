import { sleeplessClock } from "./sleepless_clock.ts";

/** Time as the program sees it; tests move it by hand. */
export interface Clock {
  /** Wall clock in milliseconds since the Unix epoch: for stamps only. */
  now(): number;
  /** A clock that nobody can set and that goes on while the machine sleeps, in milliseconds: for intervals. */
  monotonic(): number;
  /** Resolves after that many milliseconds, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's own clocks. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  monotonic: sleeplessClock({ awakeMs: () => performance.now(), uptimeSeconds }),
  sleep: (ms, signal) =>
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

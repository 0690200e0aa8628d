/** What a sleepless clock is made of. */
export interface Clockwork {
  /** Goes only forward, and stands still while the machine sleeps, in milliseconds. */
  awakeMs(): number;
  /** Whole seconds since the machine was started, sleep included; null when nobody tells. */
  uptimeSeconds(): number | null;
}

/** Two readings of whole seconds are off by less than this, in milliseconds. */
const GRAIN_MS = 1000;

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
      if (slept - sleptMs > GRAIN_MS) sleptMs = slept;
    }
    return awake + sleptMs;
  };
}

/**
 * What the bundle has in place of Deno's timers until some have been set: those bring all that Node's do with them,
 * which takes a third as long as a bare server's start, and the first page waits for a few turns only.
 */
const FIRST = 60;

/** A timer that holds nothing up and is only heard while it is wanted. */
class Early {
  constructor(public act: (() => void) | null) {}
}

/** What Deno gives for a timer, whatever that is. */
type Timer = ReturnType<typeof globalThis.setTimeout>;

// The bundle has the functions below in place of these.
const { unrefTimer: native } = Deno;
let set = 0;

export function setTimeout<Given extends unknown[]>(
  act: (...given: Given) => void,
  ms = 0,
  ...given: Given
): Timer | Early {
  if (++set > FIRST) return globalThis.setTimeout(act, ms, ...given);
  const early = new Early(() => act(...given));
  AbortSignal.timeout(Math.max(0, ms)).addEventListener("abort", () => early.act?.());
  return early;
}

export function clearTimeout(timer?: Timer | Early): void {
  if (timer instanceof Early) timer.act = null;
  else globalThis.clearTimeout(timer);
}

export function unrefTimer(timer: Timer | Early): void {
  if (!(timer instanceof Early)) native(timer);
}

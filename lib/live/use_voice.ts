import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";

/** The lock that the one tab holds that sounds. */
const LOCK = "alarm-sound";

/**
 * Whether this tab is the one of its browser that sounds. One that could not be heard is not to want it: the
 * next tab has its turn once this one wants it no more, or is closed.
 */
export function useVoice(isWanted: ReadonlySignal<boolean>): ReadonlySignal<boolean> {
  const isGiven = useSignal(false);
  useSignalEffect(() => isWanted.value ? takeVoice((given) => isGiven.value = given) : undefined);
  return isGiven;
}

/** Tells when it is this tab's turn; returns how to leave it to the next. Without locks (plain HTTP) every tab sounds. */
function takeVoice(tell: (isGiven: boolean) => void): () => void {
  const leaving = new AbortController();
  const { signal } = leaving;
  const give = () => {
    if (!signal.aborted) tell(true);
  };
  const held = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  const hold = () => {
    give();
    return held;
  };
  if (navigator.locks === undefined) give();
  else navigator.locks.request(LOCK, { signal }, hold).catch(give);
  return () => {
    leaving.abort();
    tell(false);
  };
}

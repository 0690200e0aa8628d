/** On, off, on, in milliseconds. */
const PATTERN = [400, 150, 400];
const ROUND_MS = 3_000;

/** Lets a phone vibrate until told to stop. Browsers ignore it, and complain, before the first touch. */
export function vibrate(): () => void {
  if (!("vibrate" in navigator)) return () => {};
  const once = () => navigator.userActivation?.hasBeenActive && navigator.vibrate(PATTERN);
  once();
  const timer = setInterval(once, ROUND_MS);
  return () => {
    clearInterval(timer);
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate(0);
  };
}

import { useEffect, useState } from "preact/hooks";

/** How long a hand needs to see that what it was about to press has moved, in milliseconds. */
const SETTLING_MS = 400;

/** True for a moment after `key` came or changed: what moved under a finger or a key is not to be pressed yet. */
export function useSettling(key: unknown): boolean {
  const [settled, settle] = useState<unknown>(undefined);
  useEffect(() => {
    const timer = setTimeout(() => settle(key), SETTLING_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return settled !== key;
}

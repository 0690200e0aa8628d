import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { askQuietly } from "@/lib/client/ask_server.ts";
import type { FoundPair } from "@/lib/market/symbol.ts";

/** A hand that types on is not asked for in between, in milliseconds. */
const PAUSE_MS = 150;
/** More would leave no room for what may follow the pair. */
const MOST = 2;
const NONE: readonly string[] = [];

/** Names of pairs, watched or not, that fit the first word of a line while nothing stands behind it. */
export function useFoundPairs(text: ReadonlySignal<string>): ReadonlySignal<readonly string[]> {
  const found = useSignal(NONE);
  useSignalEffect(() => {
    const word = text.value;
    found.value = NONE;
    if (!/^[\p{L}\p{N}/]{2,30}$/u.test(word)) return;
    const ending = new AbortController();
    const timer = setTimeout(async () => {
      const { signal } = ending;
      const path = `/api/pairs/search?q=${encodeURIComponent(word)}`;
      const answer = await askQuietly<{ pairs: readonly FoundPair[] }>(path, { signal });
      if (!signal.aborted) found.value = namesOf(answer?.pairs ?? [], word);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  });
  return found;
}

/** As a line begins with them; what is typed already is no help. */
export function namesOf(pairs: readonly FoundPair[], word: string): readonly string[] {
  const names = pairs.map(({ base, quote }) => `${base}/${quote}`.toLowerCase());
  return [...new Set(names)].filter((name) => name !== word.toLowerCase()).slice(0, MOST);
}

import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { afterDrawing, coalesced } from "@/lib/client/watching.ts";

/**
 * So many copies of a signal that follow it one after the other, one with each drawing of the screen: several charts
 * that move with the same prices would hold it up together.
 */
export function useInTurns<T>(source: ReadonlySignal<T>, count: number): readonly Signal<T>[] {
  const copies = useMemo(() => {
    return Array.from({ length: count }, () => signal(source.peek()));
  }, []);
  useEffect(() => followInTurns(source, copies, afterDrawing), []);
  return copies;
}

/** Lets copies follow their source, one each time that `soon` says so; returns how to stop. */
export function followInTurns<T>(
  source: ReadonlySignal<T>,
  copies: readonly Signal<T>[],
  soon: (run: () => void) => void,
): () => void {
  let next = 0;
  const followSoon = coalesced(follow, soon);
  return effect(() => {
    void source.value;
    followSoon();
  });

  function follow(): void {
    const newest = source.peek();
    const late = copies.map((_, nth) => (next + nth) % copies.length)
      .filter((nth) => copies[nth]?.peek() !== newest);
    const [first, ...others] = late;
    if (first === undefined) return;
    next = first + 1;
    const copy = copies[first];
    if (copy !== undefined) copy.value = newest;
    if (others.length > 0) followSoon();
  }
}

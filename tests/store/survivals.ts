import { chooser } from "./fixtures.ts";

/** Picks 0 to n-1. */
type Choose = (n: number) => number;

/** Beyond this many answers a question is answered by chance. */
const MOST_ANSWERS = 8;

/**
 * Ways to answer every question that a power loss asks (which name, which bytes survive): each way
 * once, in order, when there are no more than `limit`; else the first half in order and the rest by
 * chance. Answers how many were tried.
 */
export async function forEachSurvival(
  { limit, seed }: { readonly limit: number; readonly seed: number },
  use: (choose: Choose) => Promise<void>,
): Promise<number> {
  const ordered = await inOrder(Math.ceil(limit / 2), chooser(seed), use);
  if (ordered.isAll) return ordered.count;
  for (let n = ordered.count; n < limit; n++) await use(chooser(seed * 7919 + n));
  return limit;
}

/** Counts up as an odometer does, whose wheels are the questions asked. */
async function inOrder(limit: number, byChance: Choose, use: (choose: Choose) => Promise<void>) {
  let wheels: number[] = [];
  for (let count = 1; count <= limit; count++) {
    const sizes: number[] = [];
    await use((n) => {
      if (n > MOST_ANSWERS) return byChance(n);
      sizes.push(n);
      return wheels[sizes.length - 1] ?? 0;
    });
    const next = turned(wheels, sizes);
    if (next === null) return { count, isAll: true };
    wheels = next;
  }
  return { count: limit, isAll: false };
}

/** The next position of the wheels; null after the last one. */
function turned(wheels: readonly number[], sizes: readonly number[]): number[] | null {
  const position = sizes.map((_, index) => wheels[index] ?? 0);
  for (let index = sizes.length - 1; index >= 0; index--) {
    const value = (position[index] ?? 0) + 1;
    if (value < (sizes[index] ?? 0)) return [...position.slice(0, index), value];
  }
  return null;
}

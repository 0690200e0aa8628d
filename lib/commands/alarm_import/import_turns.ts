import { Turns } from "@/lib/turns.ts";

/** Does something for each item, in turns, and answers the results in order. */
export async function inTurns<T, R>(items: readonly T[], act: (item: T) => R): Promise<R[]> {
  const turns = new Turns();
  const results: R[] = [];
  for (const item of items) {
    if (turns.isOver) await turns.next();
    results.push(act(item));
  }
  return results;
}

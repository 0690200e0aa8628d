import type { StoredState } from "./decode_store.ts";

/** What a store file holds, in words: `3 pairs, 12 alarms, 5 fires, written 2024-01-15T10:30:00Z`. */
export function describeStored({ state, lastModified }: StoredState): string {
  const alarms = [...state.pairs.values()].reduce((sum, pair) => sum + pair.alarms.length, 0);
  const counts = [
    counted(state.pairs.size, "pair"),
    counted(alarms, "alarm"),
    counted(state.fires.length, "fire"),
  ];
  return `${counts.join(", ")}, written ${lastModified ?? "at an unknown time"}`;
}

/** `1 pair`, `2 pairs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

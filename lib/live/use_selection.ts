import { type Signal, useSignal } from "@preact/signals";

/** Which ids of a list are selected. */
export interface Selection {
  readonly ids: Signal<ReadonlySet<string>>;
  readonly set: (ids: readonly string[], isSelected: boolean) => void;
  readonly clear: () => void;
}

/** Holds a selection; what is selected stays so while it is not shown. */
export function useSelection(): Selection {
  const ids = useSignal<ReadonlySet<string>>(new Set());
  const set = (changed: readonly string[], isSelected: boolean) => {
    const next = new Set(ids.value);
    for (const id of changed) {
      if (isSelected) next.add(id);
      else next.delete(id);
    }
    ids.value = next;
  };
  return { ids, set, clear: () => ids.value = new Set() };
}

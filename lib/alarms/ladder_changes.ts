import type { Ladder } from "./ladder.ts";
import { sortedRungs } from "./rungs.ts";

interface Changes {
  readonly gone: List;
  readonly added: List;
}

interface List {
  readonly values: number[];
  readonly places: number[];
}

/** Collects what moves on and off several ladders, so that each is changed in one pass. */
export class LadderChanges {
  readonly #byLadder = new Map<Ladder, Changes>();

  takeOut(ladder: Ladder, value: number, place: number): void {
    add(this.#of(ladder).gone, value, place);
  }

  putIn(ladder: Ladder, value: number, place: number): void {
    add(this.#of(ladder).added, value, place);
  }

  make(): void {
    for (const [ladder, { gone, added }] of this.#byLadder) {
      ladder.change(sorted(gone), sorted(added));
    }
  }

  #of(ladder: Ladder): Changes {
    let changes = this.#byLadder.get(ladder);
    if (changes === undefined) {
      changes = { gone: { values: [], places: [] }, added: { values: [], places: [] } };
      this.#byLadder.set(ladder, changes);
    }
    return changes;
  }
}

function add({ values, places }: List, value: number, place: number): void {
  values.push(value);
  places.push(place);
}

function sorted({ values, places }: List) {
  return sortedRungs(values, places);
}

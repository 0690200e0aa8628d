/** A value, and the place of its alarm among the pair's alarms. */
export interface Rung {
  readonly value: number;
  readonly place: number;
}

/** Indexes of neighbouring rungs: from `start` up to, but without, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The places of many alarms in the order of one number each, so that a search meets few of them. */
export class Ladder {
  #values = new Float64Array(0);
  #places = new Uint32Array(0);

  get length(): number {
    return this.#values.length;
  }

  /** How many rungs from the lowest on pass a test that none passes above the first one to fail it. */
  countWhile(passes: (value: number) => boolean): number {
    return countWhile(this.#values, passes);
  }

  /** The places on these rungs. */
  places({ start, end }: Span): Uint32Array {
    return this.#places.subarray(start, end);
  }

  /** Takes away the rungs whose place is marked, and puts in new ones, in one pass over all. */
  change(isGone: Uint8Array, added: readonly Rung[]): void {
    const before = { values: this.#values, places: this.#places };
    const fresh = sorted(added);
    const most = before.values.length + added.length;
    const merged = { values: new Float64Array(most), places: new Uint32Array(most) };
    const length = merge(before, fresh, isGone, merged);
    this.#values = merged.values.subarray(0, length);
    this.#places = merged.places.subarray(0, length);
  }
}

interface Rungs {
  readonly values: Float64Array;
  readonly places: Uint32Array;
}

function countWhile(values: Float64Array, passes: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(values[middle] ?? NaN)) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Sorting plain numbers and looking up their order is several times as fast as sorting by comparison.
function sorted(rungs: readonly Rung[]): Rungs {
  const values = Float64Array.from(rungs, ({ value }) => value).sort();
  const places = new Uint32Array(rungs.length);
  const taken = new Uint32Array(rungs.length);
  for (const { value, place } of rungs) {
    const first = countWhile(values, (other) => other < value);
    const nth = taken[first] ?? 0;
    places[first + nth] = place;
    taken[first] = nth + 1;
  }
  return { values, places };
}

/** Merges what stays of one with all of the other; answers how many that makes. */
function merge(before: Rungs, fresh: Rungs, isGone: Uint8Array, into: Rungs): number {
  let length = 0;
  let added = 0;
  const put = (value: number, place: number) => {
    into.values[length] = value;
    into.places[length++] = place;
  };
  const putUpTo = (limit: number) => {
    for (; (fresh.values[added] ?? Infinity) < limit; added++) {
      put(fresh.values[added] ?? NaN, fresh.places[added] ?? 0);
    }
  };
  for (let index = 0; index < before.values.length; index++) {
    const value = before.values[index] ?? NaN;
    const place = before.places[index] ?? 0;
    if (isGone[place]) continue;
    putUpTo(value);
    put(value, place);
  }
  putUpTo(Infinity);
  return length;
}

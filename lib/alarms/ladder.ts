import { lowerBound, type Rungs, sortedRungs } from "./rungs.ts";

/** Indexes of neighbouring rungs: from `start` up to, but without, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The places of many alarms, in the order of one number of each, so that a search meets few of them. */
export class Ladder {
  #rungs: Rungs = sortedRungs([], []);

  get length(): number {
    return this.#rungs.values.length;
  }

  /** How many rungs from the lowest on pass a test that none passes above the first one to fail it. */
  countWhile(passes: (value: number) => boolean): number {
    const { values } = this.#rungs;
    let low = 0;
    let high = values.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (passes(values[middle] ?? NaN)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The places on these rungs. */
  places({ start, end }: Span): Uint32Array {
    return this.#rungs.places.subarray(start, end);
  }

  /** Takes out rungs that are there, and puts in others. */
  change(gone: Rungs, added: Rungs): void {
    if (this.length === 0) this.#rungs = added;
    else {this.#rungs = spliced(
        this.#rungs,
        this.#edits(gone, added),
        added.values.length - gone.values.length,
      );}
  }

  /** In the order of their indexes, so that one pass over the rungs does them all. */
  #edits(gone: Rungs, added: Rungs): Edit[] {
    const edits: Edit[] = [];
    gone.places.forEach((place, nth) => {
      edits.push({ index: this.#indexOf(gone.values[nth] ?? NaN, place), put: null });
    });
    added.places.forEach((place, nth) => {
      const value = added.values[nth] ?? NaN;
      edits.push({ index: lowerBound(this.#rungs.values, value), put: { value, place } });
    });
    return edits.sort((a, b) => a.index - b.index);
  }

  #indexOf(value: number, place: number): number {
    return this.#rungs.places.indexOf(place, lowerBound(this.#rungs.values, value));
  }
}

/** A rung taken out at an index, or put in before it. */
interface Edit {
  readonly index: number;
  readonly put: { readonly value: number; readonly place: number } | null;
}

function spliced({ values, places }: Rungs, edits: readonly Edit[], growth: number): Rungs {
  const length = values.length + growth;
  const next = { values: new Float64Array(length), places: new Uint32Array(length) };
  let copied = 0;
  let to = 0;
  const copyUpTo = (index: number) => {
    if (index <= copied) return;
    next.values.set(values.subarray(copied, index), to);
    next.places.set(places.subarray(copied, index), to);
    to += index - copied;
    copied = index;
  };
  for (const { index, put } of edits) {
    copyUpTo(index);
    if (put === null) copied = index + 1;
    else {
      next.values[to] = put.value;
      next.places[to++] = put.place;
    }
  }
  copyUpTo(values.length);
  return next;
}

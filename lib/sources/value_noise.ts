/** A 32-bit hash of words; the same words give the same hash for ever. */
export function hash(...words: readonly number[]): number {
  let h = 0x9e3779b9;
  for (const word of words) {
    h = Math.imul(h ^ word, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
}

/** A 32-bit number for a name. */
export function hashText(text: string): number {
  return hash(...Array.from(text, (character) => character.codePointAt(0) ?? 0));
}

/** Smooth noise between -1 and 1 with a new random value at every whole `x`; the same `x` gives the same noise. */
export class ValueNoise {
  /** The step that was looked at last, with the values at its ends: the next look is often there too. */
  #step = NaN;
  #from = NaN;
  #to = NaN;

  constructor(private readonly seed: number) {}

  at(x: number): number {
    const step = Math.floor(x);
    if (step !== this.#step) this.#goTo(step);
    const part = x - step;
    const smooth = part * part * (3 - 2 * part);
    return this.#from + (this.#to - this.#from) * smooth;
  }

  #goTo(step: number): void {
    this.#from = step === this.#step + 1 ? this.#to : latticeValue(this.seed, step);
    this.#to = latticeValue(this.seed, step + 1);
    this.#step = step;
  }
}

function latticeValue(seed: number, step: number): number {
  return hash(seed, step | 0) / 0x7fffffff - 1;
}

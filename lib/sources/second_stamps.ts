interface Stamp {
  readonly sourceAt: number;
  readonly price: number;
  readonly at: number;
}

/**
 * Times for prices of a source whose clock has one-second grain: another price of the same second is stamped a
 * millisecond after the one before it, so that it counts as newer.
 */
export class SecondStamps {
  readonly #last = new Map<string, Stamp>();

  /** The moment (ms since the epoch) to give this price of the symbol, which its source dates `sourceAt`. */
  stamp(symbol: string, price: number, sourceAt: number): number {
    const last = this.#last.get(symbol);
    if (last !== undefined && sourceAt < last.sourceAt) return sourceAt;
    const same = last?.sourceAt === sourceAt;
    const at = !same ? sourceAt : price === last.price ? last.at : last.at + 1;
    this.#last.set(symbol, { sourceAt, price, at });
    return at;
  }
}

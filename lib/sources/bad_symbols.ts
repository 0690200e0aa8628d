const REMEMBERED_MS = 60 * 60 * 1000;

/** Symbols that spoil a request for many, left out of it for an hour before they are tried again. */
export class BadSymbols {
  readonly #badSince = new Map<string, number>();

  constructor(readonly now: () => number) {}

  add(symbol: string): void {
    this.#badSince.set(symbol, this.now());
  }

  /** The symbol was answered after all. */
  clear(symbol: string): void {
    this.#badSince.delete(symbol);
  }

  has(symbol: string): boolean {
    const age = this.now() - (this.#badSince.get(symbol) ?? -Infinity);
    return age >= 0 && age < REMEMBERED_MS;
  }
}

import { placeOf } from "./limits.ts";

interface Entry<T> {
  readonly value: T;
  readonly place: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** So many are kept in all, and of one address or network: what was begun first goes first. */
const MOST = 1000;
const MOST_OF_A_PLACE = 20;

/**
 * What browsers have begun and must finish soon, once: the answer of a passkey, a login at a provider. It is
 * kept in memory only: whoever is in the middle of it when the program ends begins again.
 */
export class Begun<T> {
  readonly #entries = new Map<string, Entry<T>>();

  constructor(private readonly spanMs: number, private readonly now: () => number) {}

  /** Keeps a value until it is taken or its time is over. */
  keep(key: string, value: T, { address }: { readonly address: string }): void {
    const place = placeOf(address);
    this.#forget(place);
    this.#entries.set(key, { value, place, expiresAt: this.now() + this.spanMs });
  }

  /** The value, this once; null when there is none, or its time is over. */
  take(key: string): T | null {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    return entry !== undefined && this.#isAlive(entry) ? entry.value : null;
  }

  #forget(place: string): void {
    for (const [key, entry] of this.#entries) {
      if (!this.#isAlive(entry)) this.#entries.delete(key);
    }
    const own = [...this.#entries].filter(([, entry]) => entry.place === place);
    const [first] = own.length >= MOST_OF_A_PLACE ? own : [...this.#entries];
    const isFull = own.length >= MOST_OF_A_PLACE || this.#entries.size >= MOST;
    if (isFull && first !== undefined) this.#entries.delete(first[0]);
  }

  /** A clock that was set back makes nothing last longer. */
  #isAlive({ expiresAt }: Entry<T>): boolean {
    return Math.abs(expiresAt - this.now() - this.spanMs / 2) <= this.spanMs / 2;
  }
}

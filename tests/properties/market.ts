import type { Observation } from "@/lib/market/accept.ts";
import { hasOwnTime, staleAfterMs } from "./real_world.ts";
import type { Said } from "./steps.ts";
import type { WorldClock } from "./world_clock.ts";

const LOWEST = 85;
const HIGHEST = 115;

/** What the sources see: prices that walk on a grid of whole numbers times a power of ten. */
export class Market {
  readonly #places = new Map<string, number>();
  readonly #last = new Map<string, Observation>();

  constructor(readonly power: number, readonly clock: WorldClock) {}

  /** A price on the grid, exactly. */
  onGrid(place: number): number {
    return Number(`${place}e${this.power}`);
  }

  /** The present price, dated now. */
  observation(symbol: string): Observation {
    return { price: this.onGrid(this.#place(symbol)), at: this.#now(symbol) };
  }

  /** What a source answers; null when it leaves the pair out. */
  say(symbol: string, said: Said): Observation | null {
    const made = this.#make(symbol, said);
    if (made !== null && !["older", "duplicate"].includes(said.kind)) this.#last.set(symbol, made);
    return made;
  }

  #make(symbol: string, { kind, move, low, high, age }: Said): Observation | null {
    const last = this.#last.get(symbol);
    // No clock is behind a moment that it gave itself, so an old answer is never dated ahead of it.
    const now = this.#now(symbol);
    const place = Math.min(HIGHEST, Math.max(LOWEST, this.#place(symbol) + move));
    switch (kind) {
      case "missing":
        return null;
      case "duplicate":
        return last ? { ...last, at: Math.min(last.at, now) } : null;
      case "older":
        return last ? { price: this.onGrid(place), at: Math.min(last.at, now) - 5_000 } : null;
      case "spike":
        return { price: this.onGrid(place * 2), at: now };
      case "dive":
        return { price: this.onGrid(Math.floor(place / 3)), at: now };
      case "stale":
        return { price: this.onGrid(place), at: now - staleAfterMs(symbol) - 90_000_000 };
      case "future":
        return { price: this.onGrid(place), at: now + 90_000_000 };
      case "notANumber":
        return { price: NaN, at: now };
      case "notAPrice":
        return { price: move > 0 ? Infinity : -move, at: now };
      case "badLow":
        return { price: this.onGrid(place), at: now, low: move > 0 ? NaN : 0 };
      case "walk":
        this.#places.set(symbol, place);
        return {
          price: this.onGrid(place),
          at: now - age * 1000,
          ...(low !== null && { low: this.onGrid(place - low) }),
          ...(high !== null && { high: this.onGrid(place + high) }),
        };
    }
  }

  #place(symbol: string): number {
    return this.#places.get(symbol) ?? 100;
  }

  #now(symbol: string): number {
    return hasOwnTime(symbol) ? this.clock.trueTime() : this.clock.now();
  }
}

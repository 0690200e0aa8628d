import type { HistoryView, TimedPrice } from "./history_view.ts";

/** A history with newer prices that are not part of it yet. */
export class OverlayHistory implements HistoryView {
  readonly #newer: TimedPrice[] = [];

  constructor(private readonly base: HistoryView) {}

  get oldestAt(): number | null {
    return this.base.oldestAt ?? this.#newer[0]?.at ?? null;
  }

  /** Adds a price newer than all before it. */
  add(at: number, price: number): void {
    this.#newer.push({ at, price });
  }

  firstAtOrAfter(at: number): TimedPrice | null {
    return this.base.firstAtOrAfter(at) ?? this.#firstOfNewer(at);
  }

  #firstOfNewer(at: number): TimedPrice | null {
    let [low, high] = [0, this.#newer.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#newer[middle]?.at ?? Infinity) >= at) high = middle;
      else low = middle + 1;
    }
    return this.#newer[low] ?? null;
  }
}

import type { ITimeScaleApi, LogicalRange, Time } from "lightweight-charts";

/**
 * Which places of a chart are in sight, counted from the oldest loaded one. The chart takes a range over only when
 * it is drawn next, and a tab out of sight is not drawn: prices that arrive before that move what was meant.
 */
export class PlaceRange {
  #wanted: LogicalRange | null = null;

  constructor(private readonly scale: ITimeScaleApi<Time>) {}

  /** Null before there is any place. */
  get current(): LogicalRange | null {
    return this.#wanted ?? this.scale.getVisibleLogicalRange();
  }

  show(from: number, to: number): void {
    this.#wanted = { from, to } as LogicalRange;
    this.scale.setVisibleLogicalRange(this.#wanted);
  }

  /** So many places came before those that were there and so many after the last, which was `last`. */
  grew(before: number, after: number, last: number): void {
    if (this.#wanted === null) return;
    const { from, to } = this.#wanted;
    const places = before + (to >= last ? after : 0);
    if (places !== 0) this.show(from + places, to + places);
  }

  /** The chart has drawn what was wanted; from now on hands may have moved it. */
  drawn(): void {
    this.#wanted = null;
  }
}

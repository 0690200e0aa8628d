import type { ITimeScaleApi, LogicalRange, Time } from "lightweight-charts";

/**
 * Which places of a chart are in sight, counted from the oldest loaded one. The chart takes a range over only when
 * it is drawn next, and a tab out of sight is not drawn: older prices that arrive before that move what was meant.
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

  /** So many places came before those that were there. */
  shift(places: number): void {
    if (this.#wanted === null || places === 0) return;
    this.show(this.#wanted.from + places, this.#wanted.to + places);
  }

  /** The chart has drawn what was wanted; from now on hands may have moved it. */
  drawn(): void {
    this.#wanted = null;
  }
}

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { grainOf, isUnmoved, type Moved, movedTo } from "./chart_drag.ts";
import type { LevelAlarm } from "./chart_levels.ts";
import type { PairView } from "../protocol.ts";

/** An alarm whose line is held, and what it would become if it were let go now. */
export interface Dragged {
  readonly alarm: LevelAlarm;
  readonly moved: Moved;
}

/** What a line is dragged on. */
export interface DragGround {
  readonly pair: () => PairView | undefined;
  /** The smallest difference of prices that can be seen. */
  readonly step: () => number;
}

/** One line that is dragged, by hand or by key, until it is let go or put back. */
export class LevelDrag {
  readonly #held: Signal<Dragged | null> = signal(null);

  constructor(private readonly ground: DragGround) {}

  get held(): ReadonlySignal<Dragged | null> {
    return this.#held;
  }

  /** Takes the alarm's line to a price; what it was is kept from the first time on. */
  to(alarm: LevelAlarm, price: number): void {
    const pair = this.ground.pair();
    if (pair === undefined) return;
    const held = this.#held.value?.alarm;
    const before = held?.id === alarm.id ? held : alarm;
    const moved = movedTo(before, pair, price, this.ground.step());
    if (moved !== null) this.#held.value = { alarm: before, moved };
  }

  /** Takes the alarm's line up (or down) from `price` or where it is held, by so many steps. */
  nudge(alarm: LevelAlarm, price: number, steps: number): void {
    const held = this.#held.value;
    const from = held?.alarm.id === alarm.id ? held.moved.price : price;
    this.to(alarm, from + steps * grainOf(alarm, from, this.ground.step()));
  }

  /** What the held alarm is to become; null when nothing is held or it is where it was. It stays held until `drop`. */
  get wish(): Dragged | null {
    const held = this.#held.value;
    return held === null || isUnmoved(held.alarm, held.moved) ? null : held;
  }

  /** Lets go: the line is where the alarm is. */
  drop(): void {
    this.#held.value = null;
  }
}

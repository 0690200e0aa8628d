import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { percentChange } from "@/lib/market/format_price.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { type LevelAlarm, roundToStep } from "./levels.ts";

/** Percentages are set in hundredths, unless a person types more. */
const PERCENT_STEP = 0.01;
const MAX_PERCENT = 99.99;

export type Fields = Readonly<Record<string, string | number>>;

/** What an alarm becomes when its line is let go: where it rings then, and what has to be sent for it. */
interface Moved {
  readonly price: number;
  readonly fields: Fields;
}

/** From which side the price reaches a level: above now means from below. */
export function sideOf(price: number, currentPrice: number): "fromBelow" | "fromAbove" {
  return price >= currentPrice ? "fromBelow" : "fromAbove";
}

/**
 * The alarm with its line at about `price`: a target rounded to `step`, a percentage to hundredths. A target that waits
 * for one side waits for the other when it is moved across the current price. Null where there is nothing to measure from.
 */
export function movedTo(
  alarm: LevelAlarm,
  pair: Pick<PairView, "currentPrice" | "maxPrice" | "minPrice">,
  price: number,
  step: number,
): Moved | null {
  if (alarm.type === "target") {
    const targetPrice = roundToStep(price, step);
    const { currentPrice: now } = pair;
    const isAcross = now !== null && sideOf(targetPrice, now) !== sideOf(alarm.targetPrice, now);
    const direction = alarm.direction !== "any" && isAcross
      ? sideOf(targetPrice, now)
      : alarm.direction;
    return { price: targetPrice, fields: { targetPrice, direction } };
  }
  const isDown = alarm.changeType === "downFromMax";
  const reference = isDown ? pair.maxPrice : pair.minPrice;
  if (reference === null) return null;
  const percentage = percentageTo(price, reference, isDown);
  const share = isDown ? 100 - percentage : 100 + percentage;
  return { price: reference * share / 100, fields: { percentage } };
}

/** What is sent to put an alarm back to the condition it has now. */
export function conditionOf(alarm: LevelAlarm): Fields {
  return alarm.type === "target"
    ? { targetPrice: alarm.targetPrice, direction: alarm.direction }
    : { percentage: alarm.percentage };
}

/** Whether the alarm has this condition already. */
export function isUnmoved(alarm: LevelAlarm, { fields }: Moved): boolean {
  const now = conditionOf(alarm);
  return Object.entries(fields).every(([field, value]) => now[field] === value);
}

/** By how much one press of a key moves a line: as far as it takes to change the alarm. */
export function grainOf(alarm: LevelAlarm, price: number, step: number): number {
  return alarm.type === "target" ? step : Math.max(step, price * PERCENT_STEP / 100);
}

function percentageTo(price: number, reference: number, isDown: boolean): number {
  const away = percentChange(price, reference) * (isDown ? -1 : 1);
  const percentage = roundToStep(Math.max(away, PERCENT_STEP), PERCENT_STEP);
  return isDown ? Math.min(percentage, MAX_PERCENT) : percentage;
}

/** An alarm whose line is held, and what it would become if it were let go now. */
export interface Dragged {
  readonly alarm: LevelAlarm;
  readonly moved: Moved;
}

/** What a line is dragged on. */
interface DragGround {
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

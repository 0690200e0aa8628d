import { type Signal, signal } from "@preact/signals";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { chartOf } from "@/lib/alarms/kinds/kinds.ts";
import type { Fields, LevelChart, Moved } from "@/lib/alarms/kinds/kind.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { roundToStep } from "./levels.ts";

/** The alarm with its line at about `price`; null where it has no line, or nothing to measure from. */
export function movedTo(
  alarm: Alarm,
  pair: Pick<PairView, "currentPrice" | "maxPrice" | "minPrice">,
  price: number,
  step: number,
): Moved | null {
  return levelOf(alarm)?.movedTo(alarm, { pair, price, step, round: roundToStep }) ?? null;
}

/** What is sent to put an alarm back to the condition it has now. */
export function conditionOf(alarm: Alarm): Fields {
  return levelOf(alarm)?.fields(alarm) ?? {};
}

/** Whether the alarm has this condition already. */
export function isUnmoved(alarm: Alarm, { fields }: Moved): boolean {
  const now = conditionOf(alarm);
  return Object.entries(fields).every(([field, value]) => now[field] === value);
}

/** By how much one press of a key moves a line: as far as it takes to change the alarm. */
export function keyStepOf(alarm: Alarm, price: number, step: number): number {
  return levelOf(alarm)?.grain(price, step) ?? step;
}

function levelOf(alarm: Alarm): LevelChart<Alarm> | null {
  const chart = chartOf(alarm);
  return chart.shape === "level" ? chart : null;
}

/** An alarm whose line is held, and what it would become if it were let go now. */
export interface Dragged {
  readonly alarm: Alarm;
  readonly moved: Moved;
}

interface DragGround {
  readonly pair: () => PairView | undefined;
  /** The smallest difference of prices that can be seen. */
  readonly step: () => number;
}

/** One line that is dragged, by hand or by key, until it is let go or put back. */
export class LevelDrag {
  readonly held: Signal<Dragged | null> = signal(null);

  constructor(private readonly ground: DragGround) {}

  /** Takes the alarm's line to a price; what it was is kept from the first time on. */
  to(alarm: Alarm, price: number): void {
    const pair = this.ground.pair();
    if (pair === undefined) return;
    const held = this.held.value?.alarm;
    const before = held?.id === alarm.id ? held : alarm;
    const moved = movedTo(before, pair, price, this.ground.step());
    if (moved !== null) this.held.value = { alarm: before, moved };
  }

  /** Takes the alarm's line up (or down) from `price` or where it is held, by so many steps. */
  nudge(alarm: Alarm, price: number, steps: number): void {
    const held = this.held.value;
    const from = held?.alarm.id === alarm.id ? held.moved.price : price;
    this.to(alarm, from + steps * keyStepOf(alarm, from, this.ground.step()));
  }

  /** What the held alarm is to become; null when nothing is held or it is where it was. It stays held until `drop`. */
  get wish(): Dragged | null {
    const held = this.held.value;
    return held === null || isUnmoved(held.alarm, held.moved) ? null : held;
  }

  drop(): void {
    this.held.value = null;
  }
}

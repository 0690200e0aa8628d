import type { Move } from "./percent_moved.ts";

/** How an alarm's condition was reached. */
export interface Reach {
  /** The price that reached it: the observation's own, or else its high or low. */
  readonly price: number;
  readonly direction: Move;
  /** What the price was compared with: target, maximum, minimum or first price of the window. */
  readonly reference: number;
}

/** What one observation says about an alarm's condition. */
export interface Finding {
  /** The condition is true at the observation's price. */
  readonly holds: boolean;
  /** The condition was false at some moment of the observation. */
  readonly lapsed: boolean;
  /** Set when the condition turned true: the alarm fires if it is free to. */
  readonly reach: Reach | null;
}

// Shared, because nearly every judgement of every check ends in one of these two.
export const FALSE_NOW: Finding = { holds: false, lapsed: true, reach: null };
export const TRUE_NOW: Finding = { holds: true, lapsed: false, reach: null };

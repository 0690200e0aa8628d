import type { Reason } from "./judge.ts";

/** What stands in an alarm's way; the names that `judge` gives too mean the same. */
export type ObstacleReason =
  | Exclude<Reason, "fired" | "notReached" | "notAPrice">
  | "removed"
  /** The source has given the pair up. */
  | "pairBroken"
  | "stale"
  | "sourceUnreachable"
  /** The program itself cannot go on: nothing is judged or recorded. */
  | "stopped";

/** One thing that keeps an alarm from firing at this moment. */
export interface Obstacle {
  readonly reason: ObstacleReason;
  /** A sentence for a person, without its full stop. */
  readonly text: string;
  /** When it is over by itself, as ISO 8601 in UTC; null when that is not known. */
  readonly until: string | null;
}

import type { Zone } from "../time_text.ts";
import type { LinePair } from "./line_pair.ts";

/** What a line is read against. */
export interface LineContext {
  readonly watched: readonly LinePair[];
  /** Milliseconds since the Unix epoch, for an expiry such as `tomorrow`. */
  readonly now: number;
  /** The zone in which days begin and end. */
  readonly zone: Zone;
}

import type { Observation } from "@/lib/market/observation.ts";
import type { KnownPast } from "./window_reference.ts";

/** One accepted observation and the pair's past without it, as an alarm is judged by them. */
export interface JudgeContext extends KnownPast {
  readonly symbol: string;
  /** The last price accepted before this observation; null when it is the first one. */
  readonly previous: number | null;
  /** Its moment, in milliseconds since the Unix epoch. */
  readonly previousAt: number | null;
  /** Highest and lowest price since the pair was added, this observation included. */
  readonly maxPrice: number;
  readonly minPrice: number;
  /** The same before this observation; null when it is the first one. */
  readonly previousMax: number | null;
  readonly previousMin: number | null;
  readonly observation: Observation;
  /** When it is found, in milliseconds since the Unix epoch; what people set by the clock is held against the observation's own moment. */
  readonly now: number;
  /** Why it is found late, if it is, in words for a person. */
  readonly lateWhy?: string | undefined;
}

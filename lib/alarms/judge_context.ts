import type { HistoryView } from "@/lib/market/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";

/** One accepted observation and the pair's past, as an alarm is judged by them. */
export interface JudgeContext {
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
  /** Without this observation. */
  readonly history: HistoryView;
  /** Milliseconds since the Unix epoch, for what people set by the clock: snooze and expiry. */
  readonly now: number;
}

import type { Stretch } from "@/lib/sources/source_bars.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import type { Pair } from "@/lib/store/state.ts";

/** The time up to now (ms) that the pair's alarms have not been judged on; none before its first price. */
export function unjudgedStretch(pair: Pair, now: number): Stretch {
  const last = judgedPoint(pair);
  return { from: last === null ? now : Date.parse(last.timestamp), to: now };
}

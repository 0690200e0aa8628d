import { coverageWithin, type Span, unwatchedMs } from "@/lib/market/coverage.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import type { Pair } from "@/lib/store/state.ts";

/** How closely a pair was watched in a span, and up to when that is known: after it, the source is still to be asked. */
export function coverageAnswer(pair: Pair, span: Span) {
  const { symbol, coverage = [], addedAt } = pair;
  const from = Math.max(span.from, Date.parse(addedAt));
  const inside = { from, to: Math.max(from, span.to) };
  return {
    pair: symbol,
    source: pair.source,
    from: new Date(inside.from).toISOString(),
    to: new Date(inside.to).toISOString(),
    judgedTo: judgedPoint(pair)?.timestamp ?? null,
    intervals: coverageWithin(coverage, inside),
    unwatchedSeconds: Math.round(unwatchedMs(coverage, inside) / 1000),
  };
}

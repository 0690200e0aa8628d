import { shiftAlarm } from "@/lib/alarms/shift_alarm.ts";
import { shiftCoverage } from "@/lib/market/coverage.ts";
import { isoTime } from "./iso_time.ts";
import type { Pair, PricePoint } from "./state.ts";

/** The pair after the clock was set; only pairs in `symbols` have the moments of their prices from it. */
export function shiftPair(pair: Pair, deltaMs: number, symbols: ReadonlySet<string>): Pair {
  const pricesToo = symbols.has(pair.symbol);
  const alarms = pair.alarms.map((alarm) => shiftAlarm(alarm, deltaMs, pricesToo));
  if (!pricesToo) return { ...pair, alarms };
  const move = (time: string) => isoTime(Date.parse(time) + deltaMs);
  const { judged, coverage, backfilledFrom, openGaps } = pair;
  const movePoint = ({ price, timestamp }: PricePoint) => ({ price, timestamp: move(timestamp) });
  return {
    ...pair,
    alarms,
    lastUpdate: pair.lastUpdate === null ? null : move(pair.lastUpdate),
    unconfirmed: pair.unconfirmed && { ...pair.unconfirmed, ...movePoint(pair.unconfirmed) },
    priceHistory: pair.priceHistory.map(movePoint),
    ...(judged === undefined ? {} : { judged: movePoint(judged) }),
    ...(coverage === undefined ? {} : { coverage: shiftCoverage(coverage, deltaMs) }),
    ...(openGaps && {
      openGaps: openGaps.map((gap) => ({
        ...gap,
        from: movePoint(gap.from),
        to: movePoint(gap.to),
      })),
    }),
    ...(backfilledFrom === undefined ? {} : { backfilledFrom: move(backfilledFrom) }),
    clockShiftMs: (pair.clockShiftMs ?? 0) + deltaMs,
  };
}

import { judgedPoint, type Pair } from "@/lib/alarms/pair.ts";
import type { Stretch } from "@/lib/sources/candles.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { OWN_TIME } from "@/lib/sources/source_clock.ts";

/** A shorter time without a price is no gap, however short the interval is. */
const SHORTEST_GAP_MS = 10_000;
/** Missed intervals that make a gap. */
const GAP_INTERVALS = 2.5;

/** What says how often a source is asked, and how old its prices may be. */
export type PacedSource = Pick<MarketSource, "name" | "staleAfterMs" | "usage">;

interface GapLimitOptions {
  readonly intervalMs: number;
  readonly clock: Pick<Clock, "now">;
}

/** Says after how long without a price nobody can be said to have watched a pair. */
export class GapLimit {
  constructor(private readonly options: GapLimitOptions) {}

  /** Whether so much time has passed since the pair's last price. */
  isGap(pair: Pair, source: PacedSource): boolean {
    if (pair.lastUpdate === null || pair.trouble !== null) return false;
    return this.options.clock.now() - Date.parse(pair.lastUpdate) > this.gapMs(source);
  }

  /** How long without a price is a gap at this source, in milliseconds. */
  gapMs(source: PacedSource, apartMs = this.#apartMs(source)): number {
    const usual = OWN_TIME.has(source.name) ? source.staleAfterMs : SHORTEST_GAP_MS;
    return Math.max(GAP_INTERVALS * apartMs, usual);
  }

  /** A source may be asked less often than at every check, so that what it allows lasts. */
  #apartMs(source: PacedSource): number {
    return Math.max(this.options.intervalMs, source.usage?.()?.slowedTo ?? 0);
  }
}

/** The time up to now (ms) that the pair's alarms have not been judged on; none before its first price. */
export function unjudgedStretch(pair: Pair, now: number): Stretch {
  const last = judgedPoint(pair);
  return { from: last === null ? now : Date.parse(last.timestamp), to: now };
}

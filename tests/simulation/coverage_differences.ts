import type { Watched } from "@/lib/market/coverage.ts";
import type { SimulatedMarket } from "./market.ts";
import type { ToldSeconds } from "./told_seconds.ts";

export interface Reported {
  readonly symbol: string;
  readonly coverage: readonly Watched[];
}

export interface CoverageFindings {
  /** Seconds that nobody watched, by what the source told. */
  readonly lost: number;
  /** What is not reported as it was, in words. */
  readonly differences: readonly string[];
}

/** Holds what a program says it watched in full against what its source really told it, second by second. */
export function coverageFindings(
  market: SimulatedMarket,
  told: ToldSeconds,
  { symbol, coverage }: Reported,
): CoverageFindings {
  const first = Math.max(1, secondOf(market, coverage[0]?.from) + 1);
  const end = secondOf(market, coverage.at(-1)?.to);
  const missing = new Set(told.missing(symbol, first, end));
  const watched = watchedSeconds(market, coverage);
  const isWrong = (second: number) => watched.has(second) === missing.has(second);
  // Part of a second at the edge of a stretch is told by a single price.
  const isEdge = (second: number) =>
    missing.has(second - 1) !== missing.has(second) ||
    missing.has(second + 1) !== missing.has(second);
  const wrong = range(first, end).filter((second) => isWrong(second) && !isEdge(second));
  const differences = stretches(wrong).map(([from, to]) => {
    const said = watched.has(from) ? "watched, but nothing told" : "unwatched, but told";
    return `${symbol} from ${timeOf(market, from)} to ${timeOf(market, to)}: ${said}`;
  });
  return { lost: missing.size, differences };
}

/** Single prices between which nothing is known do not count. */
function watchedSeconds(market: SimulatedMarket, coverage: readonly Watched[]): Set<number> {
  const inFull = coverage.filter(({ grain }) => grain !== "nothing" && grain !== "point");
  return new Set(inFull.flatMap(({ from, to }) => {
    const middle = (time: string) => Math.ceil((Date.parse(time) - market.start - 500) / 1000);
    return range(middle(from), middle(to));
  }));
}

function secondOf({ start }: SimulatedMarket, time: string | undefined): number {
  return time === undefined ? 0 : Math.floor((Date.parse(time) - start) / 1000);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

function stretches(seconds: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const second of seconds) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === second) last[1] = second + 1;
    else found.push([second, second + 1]);
  }
  return found;
}

function timeOf({ start }: SimulatedMarket, second: number): string {
  return new Date(start + second * 1000).toISOString().slice(11, 19);
}

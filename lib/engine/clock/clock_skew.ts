import type { Observation } from "@/lib/market/observation.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import type { StreamEvents } from "@/lib/sources/stream/protocol.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { CandlesRange, SourceCandles, Stretch } from "@/lib/sources/candles.ts";

/** What tells the difference between two clocks, in milliseconds: ours minus the other. */
type Difference = () => number;

/**
 * The source as if its clock were this computer's. Polled prices are dated by our clock, so candles and
 * streams must be as well: where one of the two is wrong, they would else be of another hour.
 */
function inOurTime(source: MarketSource): MarketSource {
  const { sourceClock } = source;
  if (sourceClock === undefined) return source;
  const { name, staleAfterMs, past, candleCost, health, usage, planInterval, stream } = source;
  const difference = () => sourceClock.differenceMs;
  return {
    ...{ name, staleAfterMs, sourceClock },
    ...(past && { past }),
    ...(candleCost && { candleCost }),
    find: (pair, signal) => source.find(pair, signal),
    quote: (pairs, signal) => source.quote(pairs, signal),
    candles: (pair, range, signal) =>
      candlesByOurClock((theirs) => source.candles(pair, theirs, signal), range, difference),
    ...(health && { health: (pairs, signal) => health.call(source, pairs, signal) }),
    ...(usage && { usage: () => usage.call(source) }),
    ...(planInterval && { planInterval: (pairs, ms) => planInterval.call(source, pairs, ms) }),
    ...(stream &&
      { stream: (events) => stream.call(source, eventsByOurClock(events, difference)) }),
  };
}

/** All sources of a program as if their clocks were this computer's. */
export function allInOurTime(
  sources: ReadonlyMap<SourceName, MarketSource>,
): ReadonlyMap<SourceName, MarketSource> {
  return new Map(Array.from(sources, ([name, source]) => [name, inOurTime(source)]));
}

/** Where the answer itself tells that the clocks are apart, another hour was asked for: it is asked once more. */
async function candlesByOurClock(
  ask: (range: CandlesRange) => Promise<SourceCandles>,
  range: CandlesRange,
  difference: Difference,
): Promise<SourceCandles> {
  const known = difference();
  const answer = await candlesApart(ask, range, known);
  const learned = difference();
  return learned === known ? answer : await candlesApart(ask, range, learned);
}

async function candlesApart(
  ask: (range: CandlesRange) => Promise<SourceCandles>,
  range: CandlesRange,
  apartMs: number,
): Promise<SourceCandles> {
  const answer = await ask({ ...moved(range, -apartMs), stepMs: range.stepMs });
  if (apartMs === 0) return answer;
  return {
    ...answer,
    candles: answer.candles.map((candle) => ({ ...candle, at: candle.at + apartMs })),
    covered: answer.covered && moved(answer.covered, apartMs),
  };
}

function eventsByOurClock(events: StreamEvents, difference: Difference): StreamEvents {
  const ours = (observation: Observation): Observation => {
    const ms = difference();
    if (ms === 0) return observation;
    const { at, tradedAt } = observation;
    const moved = { ...observation, at: at + ms };
    return tradedAt === undefined ? moved : { ...moved, tradedAt: tradedAt + ms };
  };
  return {
    onTick: (symbol, observation) => events.onTick(symbol, ours(observation)),
    onLive: (symbols) => events.onLive(symbols),
    onDown: (reason, symbols) => events.onDown(reason, symbols),
    onUnknown: (symbol, reason) => events.onUnknown(symbol, reason),
    onGap: (symbol, missed) => events.onGap?.(symbol, moved(missed, difference())),
  };
}

function moved({ from, to }: Stretch, ms: number): Stretch {
  return { from: from + ms, to: to + ms };
}

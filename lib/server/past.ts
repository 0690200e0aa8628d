import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { stateOf, watchedFrom } from "@/lib/alarms/alarm_state.ts";
import { resetOf } from "@/lib/alarms/words.ts";
import { rulesOf } from "@/lib/alarms/kinds/kinds.ts";
import { type Nearest, NearMissFinder, suppressions, type Surroundings } from "@/lib/alarms/why.ts";
import { evaluatedPoint, type Pair, unwatchedFinder } from "@/lib/alarms/pair.ts";
import { Replay } from "@/lib/alarms/replay.ts";
import {
  type Candle,
  coverageWithin,
  RESOLUTIONS,
  type Span,
  unwatchedMs,
  type Watched,
} from "@/lib/market/candle.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import { RawCandles } from "@/lib/market/history/raw_candles.ts";
import type { KnownAlarm, ReplayAnswer, Why } from "@/lib/protocol/answers.ts";
import type { Status } from "@/lib/protocol/frames.ts";
import type { Store } from "@/lib/store/store.ts";
import { DAY_MS, HOUR_MS } from "@/lib/time/durations.ts";
import { Turns } from "@/lib/time/turns.ts";
import type { Services } from "./define.ts";
import { longWork } from "./pacing.ts";

/** More moments than this are not told one by one; the newest are. */
const MAX_MOMENTS = 500;
/** Width of the candles in which the past is looked at, in milliseconds. */
const STEP_MS = 60_000;
/** So many candles are worked on before the event loop is asked for: the first after a start take 0.2 ms each. */
const CANDLES_AT_ONCE = 25;

/** Plays an alarm over the last 30 days of a pair, or what there is of them. */
export async function replayAnswer(
  { store, now }: Pick<Services, "now"> & { readonly store: Pick<Store, "histories" | "state"> },
  symbol: string,
  wanted: NewAlarm,
  signal?: AbortSignal,
): Promise<ReplayAnswer> {
  const turns = new Turns({ signal });
  const to = now();
  const range = { from: to - 30 * DAY_MS, to, stepMs: STEP_MS };
  const candles = await pastQueue(store.histories.get(symbol), range, turns);
  const isUnwatched = unwatchedFinder(() => store.state.pairs.get(symbol)?.coverage);
  const replay = new Replay(wanted, { symbol, stepMs: STEP_MS, now: to, isUnwatched });
  await inTurns(candles, (some) => replay.play(some), turns);
  const { from, to: last, fires } = replay.result;
  return {
    pair: symbol,
    from: iso(from),
    to: from === null ? null : iso(last),
    count: fires.length,
    moments: fires.slice(-MAX_MOMENTS)
      .map(({ at, ...fire }) => ({ timestamp: new Date(at).toISOString(), ...fire })),
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Looks through a pair's past, in turns, for the price that came nearest to setting its alarm off. */
export async function findNearMiss(
  alarm: Alarm,
  { pair, history, now }: { pair: Pair; history: PriceHistory | undefined; now: number },
  signal?: AbortSignal,
): Promise<Nearest> {
  const turns = new Turns({ signal });
  const wanted = { from: neededFrom(alarm), to: now, stepMs: STEP_MS };
  const candles = await pastQueue(history, wanted, turns);
  const recordFrom = Date.parse(pair.addedAt);
  const isUnwatched = unwatchedFinder(() => pair.coverage);
  const options = { symbol: pair.symbol, stepMs: STEP_MS, now, recordFrom, isUnwatched };
  const nearest = new NearMissFinder(alarm, { ...options, ...recordBefore(pair, candles) });
  await inTurns(candles, (some) => nearest.look(some), turns);
  return nearest.result;
}

/** Without a need of the past the price before an alarm counts is enough. */
function neededFrom(alarm: Alarm): number {
  return rulesOf(alarm).needsNoPast ? watchedFrom(alarm) - DAY_MS : -Infinity;
}

/** What was recorded before the candles begin, as far as it shows: no candle is as high, or as low. */
function recordBefore({ addedAt, maxPrice, minPrice }: Pair, candles: RawCandles) {
  if (!(Date.parse(addedAt) < candles.timeOf(0))) return {};
  const { high, low } = candles.extremes();
  const isBefore = {
    max: maxPrice !== null && high < maxPrice,
    min: minPrice !== null && low > minPrice,
  };
  return { maxPrice: isBefore.max ? maxPrice : null, minPrice: isBefore.min ? minPrice : null };
}

/** Which candles are wanted, in milliseconds. */
export interface Wanted {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** A pair's candles from a moment to another (both included), read in turns. */
export async function pastCandles(
  history: PriceHistory | undefined,
  wanted: Wanted,
  turns: Turns = new Turns(),
): Promise<Candle[]> {
  const candles: Candle[] = [];
  await inParts(history, wanted, turns, ({ from, to, stepMs }, history) => {
    for (const candle of history.candles(from, to, stepMs)) candles.push(candle);
  });
  return candles;
}

/** The same without an object for each: a month of them that waits for its turn would keep the garbage collector busy. */
async function pastQueue(
  history: PriceHistory | undefined,
  wanted: Wanted,
  turns: Turns,
): Promise<RawCandles> {
  const from = Math.max(wanted.from, history?.oldestAt ?? wanted.to);
  const candles = new RawCandles(Math.max(0, Math.ceil((wanted.to - from) / wanted.stepMs)) + 1);
  await inParts(history, wanted, turns, (part, history) => history.addCandles(part, candles));
  return candles;
}

async function inParts(
  history: PriceHistory | undefined,
  { from, to, stepMs }: Wanted,
  turns: Turns,
  read: (part: Wanted, history: PriceHistory) => void,
): Promise<void> {
  // A day at a time: a month that nobody has asked for is on disk.
  while (history?.read(from, true)) if (!await turns.next()) return;
  const oldestAt = history?.oldestAt ?? null;
  if (history === undefined || oldestAt === null) return;
  // Whole candles, so that none is read in two parts.
  const part = Math.ceil(HOUR_MS / stepMs) * stepMs;
  const start = Math.floor(Math.max(from, oldestAt) / part) * part;
  for (let at = start; at <= to; at += part) {
    const end = Math.min(to, Math.ceil(at + part) - 1);
    read({ from: Math.max(from, at), to: end, stepMs }, history);
    if (!await turns.next()) return;
  }
}

/** Hands candles on in turns, oldest first. */
async function inTurns(
  candles: RawCandles,
  take: (candles: readonly Candle[]) => void,
  turns: Turns,
): Promise<void> {
  for (let from = 0; from < candles.length; from += CANDLES_AT_ONCE) {
    take(candles.some(from, from + CANDLES_AT_ONCE));
    if (!await turns.next()) return;
  }
}

/** Longer lists are served by `/api/alarms/:id/coverage`. */
const STRETCHES_ANSWERED = 5;

/** Why an alarm that is set, or was once, has not fired. */
export async function why(
  services: Pick<Services, "store" | "now" | "status">,
  { pair: symbol, alarm: known }: KnownAlarm,
  signal?: AbortSignal,
): Promise<Why> {
  const now = services.now();
  const { histories, state } = services.store;
  const pair = state.pairs.get(symbol);
  const alarm = pair?.alarms.find(({ id }) => id === known.id);
  if (pair === undefined || alarm === undefined) return ofRemoved(symbol, known, now);
  const history = histories.get(symbol);
  const start = history === undefined
    ? null
    : rulesOf(alarm).windowStartAt?.(alarm, { history }, now) ?? null;
  const reset = resetOf(alarm, pair, start);
  const around = { ...surroundings(pair, history?.oldestAt ?? null, services.status()), reset };
  const past = { pair, history, now };
  const { since, nearMiss, reason } = await longWork(
    "pasts",
    () => findNearMiss(alarm, past, signal),
    signal,
  );
  return {
    alarmId: alarm.id,
    pair: symbol,
    ...{ state: stateOf(alarm, now), reset },
    lastJudgedAt: lastEvaluatedAt(alarm, pair),
    since: new Date(since).toISOString(),
    nearest: nearMiss === null ? null : onTheWire(nearMiss),
    noNearest: reason,
    ...unwatchedSince(pair, since, now),
    obstacles: suppressions(alarm, around, now),
  };
}

function ofRemoved(pair: string, alarm: Alarm, now: number): Why {
  const around = {
    pair: null,
    oldestAt: null,
    stale: null,
    isSourceReachable: true,
    stopped: null,
    reset: null,
  };
  return {
    ...{ alarmId: alarm.id, pair, state: "removed", reset: null, lastJudgedAt: null },
    since: new Date(watchedFrom(alarm)).toISOString(),
    ...{ nearest: null, noNearest: null, watched: [], unwatchedSeconds: 0, unwatched: [] },
    obstacles: suppressions(alarm, around, now),
  };
}

function unwatchedSince(pair: Pair, from: number, to: number) {
  const { unwatchedSeconds, intervals } = coverageAnswer(pair, { from, to });
  const unwatched = intervals.filter(({ grain }) => grain === "nothing")
    .map(({ from, to }) => ({ from, to })).slice(-STRETCHES_ANSWERED);
  return { watched: watchedIn(intervals), unwatchedSeconds, unwatched };
}

/** The seconds of each resolution, the closest first. */
function watchedIn(intervals: readonly Watched[]): Why["watched"] {
  return RESOLUTIONS.filter((grain) => grain !== "nothing").flatMap((grain) => {
    const ms = intervals.filter((each) => each.grain === grain)
      .reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0);
    return ms < 1_000 ? [] : [{ grain, seconds: Math.round(ms / 1_000) }];
  });
}

function surroundings(
  pair: Pair,
  oldestAt: number | null,
  status: Status,
): Omit<Surroundings, "reset"> {
  const source = status.sources.find(({ name }) => name === pair.source);
  return {
    pair,
    oldestAt,
    stale: status.stale[pair.symbol] ?? null,
    isSourceReachable: source?.reachable !== false,
    stopped: status.storeProblem ?? status.checksProblem,
  };
}

/** An expired alarm was evaluated no longer than it lived. */
function lastEvaluatedAt(alarm: Alarm, pair: Pair): string | null {
  const { timestamp: lastUpdate = null } = evaluatedPoint(pair) ?? {};
  if (lastUpdate === null || Date.parse(lastUpdate) < watchedFrom(alarm)) return null;
  const { expiresAt } = alarm;
  return expiresAt !== null && Date.parse(expiresAt) < Date.parse(lastUpdate)
    ? expiresAt
    : lastUpdate;
}

/** What is told of a moment, as answers tell it. */
export function onTheWire<T extends { readonly at: number }>({ at, ...told }: T) {
  return { timestamp: new Date(at).toISOString(), ...told };
}

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
    judgedTo: evaluatedPoint(pair)?.timestamp ?? null,
    intervals: coverageWithin(coverage, inside),
    unwatchedSeconds: Math.round(unwatchedMs(coverage, inside) / 1000),
  };
}

import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { lastFired, watchedFrom } from "@/lib/alarms/moments.ts";
import {
  type AlarmMemory,
  EMPTY_STATE,
  judgedPoint,
  type OpenGap,
  type Pair,
} from "@/lib/alarms/pair.ts";
import { rulesOf } from "@/lib/alarms/kinds/kinds.ts";
import { windowMs } from "@/lib/alarms/windows.ts";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import { type Bar, barObservation } from "@/lib/market/candle.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import {
  HistoryUntil,
  type HistoryView,
  NO_HISTORY,
  OverlayHistory,
} from "@/lib/market/history/history_view.ts";
import { HISTORY_SLOT_MS } from "@/lib/market/history/newest_points.ts";
import { SECONDS_KEPT_MS } from "@/lib/market/history/second_prices.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { SourceBars } from "@/lib/sources/candles.ts";
import { apply } from "@/lib/store/apply.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { Turns } from "@/lib/time/turns.ts";

interface ToldBars {
  readonly answer: SourceBars;
  readonly history: PriceHistory | undefined;
}

/**
 * Evaluates the alarms of a pair on a gap that is told after they went on. Windows that begin in it are held against what
 * came after it as well, and where it had a new maximum or minimum, so are alarms that measure from those.
 *
 * @param elapsed a clock that only goes forward, in milliseconds: others have their turn meanwhile
 */
export async function evaluateGap(
  pair: Pair,
  gap: OpenGap,
  { answer, history }: ToldBars,
  elapsed: () => number,
): Promise<Replayed> {
  const replay = new GapReplay(pair, gap, history ?? NO_HISTORY);
  const turns = new Turns({ elapsed });
  const bars = answer.newestOpen ? answer.bars.slice(0, -1) : answer.bars;
  for (const observation of gapObservations(gap, { ...answer, bars }, history)) {
    replay.take(observation);
    await turns.next();
  }
  const seen = [...replay.result().seen];
  const to = Date.parse(gap.to.timestamp);
  replay.take({ price: gap.to.price, at: to }, { areConfirmed: true });
  const reachesPresent = isRecordBroken(pair, replay.record);
  const later = { bars, stepMs: answer.stepMs, history, to, reachesPresent };
  for (const { observation, only, areConfirmed } of afterGap(pair, later)) {
    replay.take(observation, { areConfirmed, only });
    await turns.next();
  }
  const judgedAt = judgedAtOf(pair, to);
  const isAnew = (alarm: Alarm) =>
    measuresFromRecord(alarm) ? reachesPresent : to + windowReachMs(alarm) >= judgedAt;
  return { ...replay.result(), seen, isAnew };
}

/** Up to when the pair's alarms have been evaluated, in milliseconds. */
function judgedAtOf(pair: Pair, to: number): number {
  const judged = judgedPoint(pair);
  return judged === null ? to : Date.parse(judged.timestamp);
}

type Record = Pick<Pair, "maxPrice" | "minPrice">;

function isRecordBroken({ maxPrice, minPrice }: Record, told: Record): boolean {
  return (told.maxPrice ?? -Infinity) > (maxPrice ?? -Infinity) ||
    (told.minPrice ?? Infinity) < (minPrice ?? Infinity);
}

interface Later {
  readonly observation: Observation;
  /** The alarms to which it says something else now that the gap is told. */
  readonly only: (alarm: Alarm) => boolean;
  /** What stands in our own history was believed; what the source tells is held against the jumps' rule. */
  readonly areConfirmed: boolean;
}

interface AfterGap {
  /** What the source told beyond the gap, and how wide its bars are (ms). */
  readonly bars: readonly Bar[];
  readonly stepMs: number;
  readonly history: PriceHistory | undefined;
  /** Where the gap ends, in milliseconds. */
  readonly to: number;
  readonly reachesPresent: boolean;
}

/**
 * What came after the gap and is judged in another way by what was in it: a new record, or a window that begins in it. As
 * the source tells it by the second, and beyond that from our own history.
 */
function afterGap(pair: Pair, { bars, stepMs, history, to, reachesPresent }: AfterGap): Later[] {
  const longest = pair.alarms.reduce((most, alarm) => Math.max(most, windowReachMs(alarm)), 0);
  if (longest === 0 && !reachesPresent) return [];
  const judgedAt = judgedAtOf(pair, to);
  const only = (at: number) => (alarm: Alarm) =>
    (reachesPresent && measuresFromRecord(alarm)) || to + windowReachMs(alarm) >= at;
  const told = stepMs > SECOND_MS ? [] : bars.map((bar) => barObservation(bar, stepMs))
    .filter(({ at, since = at }) => since > to && at <= judgedAt);
  const from = told.at(-1)?.at ?? to;
  const until = reachesPresent ? judgedAt : Math.min(judgedAt, to + longest);
  const own = history === undefined ? [] : [...secondsOf(history, from, until)];
  const later = [...told, ...own].map((observation, place) => ({
    observation,
    only: only(observation.at),
    areConfirmed: place >= told.length,
  }));
  if (!reachesPresent || history === undefined) return later;
  // The highs and lows of our own prices are known for each slot only.
  const slots = history.bars(from === to ? to : from + 1, judgedAt, HISTORY_SLOT_MS).map((bar) => {
    const observation = barObservation(bar, HISTORY_SLOT_MS);
    const seen = { ...observation, at: Math.min(observation.at, judgedAt) };
    return {
      observation: seen,
      only: measuresFromRecord,
      areConfirmed: true,
    };
  });
  return [...later, ...slots].sort((a, b) => a.observation.at - b.observation.at);
}

/** The price just before the end of each second, as long as it is known so closely. */
function* secondsOf(history: PriceHistory, from: number, until: number): Generator<Observation> {
  const first = Math.floor(from / SECOND_MS) * SECOND_MS + SECOND_MS - 2;
  for (let at = first; at <= Math.min(until, from + SECONDS_KEPT_MS); at += SECOND_MS) {
    const price = at > from ? history.priceAt(at) : null;
    if (price !== null) yield { price, at };
  }
}

/** What came of evaluating a gap. */
export interface Replayed {
  readonly fires: readonly Fire[];
  /** The alarms that took part, as they were before and as they were after it. */
  readonly before: ReadonlyMap<string, Alarm>;
  readonly after: ReadonlyMap<string, Alarm>;
  /** The prices that were believed, oldest first. */
  readonly seen: readonly Observation[];
  /** Whether all that has been evaluated of an alarm since was evaluated anew. */
  readonly isAnew: (alarm: Alarm) => boolean;
}

/** Evaluates the alarms of a pair on a gap that is told after they went on: as they stood when it began. */
class GapReplay {
  readonly #history: OverlayHistory;
  readonly #before: ReadonlyMap<string, Alarm>;
  /** From when on an alarm takes part, in milliseconds. */
  readonly #startsAt: ReadonlyMap<string, number>;
  readonly #fires: Fire[] = [];
  readonly #seen: Observation[] = [];
  #pair: Pair;

  constructor(pair: Pair, gap: OpenGap, history: HistoryView) {
    const [from, to] = [Date.parse(gap.from.timestamp), Date.parse(gap.to.timestamp)];
    const alarms = alarmsThen(pair, gap);
    this.#before = new Map(alarms.map((alarm) => [alarm.id, alarm]));
    // One that was set in the gap or after it takes part before: whether its condition held when it was set is known now.
    this.#startsAt = new Map(alarms.map((alarm) => {
      const earliest = watchedFrom(alarm) < to ? -Infinity : to;
      return [alarm.id, Math.max(earliest, firedSince(alarm))];
    }));
    this.#history = new OverlayHistory(new HistoryUntil(history, from));
    this.#pair = pairThen(pair, gap, alarms);
  }

  /** Takes the next observation; `only` leaves out alarms that it says nothing new to. */
  take(
    observation: Observation,
    { areConfirmed = false, only = () => true }: {
      areConfirmed?: boolean;
      only?: (alarm: Alarm) => boolean;
    } = {},
  ): void {
    const pair = this.#pair;
    const { symbol } = pair;
    const alarms = pair.alarms.filter((alarm) =>
      (this.#startsAt.get(alarm.id) ?? Infinity) <= observation.at && only(alarm)
    );
    const { events } = decidePrices(stateOf({ ...pair, alarms }), {
      observations: new Map([[symbol, observation]]),
      histories: new Map([[symbol, this.#history]]),
      ...{ now: observation.at, staleAfterMs: Infinity, areConfirmed },
    });
    this.#pair = apply(stateOf(pair), events).pairs.get(symbol) ?? pair;
    for (const event of events) {
      if (event.type === "alarmFired") this.#fires.push(event.fire);
      if (event.type !== "priceObserved") continue;
      this.#seen.push(event.observation);
      this.#history.add(event.observation.at, event.observation.price);
    }
  }

  get record(): { readonly maxPrice: number | null; readonly minPrice: number | null } {
    const { maxPrice, minPrice } = this.#pair;
    return { maxPrice, minPrice };
  }

  result(): Omit<Replayed, "isAnew"> {
    const after = new Map(this.#pair.alarms.map((alarm) => [alarm.id, alarm]));
    return { fires: this.#fires, before: this.#before, after, seen: this.#seen };
  }
}

function stateOf(pair: Pair) {
  return { ...EMPTY_STATE, pairs: new Map([[pair.symbol, pair]]) };
}

function pairThen(pair: Pair, gap: OpenGap, alarms: readonly Alarm[]): Pair {
  const { judged: _, openGaps: __, ...rest } = pair;
  const { from, maxPrice, minPrice } = gap;
  const coverage = (pair.coverage ?? []).filter(({ to }) =>
    Date.parse(to) <= Date.parse(from.timestamp)
  );
  return {
    ...rest,
    ...{ currentPrice: from.price, lastUpdate: from.timestamp, priceHistory: [] },
    ...{ unconfirmed: null, trouble: null, maxPrice, minPrice, coverage },
    alarms: [...alarms],
  };
}

/** The alarms that the gap can still set off, as they stood when it began or, where they begin later, then. */
function alarmsThen({ alarms }: Pair, gap: OpenGap): Alarm[] {
  const [from, to] = [Date.parse(gap.from.timestamp), Date.parse(gap.to.timestamp)];
  const memories = new Map(gap.alarms.map((memory) => [memory.id, memory]));
  return alarms.flatMap((alarm): Alarm[] => {
    const firedAt = firedSince(alarm);
    // What was before it was set, changed or armed again is dropped, and so is what was before it fired.
    if (Math.max(watchedFrom(alarm), firedAt) >= to + laterReachMs(alarm)) return [];
    if (alarm.mode === "once" && (alarm.triggered || firedAt > from)) return [];
    // When it was snoozed or paused it knows itself.
    const { watchedPrice: _price, watchedPricedAt: _moment, ...rest } = alarm;
    if (firedAt > from) {
      return [{ ...rest, conditionMet: true, triggered: true, clearedSinceFire: false }];
    }
    const isLater = watchedFrom(alarm) >= to;
    return [{ ...rest, ...standThen(isLater ? undefined : memories.get(alarm.id)) }];
  });
}

/** When an alarm fired last since it was set, changed or armed again (ms); minus infinity when it has not. */
function firedSince(alarm: Alarm): number {
  const at = lastFired(alarm);
  return at >= watchedFrom(alarm) ? at : -Infinity;
}

/** How long after a gap an alarm may depend on what was in it, in milliseconds. */
function laterReachMs(alarm: Alarm): number {
  return measuresFromRecord(alarm) ? Infinity : windowReachMs(alarm);
}

/** How long a gap is in reach of an alarm's window (ms), which begins with the end of a second; 0 without a window. */
function windowReachMs(alarm: Alarm): number {
  const length = windowMs(alarm);
  return length === null ? 0 : length + SECOND_MS;
}

function measuresFromRecord(alarm: Alarm): boolean {
  return rulesOf(alarm).measuresFromRecord;
}

/** How an alarm stood when the gap began; without a memory it just waited for its condition. */
function standThen(memory: AlarmMemory | undefined) {
  const { conditionMet = false, triggered = false, clearedSinceFire = false } = memory ?? {};
  const { watchedPrice, watchedPricedAt } = memory ?? {};
  return {
    ...{ conditionMet, triggered, clearedSinceFire },
    ...(watchedPrice !== undefined && { watchedPrice }),
    ...(watchedPricedAt !== undefined && { watchedPricedAt }),
  };
}

type History = Pick<PriceHistory, "bars">;

/** What a source told of a gap as observations, oldest first: those between the prices on both sides of it. */
function gapObservations(
  gap: OpenGap,
  { bars, stepMs, shape }: Pick<SourceBars, "bars" | "stepMs" | "shape">,
  history: History | undefined,
): Observation[] {
  const [from, to] = [Date.parse(gap.from.timestamp), Date.parse(gap.to.timestamp)];
  const width = shape === "bars" ? stepMs : 0;
  return bars.flatMap((bar): Observation[] => {
    const lastAt = bar.at + Math.max(0, width - 1);
    if (lastAt <= from || bar.at >= to) return [];
    const isWithin = bar.at > from && lastAt < to;
    const seen = isWithin
      ? barObservation(bar, width)
      : partOf(bar, gap, { lastAt, history, width });
    return seen.at > from && seen.at < to ? [seen] : [];
  });
}

/** A bar that reaches beyond the gap: its low and high may be of what was watched already. */
function partOf(
  bar: Bar,
  gap: OpenGap,
  { lastAt, width, history }: {
    readonly lastAt: number;
    readonly width: number;
    readonly history: History | undefined;
  },
): Observation {
  const [from, to] = [Date.parse(gap.from.timestamp), Date.parse(gap.to.timestamp)];
  const endsWithin = lastAt < to;
  const price = endsWithin ? bar.close : gap.to.price;
  const at = Math.min(lastAt, to - 1);
  const known = [
    ...(bar.at <= from ? [gap.from.price] : []),
    ...(endsWithin ? [] : [gap.to.price]),
    ...(history?.bars(bar.at, Math.min(from, lastAt), width) ?? []).flatMap(extremesOf),
    ...(endsWithin ? [] : history?.bars(to, lastAt, width) ?? []).flatMap(extremesOf),
  ];
  return {
    ...{ price, at, since: bar.at },
    low: bar.low < Math.min(...known) ? bar.low : price,
    high: bar.high > Math.max(...known) ? bar.high : price,
  };
}

function extremesOf({ low, high }: Bar): number[] {
  return [low, high];
}

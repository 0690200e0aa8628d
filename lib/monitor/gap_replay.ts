import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { lastFired } from "@/lib/alarms/last_fired.ts";
import { watchedFrom } from "@/lib/alarms/watched_from.ts";
import { windowMs } from "@/lib/alarms/window_ms.ts";
import type { HistoryView } from "@/lib/market/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import { HistoryUntil, OverlayHistory } from "@/lib/market/overlay_history.ts";
import { SECOND_MS } from "@/lib/sources/bar_steps.ts";
import { apply } from "@/lib/store/apply.ts";
import type { AlarmMemory, OpenGap } from "@/lib/store/open_gap.ts";
import { EMPTY_STATE, type Pair } from "@/lib/store/state.ts";
import { decidePrices } from "./decide_prices.ts";

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
export class GapReplay {
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
export function windowReachMs(alarm: Alarm): number {
  const length = alarm.type === "timeframe" ? windowMs(alarm) : null;
  return length === null ? 0 : length + SECOND_MS;
}

export function measuresFromRecord({ type }: Alarm): boolean {
  return type === "percentChange";
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

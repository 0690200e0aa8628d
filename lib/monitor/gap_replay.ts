import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { lastFired } from "@/lib/alarms/last_fired.ts";
import { watchedFrom } from "@/lib/alarms/watched_from.ts";
import type { HistoryView } from "@/lib/market/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import { HistoryUntil, OverlayHistory } from "@/lib/market/overlay_history.ts";
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
  /** Alarms that measure from maximum or minimum were held against what came after the gap, too. */
  readonly reachesPresent: boolean;
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
    const from = Date.parse(gap.from.timestamp);
    const alarms = alarmsThen(pair, gap);
    this.#before = new Map(alarms.map((alarm) => [alarm.id, alarm]));
    this.#startsAt = new Map(
      alarms.map((alarm) => [alarm.id, Math.max(watchedFrom(alarm), lastFired(alarm))]),
    );
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

  result(): Omit<Replayed, "reachesPresent"> {
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

/** The alarms that the gap can still set off, as they stood when it began. */
function alarmsThen({ alarms }: Pair, gap: OpenGap): Alarm[] {
  const [from, to] = [Date.parse(gap.from.timestamp), Date.parse(gap.to.timestamp)];
  const memories = new Map(gap.alarms.map((memory) => [memory.id, memory]));
  return alarms.flatMap((alarm): Alarm[] => {
    // Set, changed or armed again after it: what was before is dropped.
    if (watchedFrom(alarm) >= to || lastFired(alarm) >= to) return [];
    const hasFiredWithin = lastFired(alarm) > from;
    if (alarm.mode === "once" && (alarm.triggered || hasFiredWithin)) return [];
    // When it was snoozed or paused it knows itself.
    const { watchedPrice: _, ...rest } = alarm;
    if (hasFiredWithin) {
      return [{ ...rest, conditionMet: true, triggered: true, clearedSinceFire: false }];
    }
    return [{ ...rest, ...standThen(memories.get(alarm.id)) }];
  });
}

/** How an alarm stood when the gap began; without a memory it just waited for its condition. */
function standThen(memory: AlarmMemory | undefined) {
  const { conditionMet = false, triggered = false, clearedSinceFire = false } = memory ?? {};
  const { watchedPrice } = memory ?? {};
  return {
    ...{ conditionMet, triggered, clearedSinceFire },
    ...(watchedPrice !== undefined && { watchedPrice }),
  };
}

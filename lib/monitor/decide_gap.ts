import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Bar } from "@/lib/market/bar.ts";
import type { HistoryView } from "@/lib/market/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import { OverlayHistory } from "@/lib/market/overlay_history.ts";
import { apply } from "@/lib/store/apply.ts";
import type { Event } from "@/lib/store/event.ts";
import { EMPTY_STATE, type Pair, type State } from "@/lib/store/state.ts";
import { decidePrices } from "./decide_prices.ts";

/** What a source told of a stretch that nobody watched. */
export interface Gap {
  readonly symbol: string;
  /** Oldest first. */
  readonly bars: readonly Bar[];
  /** Width of the bars, in milliseconds; 0 where they are prices of one moment. */
  readonly stepMs: number;
  /** Why nobody watched, in words for a person. */
  readonly why: string;
}

export interface GapInput {
  readonly gap: Gap;
  readonly histories: ReadonlyMap<string, HistoryView>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

const NO_HISTORY: HistoryView = { oldestAt: null, firstAtOrAfter: () => null };

/**
 * Judges a stretch that nobody watched, bar by bar in order, as if each had been seen when it happened.
 * An alarm is judged only on what came after it was set. What fires is marked `late`.
 */
export function decideGap(state: State, { gap, histories, now }: GapInput): readonly Event[] {
  const { symbol } = gap;
  const pair = state.pairs.get(symbol);
  if (!pair) return [];
  const history = new OverlayHistory(histories.get(symbol) ?? NO_HISTORY);
  const events: Event[] = [];
  let current = pair;
  for (const observation of observationsOf(pair, gap, now)) {
    const found = judgeBar(current, observation, history).map((event) => asLate(event, gap, now));
    events.push(...found);
    current = applyTo(current, found);
    history.add(observation.at, observation.price);
  }
  return events;
}

function observationsOf(pair: Pair, { bars, stepMs }: Gap, now: number): Observation[] {
  const since = pair.lastUpdate === null ? -Infinity : Date.parse(pair.lastUpdate);
  const observations: Observation[] = [];
  for (const { at: start, low, high, close } of bars) {
    // The last moment of the bar, so that the next one is newer.
    const at = start + Math.max(0, stepMs - 1);
    if (at <= since || at > now) continue;
    // The low and high of a bar that began before the gap may be of what was watched already.
    const isWhole = stepMs > 0 && start > since;
    observations.push({ price: close, at, ...(isWhole ? { low, high } : {}) });
  }
  return observations;
}

function judgeBar(pair: Pair, observation: Observation, history: HistoryView): readonly Event[] {
  const { symbol } = pair;
  const alarms = pair.alarms.filter((alarm) => watchedFrom(alarm) <= observation.at);
  const judged = alarms.length === pair.alarms.length ? pair : { ...pair, alarms };
  return decidePrices({ ...EMPTY_STATE, pairs: new Map([[symbol, judged]]) }, {
    observations: new Map([[symbol, observation]]),
    histories: new Map([[symbol, history]]),
    now: observation.at,
    staleAfterMs: Infinity,
  }).events;
}

function watchedFrom({ watchedFrom, createdAt }: Alarm): number {
  return Date.parse(watchedFrom ?? createdAt);
}

function applyTo(pair: Pair, events: readonly Event[]): Pair {
  const state = { ...EMPTY_STATE, pairs: new Map([[pair.symbol, pair]]) };
  return apply(state, events).pairs.get(pair.symbol) ?? pair;
}

function asLate(event: Event, gap: Gap, now: number): Event {
  return event.type === "alarmFired" ? { ...event, fire: lateFire(event.fire, gap, now) } : event;
}

function lateFire(fire: Fire, { why }: Gap, now: number): Fire {
  const detectedAt = new Date(now).toISOString();
  const message = `${fire.message}; happened ${clockTime(fire.timestamp)}, ` +
    `found ${clockTime(detectedAt)} UTC: ${why}`;
  return { ...fire, late: true, detectedAt, message };
}

function clockTime(timestamp: string): string {
  return timestamp.slice(11, 16);
}

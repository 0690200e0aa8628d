import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { isJump } from "@/lib/market/accept.ts";
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
  for (const seen of seenIn(pair, gap, now)) {
    const found = judgeBar(current, seen, history).map((event) => asLate(event, gap, now));
    events.push(...found);
    current = applyTo(current, found);
    history.add(seen.observation.at, seen.observation.price);
  }
  return events;
}

/** An observation made of a bar, and when the bar began. */
interface Seen {
  readonly start: number;
  readonly observation: Observation;
}

function seenIn(pair: Pair, { bars, stepMs }: Gap, now: number): Seen[] {
  const since = pair.lastUpdate === null ? -Infinity : Date.parse(pair.lastUpdate);
  const seen: Seen[] = [];
  let before = pair.currentPrice;
  for (const bar of bars) {
    // The last moment of the bar, so that the next one is newer.
    const at = bar.at + Math.max(0, stepMs - 1);
    if (at <= since || at > now) continue;
    // The low and high of a bar that began before the gap may be of what was watched already.
    const isWhole = stepMs > 0 && bar.at > since;
    const extremes = isWhole ? trustedExtremes(bar, before) : {};
    seen.push({ start: bar.at, observation: { price: bar.close, at, ...extremes } });
    before = bar.close;
  }
  return seen;
}

/** A low or high far from the prices on both sides of it is a bad tick: nothing confirms it. */
function trustedExtremes({ low, high, close }: Bar, before: number | null) {
  const isBad = (price: number) => isJump(close, price) && isJump(before ?? close, price);
  return { ...(isBad(low) ? {} : { low }), ...(isBad(high) ? {} : { high }) };
}

/**
 * What a bar decides. An alarm that was set while the bar lasted is judged on its close only: the low
 * and high may be from before.
 */
function judgeBar(pair: Pair, { start, observation }: Seen, history: HistoryView): Event[] {
  const { price, at } = observation;
  const isOld = (alarm: Alarm) => watchedFrom(alarm) <= start;
  const old = pair.alarms.filter(isOld);
  const fresh = pair.alarms.filter((alarm) => !isOld(alarm) && watchedFrom(alarm) <= at);
  const events = judged(pair, old, observation, history);
  if (fresh.length === 0) return events;
  const onClose = judged(pair, fresh, { price, at }, history);
  return [...events, ...onClose.filter(({ type }) => type.startsWith("alarm"))];
}

function judged(
  pair: Pair,
  alarms: Alarm[],
  observation: Observation,
  history: HistoryView,
): Event[] {
  const { symbol } = pair;
  const { events } = decidePrices(
    { ...EMPTY_STATE, pairs: new Map([[symbol, { ...pair, alarms }]]) },
    {
      observations: new Map([[symbol, observation]]),
      histories: new Map([[symbol, history]]),
      now: observation.at,
      staleAfterMs: Infinity,
    },
  );
  return [...events];
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
  const isSameDay = fire.timestamp.slice(0, 10) === detectedAt.slice(0, 10);
  const told = isSameDay ? clockTime : dayAndTime;
  const message = `${fire.message}; happened ${told(fire.timestamp)}, found ${
    told(detectedAt)
  } UTC: ${why}`;
  return { ...fire, late: true, detectedAt, message };
}

function dayAndTime(timestamp: string): string {
  return timestamp.slice(0, 16).replace("T", " ");
}

function clockTime(timestamp: string): string {
  return timestamp.slice(11, 16);
}

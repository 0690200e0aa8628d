import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Delivery, Policy, StoredChannel } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { recordAfter } from "@/lib/alarms/evaluate.ts";
import type {
  Pair,
  PricePoint,
  State,
  StoredOutlier,
  StoredTrouble,
  Watchlist,
} from "@/lib/alarms/pair.ts";
import type { Dropped } from "@/lib/alarms/life_cycle.ts";
import { BY_PROGRAM } from "@/lib/alarms/limits.ts";
import type { Candle, Resolution, Span } from "@/lib/market/candle.ts";
import type { Observation } from "@/lib/market/accept.ts";

/** What a person can do to an alarm that stays. */
export type AlarmAct = "edited" | "rearmed" | "snoozed" | "paused" | "resumed";

/** Resolution of the stretch between the last evaluated price and an observation; moments in milliseconds. */
export interface WatchedUpTo {
  readonly grain: Resolution;
  /** From here on in this way; before it, not at all. */
  readonly from: number;
  /** But up to here single prices were shown. */
  readonly pointsTo?: number | undefined;
  /** What came before it was not asked for, or not told yet: it stays asked for. */
  readonly leavesGap?: boolean;
}

/** What a decision changed. `decide` returns events, `apply` turns them into the next state, `announce` tells the world. */
export type Event =
  | { readonly type: "pairAdded"; readonly pair: Pair }
  | { readonly type: "pairRemoved"; readonly symbol: string }
  | {
    /** A person put the pairs in another order: these first, in this order, then all others as before. */
    readonly type: "pairsReordered";
    readonly symbols: readonly string[];
  }
  | {
    readonly type: "priceObserved";
    readonly symbol: string;
    readonly observation: Observation;
    readonly watched?: WatchedUpTo | undefined;
  }
  | {
    /** The source told what was before the pair's oldest price; maximum and minimum stay those since it was added. */
    readonly type: "historyBackfilled";
    readonly symbol: string;
    /** Of a minute or more, oldest first. */
    readonly candles: readonly Candle[];
    /** How far back the source was asked, in milliseconds since the Unix epoch. */
    readonly from: number;
  }
  | {
    /** A gap that alarms went on after is filled, or (null) the source no longer has it: it is closed. */
    readonly type: "gapTold";
    readonly symbol: string;
    /** The moment at which it began: which gap is meant. */
    readonly gapFrom: string;
    readonly told: { readonly span: Span; readonly grain: Resolution } | null;
    /** Lowest and highest price in it. */
    readonly low?: number;
    readonly high?: number;
    /** The prices in it, oldest first, and the one after it. */
    readonly seen: readonly Observation[];
    readonly to: PricePoint;
  }
  | {
    /** A price for the screens; alarms are evaluated once the gap before it is filled. */
    readonly type: "priceShown";
    readonly symbol: string;
    readonly point: PricePoint;
  }
  | { readonly type: "priceDoubted"; readonly symbol: string; readonly point: StoredOutlier | null }
  | {
    /** The source gives the pair up, for another reason than before, or (null) trades it again. */
    readonly type: "pairTroubled";
    readonly symbol: string;
    readonly trouble: StoredTrouble | null;
  }
  | { readonly type: "alarmAdded"; readonly symbol: string; readonly alarm: Alarm }
  | {
    readonly type: "alarmUpdated";
    readonly symbol: string;
    readonly alarm: Alarm;
    /** `person`: edited, re-armed, snoozed; `engine`: its evaluation moved, or it re-armed itself. */
    readonly by: "person" | "engine";
    /** What the person did. */
    readonly act?: AlarmAct;
    /** A person had it start anew: what happened before is not evaluated for it any more. */
    readonly startedAnew?: boolean;
    /** The stretch that is dropped unevaluated because it starts anew. */
    readonly dropped?: Dropped;
  }
  | { readonly type: "alarmRemoved"; readonly symbol: string; readonly id: string }
  | {
    readonly type: "alarmFired";
    readonly symbol: string;
    /** The alarm after firing; `fire.alarm` is the alarm before. */
    readonly alarm: Alarm;
    readonly fire: Fire;
  }
  | {
    /** A rehearsal: rings like a fire, and leaves the alarm as it is. */
    readonly type: "alarmTested";
    readonly symbol: string;
    readonly fire: Fire;
  }
  | {
    readonly type: "fireAcknowledged";
    readonly fireId: string;
    readonly at: string;
    /** Address of the client, or `program`. */
    readonly by: string;
  }
  | { readonly type: "channelAdded"; readonly channel: StoredChannel }
  | {
    readonly type: "channelUpdated";
    readonly channel: StoredChannel;
    /** `program`: what came of its deliveries. */
    readonly by: "person" | "program";
  }
  | { readonly type: "channelRemoved"; readonly id: string }
  | { readonly type: "channelTested"; readonly delivery: Delivery }
  /** Something is wrong with the program; a delivery for each channel that is told of such things. */
  | { readonly type: "troubleFound"; readonly deliveries: readonly Delivery[] }
  | { readonly type: "policyAdded"; readonly policy: Policy }
  | { readonly type: "policyUpdated"; readonly policy: Policy }
  | { readonly type: "policyRemoved"; readonly id: string }
  | {
    readonly type: "watchlistAdded" | "watchlistUpdated";
    readonly watchlist: Watchlist;
    /** Where it stands from now on, from 0; left out: where it stood, a new one at the end. */
    readonly place?: number;
  }
  | {
    readonly type: "watchlistRemoved";
    /** As it was, and where it stood. */
    readonly watchlist: Watchlist;
    readonly place: number;
  }
  | {
    /** A step of an escalation tells once more. */
    readonly type: "deliveryRepeated";
    readonly delivery: Delivery;
  }
  | {
    /** It was tried, or a person has it sent again. */
    readonly type: "deliveryUpdated";
    readonly delivery: Delivery;
    readonly by: "person" | "program";
  }
  | {
    /** The computer's clock was set: moments that are compared move along, so that no fire changes. */
    readonly type: "clockMoved";
    /** Milliseconds, negative when it was set back. */
    readonly deltaMs: number;
    /** The pairs whose prices have their moments from that clock. */
    readonly symbols: ReadonlySet<string>;
  };

/** What a listener may ask for: events by their type, or prices that are more than another price of their pair. */
export type News =
  | Event["type"]
  /** The pair's first price. */
  | "firstPrice"
  /** A price that comes while an outlier waits: it confirms or discards it. */
  | "priceAfterOutlier"
  /** A price before which a gap stays open. */
  | "gapLeft";

const PRICES: ReadonlySet<Event["type"]> = new Set(["priceObserved", "priceShown", "priceDoubted"]);

/** Whether events move nothing but prices: what a crash forgets of them the source tells again. */
export function isPriceOnly(events: readonly Event[]): boolean {
  return events.every(({ type }) => PRICES.has(type));
}

/** Whether a price is a pair's first, or a new maximum or minimum. */
export function movesRecord(event: Event, before: State): boolean {
  const pair = before.pairs.get("symbol" in event ? event.symbol : "");
  if (event.type !== "priceObserved" || pair === undefined) return false;
  const { maxPrice, minPrice } = recordAfter(pair, event.observation);
  return maxPrice !== pair.maxPrice || minPrice !== pair.minPrice;
}

/** Who waits for the answer to a change, with which request id, and which event that answer is. */
export interface Reply {
  readonly client: symbol;
  readonly id: string | number | undefined;
  readonly event: string;
}

/** A person who asks for a change. */
export interface Doer {
  readonly id: string;
  readonly name: string;
  /** May not name channels that are others' own: to them there are none. */
  readonly knowsNoOthers?: true;
}

/** Which person asked for a change; the program itself has none. */
export interface Cause {
  /** Address of the client. */
  readonly address: string;
  /** Who it is; left out where nobody has to log in. */
  readonly by?: Doer | undefined;
  /** Set when the request came over a socket. */
  readonly reply?: Reply;
}

/** An alarm rings with this many fires at most: nobody listens, and the file must not grow for ever. */
const MOST_RINGING = 50;
/** All alarms together ring with this many at most: each stands in the file, on every screen and in every snapshot. */
const MOST_RINGING_IN_ALL = 10_000;

/**
 * Acknowledges the oldest fires of an alarm that fires again while so many of it ring already, and the oldest of all where
 * very many ring; `now` in milliseconds.
 */
export function silenceOldest(state: State, events: readonly Event[], now: number): Event[] {
  const fired = events.flatMap((event) => "fire" in event ? [event.fire.alarmId] : []);
  if (fired.length === 0) return [];
  const surplus = surplusOfEach(state.fires, fired);
  // Thousands may come one after the other, so no list is made of thousands that ring.
  let count = fired.length - surplus.size;
  for (const fire of state.fires) if (isRinging(fire)) count++;
  const others: Fire[] = [];
  for (const fire of state.fires) {
    if (others.length >= count - MOST_RINGING_IN_ALL) break;
    if (isRinging(fire) && !surplus.has(fire.id)) others.push(fire);
  }
  const at = new Date(now).toISOString();
  return [...surplus, ...others.map(({ id }) => id)].map((fireId): Event => (
    { type: "fireAcknowledged", fireId, at, by: BY_PROGRAM }
  ));
}

function isRinging({ acknowledgedAt }: Fire): boolean {
  return acknowledgedAt === null;
}

/** Ids of the fires that are too many of their own alarm; `fired` names the alarm of each new one. */
function surplusOfEach(known: readonly Fire[], fired: readonly string[]): Set<string> {
  const news = Map.groupBy(fired, (alarmId) => alarmId);
  const again = Map.groupBy(
    known.filter((fire) => isRinging(fire) && news.has(fire.alarmId)),
    (fire) => fire.alarmId,
  );
  return new Set([...again].flatMap(([alarmId, fires]) => {
    const count = fires.length + (news.get(alarmId)?.length ?? 0);
    return fires.slice(0, Math.max(0, count - MOST_RINGING)).map(({ id }) => id);
  }));
}

/** So many events are one change at most: it is announced in one turn, with a line in the log and a frame for each. */
export const EVENTS_A_CHANGE = 500;

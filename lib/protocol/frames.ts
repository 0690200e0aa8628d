import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Delivery, Policy } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Pair, Watchlist } from "@/lib/alarms/pair.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { PairChoice } from "@/lib/market/symbol.ts";
import type { ChannelView } from "./views.ts";
import type { ImportReport } from "./import_report.ts";

/** How much of what a source allows is used. */
export interface SourceBudget {
  readonly used: number;
  readonly limit: number;
  readonly per: "second" | "minute" | "month";
  /** When counting begins anew. */
  readonly resetsAt: string;
  /** How far apart it is asked, in milliseconds, because what is allowed would not do for every check; else null. */
  readonly slowedToMs: number | null;
}

/** How one price source is doing. */
export interface SourceStatus {
  readonly name: SourceName;
  readonly reachable: boolean;
  readonly lastSuccessAt: string | null;
  /** Since when it has not answered; null while it does. */
  readonly failingSince: string | null;
  /** What went wrong last, in words for a person; null while it answers. */
  readonly problem: string | null;
  /** Null where the source limits nothing. */
  readonly budget: SourceBudget | null;
  /** How its stream is; null where prices are polled only. */
  readonly stream?: StreamStatus | null;
}

/** How the stream of a source is doing. */
export interface StreamStatus {
  /** Pairs whose prices it brings now; those of the others are polled. */
  readonly pairs: number;
  /** Why it brings none; null while it does. */
  readonly problem: string | null;
}

/** Outliers, and how many of them were confirmed, since the program was started. */
export interface Outliers {
  readonly seen: number;
  readonly confirmed: number;
}

/** How far back a pair's history was loaded, of what is wanted. */
export interface BackfillProgress {
  readonly doneDays: number;
  readonly days: number;
}

/** How the whole program is doing; absolute, so applying it twice is harmless. */
export interface Status {
  readonly version: string;
  readonly startedAt: string;
  readonly checkIntervalSeconds: number;
  readonly lastCheckAt: string | null;
  readonly checks: { readonly done: number; readonly failed: number; readonly skipped: number };
  readonly sources: readonly SourceStatus[];
  /** Symbol → why its price is not live. */
  readonly stale: Readonly<Record<string, string>>;
  /** Symbol → seconds of this day (UTC) in which nobody watched the pair; pairs with none are left out. */
  readonly unwatchedSeconds?: Readonly<Record<string, number>>;
  /** Symbol → since when there has been no newer price, for longer than a late answer explains. */
  readonly noData: Readonly<Record<string, string>>;
  /** Symbol → its outliers; absent where there were none. */
  readonly doubts: Readonly<Record<string, Outliers>>;
  /** Why nothing can be changed any more (a failed commit); null while all is well. */
  readonly storeProblem: string | null;
  /** Why no new pairs and alarms are taken (too little room on the disk), and what to do; else null. */
  readonly diskProblem: string | null;
  /** Why no check ends any more; null while checks end. */
  readonly checksProblem: string | null;
  /** What the start had to restore or import, for as long as the program runs; null when nothing. */
  readonly recovery: string | null;
  readonly clients: number;
  /** Symbol → how far its history is loaded, while it is; an older server does not say. */
  readonly backfills?: Readonly<Record<string, BackfillProgress>>;
}

/** What the server knows of a pair's past beyond the newest points; an older server does not say. */
export interface PairPast {
  /** Moment of the oldest price that is known; null when there is none. */
  readonly historyStart: string | null;
  /** Since when it is watched without a gap, where that is not since it was added; null where it is. */
  readonly gaplessSince?: string | null;
  /** First price of the window of each alarm with one, by the alarm's id; absent while it warms up. */
  readonly references: Readonly<Record<string, number>>;
  /** Price an hour ago; null while less is known. */
  readonly hourAgo: number | null;
  /** Price a day ago; null while less is known. */
  readonly dayAgo: number | null;
}

/** A pair on the wire, and in a page's first HTML. */
export interface PairView extends Pair, Partial<PairPast> {
  /** Alarms that a page comes without, because there are very many; absent on the wire. */
  readonly leftOut?: number;
}

/** Everything a client needs to show the program's state. */
export interface Snapshot {
  readonly epoch: string;
  readonly seq: number;
  readonly serverTime: string;
  readonly pairs: readonly PairView[];
  /** In the order that people set; an older server does not say. */
  readonly watchlists?: readonly Watchlist[];
  /** Fires that nobody has acknowledged, newest last. */
  readonly ringing: readonly Fire[];
  readonly status: Status;
}

/** What changed of a pair with its price. */
export interface PriceChange extends Partial<PairPast> {
  readonly pair: string;
  readonly price: number;
  /** When it was told at the source; left out where that is within a second of the frame's `at`. */
  readonly timestamp?: string;
  readonly maxPrice?: number;
  readonly minPrice?: number;
  /** Of a pair that the client did not follow until now. */
  readonly sparkline?: Sparkline;
  /** Of such a pair, where it was added without a price. */
  readonly firstPrice?: number;
}

/** The same with nothing left out, as `/ws` without `v=2` sends it. */
export interface WholePriceChange extends PriceChange {
  readonly timestamp: string;
  readonly maxPrice: number;
  readonly minPrice: number;
}

/** Prices on even steps of time. */
export interface Sparkline {
  readonly start: string;
  /** In seconds. */
  readonly step: number;
  readonly prices: readonly number[];
}

/** A sign of life of the server, sent after each check and at least every 15 seconds. */
export interface Heartbeat {
  readonly serverTime: string;
  /** Absent when an older server beats. */
  readonly epoch?: string;
  /** When the last check ended; null before the first one, absent when an older server beats. */
  readonly lastCheckAt?: string | null;
}

/** A watchlist, and its place among all of them from 0 on. */
interface WatchlistPlaced {
  readonly success: true;
  readonly watchlist: Watchlist;
  readonly place: number;
}

/** Server frames by event, as `/ws` broadcasts and answers them. */
export interface FrameData {
  snapshot: Snapshot;
  price_update: {
    /** The common moment of the prices; absent where each names its own. */
    readonly at?: string;
    readonly prices: readonly PriceChange[];
  };
  pair_added: { readonly success: true; readonly pair: PairView };
  /** Replaces the pair. */
  pair_updated: { readonly pair: PairView };
  pair_removed: { readonly pair: string };
  /** All pairs in their new order. */
  pairs_reordered: { readonly pairs: readonly string[] };
  alarm_added: {
    readonly success: true;
    readonly pair: string;
    readonly alarm: Alarm;
    readonly alreadyTrue: boolean;
  };
  alarm_updated: {
    readonly pair: string;
    readonly alarm: Alarm;
    /** In the answer to a person's edit: whether the new condition holds already. */
    readonly alreadyTrue?: boolean;
    /** A person had it start anew: re-armed, with another condition, or of another type. */
    readonly startedAnew?: boolean;
    /** It started anew: the stretch from here to there was not evaluated for it yet and is dropped. */
    readonly droppedFrom?: string | undefined;
    readonly droppedTo?: string | undefined;
  };
  alarm_removed: { readonly pair: string; readonly id: string };
  /** Answers to what is asked about several alarms; each of them is broadcast by itself. */
  alarms_added: {
    readonly success: true;
    readonly alarms: readonly {
      readonly pair: string;
      readonly alarm: Alarm;
      readonly alreadyTrue: boolean;
    }[];
  };
  alarms_updated: {
    readonly alarms: readonly { readonly pair: string; readonly alarm: Alarm }[];
    /** Of `update_alarms`, which changes each by itself: which it did not, and why. */
    readonly refused?: readonly {
      /** Null where there is no such alarm. */
      readonly pair: string | null;
      readonly id: string;
      readonly message: string;
    }[];
  };
  alarms_imported: ImportReport;
  alarms_removed: { readonly alarms: readonly { readonly pair: string; readonly id: string }[] };
  alarm_triggered: {
    readonly pair: string;
    readonly alarm: Alarm;
    readonly price: number;
    readonly fire: FireView;
  };
  fire_acknowledged: {
    readonly fireIds: readonly string[];
    readonly acknowledgedAt: string;
    /** Address of the client that asked for it, or `program`. */
    readonly by: string;
  };
  channel_added: { readonly success: true; readonly channel: ChannelView };
  channel_updated: { readonly channel: ChannelView };
  channel_removed: { readonly id: string };
  policy_added: { readonly success: true; readonly policy: Policy };
  policy_updated: { readonly policy: Policy };
  policy_removed: { readonly id: string };
  watchlist_added: WatchlistPlaced;
  /** Replaces the list, and puts it at its place. */
  watchlist_updated: WatchlistPlaced;
  watchlist_removed: {
    readonly success: true;
    readonly id: string;
    /** As it was, so that it can be added again. */
    readonly watchlist: Watchlist;
    readonly place: number;
  };
  /** It was tried, or asked for by a person. That an acknowledgement cancels those of its fire is not told one by one. */
  delivery_updated: { readonly delivery: Delivery };
  status: Status;
  heartbeat: Heartbeat;
  error: {
    readonly code: string;
    readonly message: string;
    readonly field?: string;
    /** What to ask for instead. */
    readonly choices?: readonly PairChoice[];
  };
}

export type FrameEvent = keyof FrameData;

/**
 * One text frame from the server. `seq` grows by one per broadcast; answers carry the last broadcast's, and
 * so do prices on `/ws?v=2`.
 */
export type ServerFrame = {
  [E in FrameEvent]: {
    readonly event: E;
    readonly data: FrameData[E];
    readonly seq: number;
    /** Repeats the request's. */
    readonly id?: string | number;
  };
}[FrameEvent];

/** A fire on the wire, with who is told of it besides the screens. */
export interface FireView extends Fire {
  /** An older server does not say. */
  readonly deliveries?: readonly Delivery[];
}

/** Fires with what became of their deliveries. */
export function firesWithDeliveries(
  fires: readonly Fire[],
  outbox: readonly Delivery[],
): FireView[] {
  const wanted = new Set(fires.map(({ id }) => id));
  const byFire = Map.groupBy(
    outbox.filter(({ fireId }) => wanted.has(fireId)),
    ({ fireId }) => fireId,
  );
  return fires.map((fire) => ({ ...fire, deliveries: byFire.get(fire.id) ?? [] }));
}

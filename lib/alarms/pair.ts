import { z } from "zod";
import { gapsOf, RESOLUTIONS, type Span, type Watched as Stretch } from "@/lib/market/candle.ts";
import { SOURCE_NAMES } from "@/lib/market/source_name.ts";
import { Alarm } from "./alarm.ts";
import type { Delivery, Policy, StoredChannel } from "./delivery.ts";
import { Fire } from "./fire.ts";

const price = z.number().positive();
const time = z.iso.datetime();

export const PricePoint = z.object({ price, timestamp: time });

/** An outlier: a price that jumped too far to be accepted at once, with the number of its trade where the source numbers them. */
export const StoredOutlier = PricePoint.extend({ trade: z.number().optional() });

/** That the source has given a pair up: until it trades it again, no price of it is accepted. */
export const StoredTrouble = z.object({
  kind: z.enum(["delisted", "halted", "renamed"]),
  /** In words for a person. */
  reason: z.string().min(1),
  /** What the base asset is called now, where that is known; never followed in silence. */
  renamedTo: z.string().min(1).optional(),
  /** When it was noticed. */
  since: time,
});
/** How a stretch of time was watched. */
const Watched = z.object({ from: time, to: time, grain: z.enum(RESOLUTIONS) });

const point = z.object({ price: price, timestamp: time });

/** How an alarm stood when a gap began; what is left out is as in an alarm that waits for its condition. */
const AlarmMemory = z.object({
  id: z.string().min(1),
  conditionMet: z.boolean().nullable(),
  triggered: z.boolean().optional(),
  clearedSinceFire: z.boolean().optional(),
  watchedPrice: price.optional(),
  watchedPricedAt: time.optional(),
});

/**
 * An unwatched stretch that the source may still answer. Alarms have gone on after it; once it is filled they are
 * evaluated on it as they stood then.
 */
export const OpenGap = z.object({
  /** The last price that was evaluated before it, and the first one after it. */
  from: point,
  to: point,
  /** Maximum and minimum before it. */
  maxPrice: price.nullable(),
  minPrice: price.nullable(),
  /** Alarms that did not just wait for their condition when it began. */
  alarms: z.array(AlarmMemory).readonly(),
});

/** A pair as it stands in the store file, in memory and on the wire. */
export const Pair = z.object({
  symbol: z.string().min(1),
  base: z.string().min(1),
  quote: z.string().min(1),
  source: z.enum(SOURCE_NAMES),
  /**
   * How the source itself names the pair (Coinbase: `BTC-USD`), or its base asset (CoinGecko: `bitcoin`); null where that
   * is the symbol, and in pairs of older versions.
   */
  sourceId: z.string().nullable().default(null),
  /** What the source calls the base asset: `Gatechain`; absent where it does not say. */
  coinName: z.string().min(1).optional(),
  addedAt: time,
  /** First accepted price, for "change since added". */
  firstPrice: price.nullable().default(null),
  currentPrice: price.nullable().default(null),
  maxPrice: price.nullable().default(null),
  minPrice: price.nullable().default(null),
  /** Moment of `currentPrice` at the source. */
  lastUpdate: time.nullable().default(null),
  /** An outlier: a jump of more than 50 % that waits for another trade to confirm it. */
  unconfirmed: StoredOutlier.nullable().default(null),
  /** Why the source has no price of it any more; null while it trades it. */
  trouble: StoredTrouble.nullable().default(null),
  /**
   * The last evaluated price, while newer ones are only shown: the gap between is still to be
   * filled. Absent while that is `currentPrice`.
   */
  judged: PricePoint.optional(),
  /** How closely the pair was watched, oldest first; absent before the second price. */
  coverage: z.array(Watched).readonly().optional(),
  /** Unwatched stretches that the source is still asked for, oldest first; absent when there are none. */
  openGaps: z.array(OpenGap).readonly().optional(),
  /** How far back the source was asked for the past before the oldest price; absent before it was. */
  backfilledFrom: time.optional(),
  /** By how much the clock was set, in all, since the pair was added (ms); absent while it was not. */
  clockShiftMs: z.number().optional(),
  priceHistory: z.array(PricePoint).default([]),
  alarms: z.array(Alarm).default([]),
});

/** Everything the program must not lose. Maps and arrays in it are replaced, never changed in place. */
export interface State {
  readonly pairs: ReadonlyMap<string, Pair>;
  /** Newest last; every unacknowledged one, and the newest acknowledged ones. */
  readonly fires: readonly Fire[];
  /** Ids of fires that are decided but perhaps not announced yet. */
  readonly unannounced: readonly string[];
  /** In the order in which they were added. */
  readonly channels: readonly StoredChannel[];
  /** Escalation policies, in the order in which they were added. */
  readonly policies: readonly Policy[];
  /** In the order that people set. */
  readonly watchlists: readonly Watchlist[];
  /** What was or is to be sent, as long as the fire it tells of is kept; oldest first. */
  readonly outbox: readonly Delivery[];
}

export type PricePoint = z.infer<typeof PricePoint>;
export type StoredOutlier = z.infer<typeof StoredOutlier>;
export type StoredTrouble = z.infer<typeof StoredTrouble>;
export type Pair = z.infer<typeof Pair>;

export const EMPTY_STATE: State = {
  ...{ pairs: new Map(), fires: [], unannounced: [] },
  ...{ channels: [], policies: [], watchlists: [], outbox: [] },
};

export type AlarmMemory = z.infer<typeof AlarmMemory>;
export type OpenGap = z.infer<typeof OpenGap>;

/** More are not kept of a pair: the oldest is given up, and stays unwatched. */
export const OPEN_GAPS_KEPT = 24;

/** The last price that alarms were evaluated on; null before the first one. */
export function evaluatedPoint(
  { judged, currentPrice, lastUpdate }: Pick<Pair, "judged" | "currentPrice" | "lastUpdate">,
): PricePoint | null {
  if (judged !== undefined) return judged;
  if (currentPrice === null || lastUpdate === null) return null;
  return { price: currentPrice, timestamp: lastUpdate };
}

/**
 * Tells of moments (ms) whether they lie within a stretch that nobody watched; `newest` is one that the
 * coverage does not have yet. Both are looked up when first asked.
 */
export function unwatchedFinder(
  coverageOf: () => readonly Stretch[] | undefined,
  newest: () => Span | null = () => null,
): (moment: number) => boolean {
  let gaps: readonly Span[] | null = null;
  return (moment) => {
    gaps ??= withNewest(gapsOf(coverageOf() ?? []), newest());
    // The prices at its two ends are known.
    return gaps.some(({ from, to }) => moment > from && moment < to);
  };
}

function withNewest(gaps: readonly Span[], newest: Span | null): readonly Span[] {
  return newest === null ? gaps : [...gaps, newest];
}

/** Up to where single prices were shown before an observation, and from where on it was watched; between, nobody did. All in milliseconds. */
export function stretchesUpTo(
  { before, at, watched }: {
    readonly before: number;
    readonly at: number;
    readonly watched: { readonly from: number; readonly pointsTo?: number | undefined };
  },
): { readonly from: number; readonly pointsTo: number } {
  const from = Math.min(Math.max(watched.from, before), at);
  return { from, pointsTo: Math.max(before, Math.min(watched.pointsTo ?? before, from)) };
}

/** Pairs that people look at together, as it stands in the store file; everybody sees and changes the same lists. */
export const Watchlist = z.object({
  /** `list_<ulid>`. */
  id: z.string().min(1),
  name: z.string().min(1),
  /** One of `LIST_COLOURS`, or `#rrggbb`. */
  colour: z.string().min(1),
  /** Symbols of watched pairs, in the order that people set, each once. */
  pairs: z.array(z.string().min(1)).readonly(),
});

export type Watchlist = z.infer<typeof Watchlist>;

/** More watchlists than this are refused. */
export const MAX_WATCHLISTS = 50;

/** The lists with one put in at a place from 0 on (the end where none is named); one that has its id is replaced. */
export function withWatchlist(
  lists: readonly Watchlist[],
  list: Watchlist,
  place?: number,
): readonly Watchlist[] {
  const others = lists.filter(({ id }) => id !== list.id);
  const known = lists.findIndex(({ id }) => id === list.id);
  const at = place ?? (known < 0 ? others.length : known);
  return [...others.slice(0, at), list, ...others.slice(at)];
}

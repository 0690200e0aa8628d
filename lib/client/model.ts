import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Watchlist } from "@/lib/alarms/pair.ts";
import { windowMs } from "@/lib/alarms/kinds/kinds.ts";
import { withNewestPoint } from "@/lib/market/accept.ts";
import type {
  FrameData,
  Heartbeat,
  PairView,
  PriceChange,
  ServerFrame,
  Snapshot,
  Sparkline,
  Status,
} from "@/lib/protocol/frames.ts";
import { pointsOf } from "@/lib/protocol/slim.ts";

/** How the page is connected to the server. */
export interface Link {
  /** `ended`: the session has, so that only a login brings it back. */
  readonly phase: "connecting" | "live" | "reconnecting" | "ended";
  /** Since when the connection is lost, by the viewer's clock (ms); null while it is not. */
  readonly lostAt: number | null;
  /** The device itself has no network, as far as it knows. */
  readonly isOffline: boolean;
  /**
   * The page has just been loaded or woken, and the server has not sent yet what happened meanwhile:
   * what it knows to be ringing may be acknowledged already.
   */
  readonly isBehind: boolean;
  /** Server's clock minus the viewer's, in milliseconds, so that ages are right on a wrong clock. */
  readonly clockOffsetMs: number;
}

/** A fire that arrived before its turn, with the number of its frame. */
interface EarlyFire {
  readonly seq: number;
  readonly fire: Fire;
}

/** Everything a page shows: the server's state as far as it was heard, and how well it is heard. */
export interface Model extends Snapshot {
  /** A frame was missed: what is shown may be behind until the server has sent it again. */
  readonly gap: boolean;
  /** Fires heard ahead of missed frames: they ring at once, and wait here for their turn. */
  readonly early: readonly EarlyFire[];
  readonly link: Link;
}

const NOT_YET_LINKED: Link = {
  phase: "connecting",
  lostAt: null,
  isOffline: false,
  isBehind: true,
  clockOffsetMs: 0,
};

/** How many alarms a pair has, also before the server has sent all of them. */
export function alarmCount({ alarms, leftOut = 0 }: Pick<PairView, "alarms" | "leftOut">): number {
  return alarms.length + leftOut;
}

/** The model a page starts with, on the server and in the browser. */
export function modelOf(snapshot: Snapshot): Model {
  return { ...snapshot, gap: false, early: [], link: NOT_YET_LINKED };
}

/**
 * The model after a frame. Only the next numbered frame moves it; a repeated or older one changes
 * nothing, and one that comes too early sets `gap`, so that the missed ones are asked for. Prices are not
 * numbered: they are true whenever they come.
 */
export function applyFrame(model: Model, frame: ServerFrame): Model {
  if (frame.event === "snapshot") return applySnapshot(model, frame.data);
  if (isOfAnotherStart(model, frame)) return { ...model, gap: true };
  if (frame.event === "heartbeat") return applyBeat(model, frame.data, frame.seq);
  if (frame.event === "price_update") return applyPrices(model, frame.data, frame.seq);
  if (frame.seq <= model.seq) return model;
  // It carries the number of the last broadcast instead of one of its own.
  if (frame.event === "error") return { ...model, gap: true };
  if (frame.seq > model.seq + 1) return withEarly({ ...model, gap: true }, frame);
  return withSeq(applyNext(model, frame), frame.seq);
}

/** Whether the missed frames are to be asked for now: when a gap opens, and at every beat while it stays. */
export function shouldResync(before: Model, after: Model, frame: ServerFrame): boolean {
  return after.gap && (!before.gap || frame.event === "heartbeat");
}

/** The server was started anew, perhaps behind a proxy that kept the socket: its numbers mean nothing here. */
function isOfAnotherStart({ epoch }: Model, frame: ServerFrame): boolean {
  return frame.event === "heartbeat" && (frame.data.epoch ?? epoch) !== epoch;
}

/** A heartbeat carries the number of the last broadcast. */
function applyBeat(model: Model, { lastCheckAt }: Heartbeat, seq: number): Model {
  const after = seq > model.seq ? { ...model, gap: true } : model;
  if (lastCheckAt === undefined || lastCheckAt === model.status.lastCheckAt) return after;
  return { ...after, status: { ...model.status, lastCheckAt } };
}

function applySnapshot(model: Model, snapshot: Snapshot): Model {
  if (snapshot.epoch !== model.epoch) return { ...modelOf(snapshot), link: model.link };
  if (snapshot.seq < model.seq) return model;
  return withSeq({ ...model, ...snapshot }, snapshot.seq);
}

/** Stands at `seq` now: what came early and has had its turn is in the model by itself. */
function withSeq(model: Model, seq: number): Model {
  return { ...model, seq, gap: false, early: model.early.filter((early) => early.seq > seq) };
}

function withEarly(model: Model, frame: ServerFrame): Model {
  if (frame.event !== "alarm_triggered") return model;
  const others = model.early.filter((early) => early.seq !== frame.seq);
  return { ...model, early: [...others, { seq: frame.seq, fire: frame.data.fire }] };
}

function applyNext(model: Model, frame: ServerFrame): Model {
  const pairs = applyToPairs(model.pairs, frame);
  switch (frame.event) {
    case "alarm_triggered":
      return { ...model, pairs, ringing: [...model.ringing, frame.data.fire] };
    case "fire_acknowledged":
      return { ...model, ringing: withoutIds(model.ringing, frame.data.fireIds) };
    case "watchlist_added":
    case "watchlist_updated":
    case "watchlist_removed":
      return { ...model, watchlists: applyToLists(listsOf(model), frame) };
    case "status":
      return { ...model, status: frame.data };
    default:
      return { ...model, pairs };
  }
}

/** The watchlists, in their order. */
export function listsOf({ watchlists = NO_LISTS }: Pick<Model, "watchlists">) {
  return watchlists;
}

const NO_LISTS: readonly Watchlist[] = [];

type ListFrame = Extract<ServerFrame, { event: `watchlist_${string}` }>;

/** Applied twice it changes nothing: the list stands at its place, or is gone. */
function applyToLists(lists: readonly Watchlist[], { event, data }: ListFrame) {
  const others = lists.filter(({ id }) => id !== data.watchlist.id);
  return event === "watchlist_removed" ? others : others.toSpliced(data.place, 0, data.watchlist);
}

/** The fires that ring, newest first, those that came early included. */
export function ringingOf(model: Model): readonly Fire[] {
  const known = new Set(model.ringing.map((fire) => fire.id));
  const early = model.early.map(({ fire }) => fire).filter((fire) => !known.has(fire.id));
  return [...model.ringing, ...early].reverse();
}

function withoutIds(fires: readonly Fire[], ids: readonly string[]): readonly Fire[] {
  const gone = new Set(ids);
  return fires.filter((fire) => !gone.has(fire.id));
}

/** The pair with this symbol, if it is watched. */
export function pairOf(model: Model, symbol: string): PairView | undefined {
  return model.pairs.find((pair) => pair.symbol === symbol);
}

/** Whether the server is heard, and has sent all that happened: what is not known then is not so. */
export function isCurrent({ phase, isBehind }: Link): boolean {
  return phase === "live" && !isBehind;
}

/** The alarm with this id, if its pair is watched and has it. */
export function alarmIn(model: Model, symbol: string, id: string): Alarm | undefined {
  return pairOf(model, symbol)?.alarms.find((alarm) => alarm.id === id);
}

/** The pairs after a frame; the same array when the frame does not touch them. */
function applyToPairs(pairs: readonly PairView[], frame: ServerFrame): readonly PairView[] {
  switch (frame.event) {
    case "pair_added":
      return upsert(pairs, frame.data.pair, (pair) => pair.symbol);
    case "pair_updated":
      return pairs.map((old) => old.symbol === frame.data.pair.symbol ? frame.data.pair : old);
    case "pair_removed":
      return pairs.filter((pair) => pair.symbol !== frame.data.pair);
    case "pairs_reordered":
      return inOrder(pairs, frame.data.pairs);
    case "alarm_added":
      return withAlarms(pairs, frame, (alarms) => upsert(alarms, frame.data.alarm, ({ id }) => id));
    case "alarm_updated":
    case "alarm_triggered":
      // A rehearsal may ring an alarm that no pair has, so an unknown one is not added.
      return withAlarms(
        withoutOldReference(pairs, frame.data.alarm),
        frame,
        (alarms) => alarms.map((old) => old.id === frame.data.alarm.id ? frame.data.alarm : old),
      );
    case "alarm_removed":
      return withAlarms(pairs, frame, (alarms) => alarms.filter(({ id }) => id !== frame.data.id));
    default:
      return pairs;
  }
}

/** Prices carry the number of the last broadcast, so that a page that missed it asks for it. */
function applyPrices(
  model: Model,
  { at, prices }: FrameData["price_update"],
  seq: number,
): Model {
  const bySymbol = new Map(prices.map((change) => [change.pair, change]));
  const pairs = model.pairs.map((pair) => {
    const change = bySymbol.get(pair.symbol);
    return change === undefined ? pair : withPrice(pair, change, at);
  });
  return { ...model, pairs, gap: model.gap || seq > model.seq };
}

function withPrice(pair: PairView, change: PriceChange, at: string | undefined): PairView {
  const { price, timestamp = at ?? null, pair: _pair, sparkline, ...others } = change;
  return {
    ...pair,
    ...others,
    firstPrice: pair.firstPrice ?? change.firstPrice ?? price,
    currentPrice: price,
    lastUpdate: timestamp,
    priceHistory: withPoint(pair.priceHistory, { price, timestamp }, sparkline),
  };
}

/** The named ones first, in this order, then all others as they stand. */
function inOrder(pairs: readonly PairView[], symbols: readonly string[]): readonly PairView[] {
  const places = new Map(symbols.map((symbol, place) => [symbol, place]));
  const placeOf = ({ symbol }: PairView) => places.get(symbol) ?? places.size;
  return pairs.toSorted((a, b) => placeOf(a) - placeOf(b));
}

type Points = PairView["priceHistory"];

function withPoint(
  points: Points,
  { price, timestamp }: { price: number; timestamp: string | null },
  line: Sparkline | undefined,
): Points {
  if (timestamp === null) return points;
  const newer = { price, timestamp };
  if (line !== undefined) return pointsOf(line, [newer]);
  const newest = points.at(-1);
  if (newest !== undefined && Date.parse(newest.timestamp) >= Date.parse(timestamp)) return points;
  return withNewestPoint(points, newer);
}

function withAlarms(
  pairs: readonly PairView[],
  { data: { pair: symbol } }: { readonly data: { readonly pair: string } },
  change: (alarms: Alarm[]) => Alarm[],
): readonly PairView[] {
  return pairs.map((pair) =>
    pair.symbol === symbol ? { ...pair, alarms: change(pair.alarms) } : pair
  );
}

/** The first price of a window says nothing of a longer or shorter one; the next prices bring the new one. */
function withoutOldReference(pairs: readonly PairView[], alarm: Alarm): readonly PairView[] {
  return pairs.map((pair) => {
    const old = pair.alarms.find(({ id }) => id === alarm.id);
    if (old === undefined || pair.references?.[alarm.id] === undefined) return pair;
    if (windowMs(old) === windowMs(alarm)) return pair;
    const { [alarm.id]: _old, ...references } = pair.references;
    return { ...pair, references };
  });
}

function upsert<T>(items: readonly T[], item: T, key: (item: T) => string): T[] {
  const isKnown = items.some((old) => key(old) === key(item));
  return isKnown ? items.map((old) => key(old) === key(item) ? item : old) : [...items, item];
}

/** Whether all prices are those of the embedded market. */
export function isDemo({ sources }: Pick<Status, "sources">): boolean {
  return sources.length > 0 && sources.every(({ name }) => name === "demo");
}

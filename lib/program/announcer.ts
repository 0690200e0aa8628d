import type { Fire, FireTimings } from "@/lib/alarms/fire.ts";
import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import type { Pair, State, Watchlist } from "@/lib/alarms/pair.ts";
import {
  auditEntries,
  keptEntries,
  leftEntries,
  type StampOptions,
} from "@/lib/audit/audit_entries.ts";
import { type AuditLog } from "@/lib/audit/audit_log.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { AlarmLog } from "@/lib/logs/once_log.ts";
import type { HistoryView } from "@/lib/market/history/history_view.ts";
import type { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import {
  firesWithDeliveries,
  type FireView,
  type PairPast,
  type PairView,
  type WholePriceChange,
} from "@/lib/protocol/frames.ts";
import { type ChannelView, withoutSecrets } from "@/lib/protocol/views.ts";
import { pairPast, pairView } from "@/lib/protocol/pair_view.ts";
import type { Hub } from "@/lib/server/socket/hub.ts";
import { type FrameToTell, ownersIn, veilOf } from "@/lib/server/visible.ts";
import type { Event } from "@/lib/store/events.ts";
import type { Committed, Store } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";

interface AnnouncerOptions extends StampOptions {
  readonly store: Store;
  readonly hub: Hub;
  readonly alarmLog: AlarmLog;
  readonly auditLog: AuditLog;
  readonly channelView: Views["channel"];
  readonly clock: Pick<Clock, "now" | "after">;
  readonly log: Logger;
}

/** Tells the world what is on disk: first the logs of alarms and of changes, then every socket. */
export class Announcer {
  readonly #throttle: PriceThrottle;
  readonly #tell: Views;

  constructor(private readonly options: AnnouncerOptions) {
    this.#tell = {
      ...{ view: this.#with(pairView), past: this.#with(pairPast) },
      channel: options.channelView,
    };
    this.#throttle = new PriceThrottle((symbols) => this.#tellPrices(symbols), options.clock);
  }

  /** Announces every change from now on. */
  start(): void {
    this.options.store.onCommitted((committed) => this.#announce(committed));
  }

  /** Announces one committed change; prices of a stream a few times a second. */
  #announce(committed: Committed): void {
    const { hub } = this.options;
    const { events, before, state, cause, isLazy } = committed;
    if (isLazy) return this.#throttle.note(events.flatMap(symbolOf));
    const storedAt = this.#now();
    const stored = withMoments(events, { storedAt });
    this.#record(firesOf(stored), auditEntries({ ...committed, events: stored }, this.options));
    const moments = { storedAt, toldAt: this.#now() };
    // The newest last: a channel that was removed was somebody's.
    const ownerOf = ownersIn({ channels: [...before.channels, ...state.channels] });
    for (const frame of framesOf(withMoments(events, moments), state, this.#tell)) {
      hub.broadcast(frame.event, frame.data, cause?.reply, veilOf(frame, ownerOf));
    }
    const fires = firesOf(events);
    if (fires.length > 0) this.options.store.noteTold(fires.map(({ id }) => id), moments);
    // So much has moved that clients begin anew.
    if (events.some((event) => event.type === "clockMoved")) hub.refresh();
  }

  #now(): string {
    return new Date(this.options.clock.now()).toISOString();
  }

  /** Makes good what a crash left between commit and announce. */
  resume(): void {
    const { store: { state }, auditLog } = this.options;
    const left = new Set(state.unannounced);
    const fires = state.fires.filter((fire) => left.has(fire.id));
    // A log that is younger than the data begins with the fires that are kept.
    const entries = auditLog.newestId === null ? keptEntries(state) : leftEntries(fires, state);
    this.#record(fires, entries);
  }

  /** Closes the logs. */
  close(): void {
    this.#throttle.stop();
    this.options.alarmLog.close();
    this.options.auditLog.close();
  }

  /** Gives what looks at a pair its history and the time. */
  #with<T>(look: (pair: Pair, history: HistoryView | undefined, now: number) => T) {
    return (pair: Pair) => {
      const { store, clock } = this.options;
      return look(pair, store.histories.get(pair.symbol), clock.now());
    };
  }

  #tellPrices(symbols: ReadonlySet<string>): void {
    const { hub, store: { state } } = this.options;
    const prices = pricesNow(symbols, state, this.#tell.past);
    if (prices.length > 0) hub.broadcast("price_update", { prices });
  }

  #record(fires: readonly Fire[], entries: readonly AuditEntry[]): void {
    const { store, alarmLog, auditLog, log } = this.options;
    if (entries.length === 0) return;
    for (const fire of fires) {
      log.info("{message} (fire {id})", { message: fire.message, id: fire.id });
    }
    const areWritten = [auditLog.append(entries), fires.length === 0 || alarmLog.append(...fires)];
    if (fires.length > 0 && areWritten.every(Boolean)) {
      store.markAnnounced(store.state.unannounced);
    }
  }
}

/** The fires of events, in their order. */
function firesOf(events: readonly Event[]): Fire[] {
  return events.flatMap((event) => "fire" in event ? [event.fire] : []);
}

/** The same events, with moments that their fires could not know when they were decided. */
function withMoments(events: readonly Event[], moments: FireTimings): readonly Event[] {
  return events.map((event) => {
    if (!("fire" in event)) return event;
    const { fire } = event;
    return { ...event, fire: { ...fire, timings: { ...fire.timings, ...moments } } };
  });
}

function symbolOf(event: Event): string[] {
  return "symbol" in event ? [event.symbol] : [];
}

/** Frames with prices of streams go out this often at most: four a second. */
const SPACING_MS = 250;

/** Collects the pairs whose prices moved, so that screens hear of all of them a few times a second. */
export class PriceThrottle {
  readonly #symbols = new Set<string>();
  readonly #stopping = new AbortController();
  #isResting = false;

  constructor(
    private readonly tell: (symbols: ReadonlySet<string>) => void,
    private readonly clock: Pick<Clock, "after">,
  ) {}

  /** The first price after a pause is sent at once. */
  note(symbols: Iterable<string>): void {
    for (const symbol of symbols) this.#symbols.add(symbol);
    if (!this.#isResting) this.#tell();
  }

  stop(): void {
    this.#stopping.abort();
  }

  #tell(): void {
    if (this.#stopping.signal.aborted) return;
    this.#isResting = this.#symbols.size > 0;
    if (!this.#isResting) return;
    const symbols = new Set(this.#symbols);
    this.#symbols.clear();
    void this.clock.after(SPACING_MS, this.#stopping.signal).then(() => this.#tell());
    this.tell(symbols);
  }
}

/** Tells of pairs and channels what their state alone does not. */
interface Views {
  readonly channel: (channel: StoredChannel) => ChannelView;
  /** All that screens show of it. */
  readonly view: (pair: Pair) => PairView;
  /** What they cannot know of its past. */
  readonly past: ViewPast;
}

type ViewPast = (pair: Pair) => Partial<PairPast>;

const STORED_VIEWS: Views = {
  ...{ view: (pair) => pair, past: () => ({}), channel: (channel) => withoutSecrets(channel) },
};

/**
 * The frames that tell committed events: first one for all prices, then one for each other event in
 * their order, then one for all that one client acknowledged.
 */
export function framesOf(
  events: readonly Event[],
  state: State,
  tell: Views = STORED_VIEWS,
): FrameToTell[] {
  const prices = priceChanges(events, state, tell.past);
  const viewOfFire = fireViewer(events, state);
  return [
    ...(prices.length > 0 ? [{ event: "price_update" as const, data: { prices } }] : []),
    ...events.flatMap((event) => frameOf(event, state, tell, viewOfFire) ?? []),
    ...acknowledgements(events),
  ];
}

type FireViewer = (fire: Fire) => FireView;

/** Looks up the deliveries of all new fires at once. */
function fireViewer(events: readonly Event[], { outbox }: State): FireViewer {
  const fires = firesOf(events);
  if (fires.length === 0) return (fire) => fire;
  const views = new Map(firesWithDeliveries(fires, outbox).map((view) => [view.id, view]));
  return (fire) => views.get(fire.id) ?? fire;
}

function frameOf(
  event: Event,
  state: State,
  { view, channel }: Views,
  viewOfFire: FireViewer,
): FrameToTell | null {
  switch (event.type) {
    case "pairAdded": {
      const pair = state.pairs.get(event.pair.symbol) ?? event.pair;
      return { event: "pair_added", data: { success: true, pair: view(pair) } };
    }
    case "pairTroubled":
    case "gapTold":
    case "historyBackfilled":
      return pairUpdated(state.pairs.get(event.symbol), view);
    case "pairRemoved":
      return { event: "pair_removed", data: { pair: event.symbol } };
    case "pairsReordered":
      return { event: "pairs_reordered", data: { pairs: [...state.pairs.keys()] } };
    case "alarmAdded": {
      const alreadyTrue = event.alarm.conditionMet === true;
      const data = { success: true as const, pair: event.symbol, alarm: event.alarm, alreadyTrue };
      return { event: "alarm_added", data };
    }
    case "alarmUpdated": {
      const alreadyTrue = event.alarm.conditionMet === true;
      const anew = event.startedAnew === true ? { startedAnew: true } : {};
      const { symbol: pair, alarm, dropped } = event;
      const data = { pair, alarm, alreadyTrue, ...anew, ...dropped };
      return { event: "alarm_updated", data };
    }
    case "alarmRemoved":
      return { event: "alarm_removed", data: { pair: event.symbol, id: event.id } };
    case "alarmFired": {
      const { symbol, alarm } = event;
      const fire = viewOfFire(event.fire);
      return { event: "alarm_triggered", data: { pair: symbol, alarm, price: fire.price, fire } };
    }
    case "alarmTested": {
      const { symbol } = event;
      const fire = viewOfFire(event.fire);
      const data = { pair: symbol, alarm: fire.alarm, price: fire.price, fire };
      return { event: "alarm_triggered", data };
    }
    case "channelAdded":
      return { event: "channel_added", data: { success: true, channel: channel(event.channel) } };
    case "channelUpdated":
      return { event: "channel_updated", data: { channel: channel(event.channel) } };
    case "channelRemoved":
      return { event: "channel_removed", data: { id: event.id } };
    case "policyAdded":
      return { event: "policy_added", data: { success: true, policy: event.policy } };
    case "policyUpdated":
      return { event: "policy_updated", data: { policy: event.policy } };
    case "policyRemoved":
      return { event: "policy_removed", data: { id: event.id } };
    case "watchlistAdded":
      return { event: "watchlist_added", data: placedList(event.watchlist, state) };
    case "watchlistUpdated":
      return { event: "watchlist_updated", data: placedList(event.watchlist, state) };
    case "watchlistRemoved": {
      const { watchlist, place } = event;
      const data = { success: true as const, id: watchlist.id, watchlist, place };
      return { event: "watchlist_removed", data };
    }
    case "channelTested":
    case "deliveryRepeated":
    case "deliveryUpdated":
      return { event: "delivery_updated", data: { delivery: event.delivery } };
    case "priceObserved":
    case "priceShown":
    case "priceDoubted":
    case "fireAcknowledged":
    case "clockMoved":
    // Each delivery is told once it is tried.
    case "troubleFound":
      return null;
  }
}

function placedList(watchlist: Watchlist, { watchlists }: State) {
  const place = watchlists.findIndex(({ id }) => id === watchlist.id);
  return { success: true as const, watchlist, place };
}

/** Null when the same commit removed the pair. */
function pairUpdated(pair: Pair | undefined, view: Views["view"]): FrameToTell | null {
  if (pair === undefined) return null;
  return { event: "pair_updated", data: { pair: view(pair) } };
}

function acknowledgements(events: readonly Event[]): FrameToTell[] {
  const acknowledged = events.filter((event) => event.type === "fireAcknowledged");
  return [...Map.groupBy(acknowledged, ({ by }) => by)].map(([by, those]) => {
    const acknowledgedAt = those[0]?.at ?? "";
    const fireIds = those.map(({ fireId }) => fireId);
    return { event: "fire_acknowledged", data: { fireIds, acknowledgedAt, by } };
  });
}

function priceChanges(events: readonly Event[], state: State, past: ViewPast): WholePriceChange[] {
  const symbols = new Set<string>();
  for (const event of events) {
    if (event.type === "priceObserved" || event.type === "priceShown") symbols.add(event.symbol);
  }
  // A pair that is new carries its price in `pair_added`.
  for (const event of events) if (event.type === "pairAdded") symbols.delete(event.pair.symbol);
  return pricesNow(symbols, state, past);
}

/** The present prices of these pairs, but for those that are gone. */
function pricesNow(symbols: Iterable<string>, state: State, past: ViewPast): WholePriceChange[] {
  return [...symbols].flatMap((symbol) => priceChange(state.pairs.get(symbol), past) ?? []);
}

function priceChange(pair: Pair | undefined, past: ViewPast): WholePriceChange | null {
  if (!pair || pair.currentPrice === null || pair.lastUpdate === null) return null;
  return {
    pair: pair.symbol,
    price: pair.currentPrice,
    timestamp: pair.lastUpdate,
    maxPrice: Math.max(pair.maxPrice ?? pair.currentPrice, pair.currentPrice),
    minPrice: Math.min(pair.minPrice ?? pair.currentPrice, pair.currentPrice),
    ...past(pair),
  };
}

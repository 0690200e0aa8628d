import type { StoredChannel } from "@/lib/alarms/channel.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import type {
  FrameData,
  FrameEvent,
  PairPast,
  PairView,
  WholePriceChange,
} from "@/lib/protocol/frames.ts";
import { type ChannelView, withoutSecrets } from "@/lib/protocol/channel_view.ts";
import { firesWithDeliveries, type FireView } from "@/lib/protocol/fire_view.ts";
import type { Event } from "@/lib/store/events.ts";

/** A broadcast frame before it is numbered. */
type FrameBody = {
  [E in FrameEvent]: { readonly event: E; readonly data: FrameData[E] };
}[FrameEvent];

/** Tells of pairs and channels what their state alone does not. */
export interface Views {
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
): FrameBody[] {
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
  const fires = events.flatMap((event) => "fire" in event ? [event.fire] : []);
  if (fires.length === 0) return (fire) => fire;
  const views = new Map(firesWithDeliveries(fires, outbox).map((view) => [view.id, view]));
  return (fire) => views.get(fire.id) ?? fire;
}

function frameOf(
  event: Event,
  state: State,
  { view, channel }: Views,
  viewOfFire: FireViewer,
): FrameBody | null {
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
      const data = { pair: event.symbol, alarm: event.alarm, alreadyTrue, ...event.dropped };
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
    case "channelTested":
    case "deliveryUpdated":
      return { event: "delivery_updated", data: { delivery: event.delivery } };
    case "priceObserved":
    case "priceShown":
    case "priceDoubted":
    case "fireAcknowledged":
    case "clockMoved":
      return null;
  }
}

/** Null when the same commit removed the pair. */
function pairUpdated(pair: Pair | undefined, view: Views["view"]): FrameBody | null {
  if (pair === undefined) return null;
  return { event: "pair_updated", data: { pair: view(pair) } };
}

function acknowledgements(events: readonly Event[]): FrameBody[] {
  const acknowledged = events.filter((event) => event.type === "fireAcknowledged");
  return [...Map.groupBy(acknowledged, ({ by }) => by)].map(([by, those]) => {
    const acknowledgedAt = those[0]?.at ?? "";
    const fireIds = those.map(({ fireId }) => fireId);
    return { event: "fire_acknowledged", data: { fireIds, acknowledgedAt, by } };
  });
}

function priceChanges(
  events: readonly Event[],
  state: State,
  past: ViewPast,
): WholePriceChange[] {
  const symbols = new Set<string>();
  for (const event of events) {
    if (event.type === "priceObserved" || event.type === "priceShown") symbols.add(event.symbol);
  }
  // A pair that is new carries its price in `pair_added`.
  for (const event of events) if (event.type === "pairAdded") symbols.delete(event.pair.symbol);
  return pricesNow(symbols, state, past);
}

/** The present prices of these pairs, but for those that are gone. */
export function pricesNow(
  symbols: Iterable<string>,
  state: State,
  past: ViewPast,
): WholePriceChange[] {
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

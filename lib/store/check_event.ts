import { Alarm } from "@/lib/alarms/alarm.ts";
import { StoredChannel } from "@/lib/alarms/channel.ts";
import { Delivery } from "@/lib/alarms/delivery.ts";
import { Fire } from "@/lib/alarms/fire.ts";
import { Pair, PricePoint, StoredTrouble } from "@/lib/alarms/pair.ts";
import { Policy } from "@/lib/alarms/policy.ts";
import { Watchlist } from "@/lib/alarms/watchlist.ts";
import { isPrice } from "@/lib/market/accept.ts";
import type { Candle } from "@/lib/market/candle.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { Event } from "@/lib/store/events.ts";
import { describeIssues } from "@/lib/store/file/decode.ts";
import { z } from "zod";

/** Throws when an event would put something into the file that the next start could not read. */
export function checkEvent(event: Event): void {
  switch (event.type) {
    case "pairAdded":
      return check(Pair, event.pair, event.type);
    case "pairsReordered":
      if (new Set(event.symbols).size === event.symbols.length) return;
      throw new TypeError("Cannot store an order that names a pair twice");
    case "alarmAdded":
      return check(Alarm, event.alarm, event.type);
    case "alarmUpdated":
      // The engine moves only flags and times, thousands at a time.
      return event.by === "person" ? check(Alarm, event.alarm, event.type) : undefined;
    case "alarmFired":
      check(Alarm, event.alarm, event.type);
      return check(Fire, event.fire, event.type);
    case "alarmTested":
      return check(Fire, event.fire, event.type);
    case "pairTroubled":
      return check(StoredTrouble.nullable(), event.trouble, event.type);
    case "priceObserved":
      return checkObservation(event.observation);
    case "priceShown":
      return check(PricePoint, event.point, event.type);
    case "gapTold":
      return event.seen.forEach(checkObservation);
    case "historyBackfilled":
      return checkCandles(event.candles, event.from);
    case "channelAdded":
    case "channelUpdated":
      return check(StoredChannel, event.channel, event.type);
    case "troubleFound":
      return check(z.array(Delivery).readonly(), event.deliveries, event.type);
    case "policyAdded":
    case "policyUpdated":
      return check(Policy, event.policy, event.type);
    case "watchlistAdded":
    case "watchlistUpdated":
      return check(Watchlist, event.watchlist, event.type);
    case "channelTested":
    case "deliveryRepeated":
    case "deliveryUpdated":
      return check(Delivery, event.delivery, event.type);
    case "clockMoved":
      if (Number.isSafeInteger(event.deltaMs)) return;
      throw new TypeError(`Cannot store a clock that was set by ${event.deltaMs} ms`);
  }
}

function check(schema: z.ZodType, value: unknown, type: string): void {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new TypeError(`Cannot store ${type}: ${describeIssues(result.error)}`);
  }
}

function checkCandles(candles: readonly Candle[], from: number): void {
  const isUsable = ({ at, open, high, low, close }: Candle) =>
    Number.isFinite(at) && isPrice(open) && isPrice(high) && isPrice(low) && isPrice(close);
  if (Number.isFinite(from) && candles.every(isUsable)) return;
  throw new TypeError("Cannot store bars of the past: a price or a moment is no usable number");
}

function checkObservation({ price, at, low = price, high = price }: Observation): void {
  for (const value of [price, low, high]) {
    if (!(value > 0 && value < Infinity)) {
      throw new TypeError(`Cannot store price ${value}: it is not a positive finite number`);
    }
  }
  if (!Number.isFinite(at)) throw new TypeError(`Cannot store a price of the moment ${at}`);
}

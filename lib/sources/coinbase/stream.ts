import { z } from "zod";
import { parseVolume } from "@/lib/market/candle.ts";
import { parseDecimalPrice } from "@/lib/market/accept.ts";
import type { ListedPair } from "@/lib/sources/source.ts";
import { type StreamMessage, StreamProtocol } from "@/lib/sources/stream/protocol.ts";

const Ticker = z.object({
  type: z.literal("ticker"),
  product_id: z.string(),
  price: z.unknown(),
  time: z.string(),
  trade_id: z.number().int().optional(),
  last_size: z.unknown().optional(),
});
const Heartbeat = z.object({ type: z.literal("heartbeat") });
const Confirmed = z.object({
  type: z.literal("subscriptions"),
  channels: z.array(z.object({ name: z.string(), product_ids: z.array(z.string()).default([]) })),
});
const Refusal = z.object({
  type: z.literal("error"),
  message: z.string().default(""),
  reason: z.string().optional(),
});

/** Coinbase Exchange's ticker channel, with its heartbeat so that silence means trouble. */
export class CoinbaseStream extends StreamProtocol {
  readonly source = "coinbase";
  readonly pairsPerLine = 200;
  readonly keysPerRequest = 50;

  constructor(
    baseUrl: string,
    /** The product's id as it is listed; undefined where that is not known yet. */
    private readonly idOf: (pair: ListedPair) => string | undefined = () => undefined,
  ) {
    super(baseUrl);
  }

  keyOf(pair: ListedPair): string {
    return pair.sourceId ?? this.idOf(pair) ?? `${pair.base}-${pair.quote}`;
  }

  subscribe(keys: readonly string[]): string {
    return request("subscribe", keys);
  }

  unsubscribe(keys: readonly string[]): string {
    return request("unsubscribe", keys);
  }

  read(message: unknown): StreamMessage {
    const ticker = Ticker.safeParse(message);
    if (ticker.success) return readTicker(ticker.data);
    if (Heartbeat.safeParse(message).success) return { kind: "alive" };
    const confirmed = Confirmed.safeParse(message);
    if (confirmed.success) return { kind: "subscribed", keys: tickersOf(confirmed.data) };
    const refusal = Refusal.safeParse(message);
    if (!refusal.success) return { kind: "wrong" };
    // The reason may name a product, but every product of the request was refused.
    return { kind: "refused", keys: null, reason: refusal.data.reason ?? refusal.data.message };
  }
}

/** A message is told of each trade, with its size. */
function readTicker(
  { product_id, price, time, trade_id, last_size }: z.infer<typeof Ticker>,
): StreamMessage {
  const volume = parseVolume(last_size);
  const tick = {
    ...{ price: parseDecimalPrice(price), at: Date.parse(time) },
    ...(volume === undefined ? {} : { volume }),
  };
  const order = trade_id === undefined ? {} : { order: trade_id, trade: trade_id };
  return { kind: "tick", key: product_id, tick: { ...tick, ...order } };
}

function tickersOf({ channels }: z.infer<typeof Confirmed>): string[] {
  return channels.flatMap(({ name, product_ids }) => name === "ticker" ? product_ids : []);
}

function request(type: "subscribe" | "unsubscribe", product_ids: readonly string[]): string {
  const channels = ["ticker", "heartbeat"].map((name) => ({ name, product_ids }));
  return JSON.stringify({ type, channels });
}

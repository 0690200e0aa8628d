import { z } from "zod";
import type { ListedPair } from "@/lib/sources/source.ts";
import { type StreamMessage, StreamProtocol } from "@/lib/sources/stream/protocol.ts";

const Ticker = z.object({
  channel: z.literal("ticker"),
  type: z.string().optional().catch(undefined),
  data: z.array(z.object({
    symbol: z.string(),
    last: z.number().nullable(),
    timestamp: z.string().optional().catch(undefined),
  })),
});
type TickerData = z.infer<typeof Ticker>["data"][number];
const Channel = z.object({ channel: z.enum(["heartbeat", "status"]) });
const Reply = z.object({
  method: z.string(),
  success: z.boolean(),
  error: z.string().optional(),
  symbol: z.string().optional(),
  result: z.object({ symbol: z.string().optional() }).optional(),
});

/** Kraken's ticker channel (version 2), which names pairs as everybody does and beats once a second. */
export class KrakenStream extends StreamProtocol {
  readonly source = "kraken";
  readonly pairsPerLine = 200;
  readonly keysPerRequest = 100;
  #received = 0;

  constructor(
    baseUrl: string,
    private readonly now: () => number,
    /** The pair's name in the stream as it is listed; undefined where that is not known yet. */
    private readonly nameOf: (pair: ListedPair) => string | undefined = () => undefined,
  ) {
    super(baseUrl);
  }

  keyOf(pair: ListedPair): string {
    return this.nameOf(pair) ?? `${pair.base}/${pair.quote}`;
  }

  subscribe(symbol: readonly string[], req_id: number): string {
    const params = { channel: "ticker", symbol, event_trigger: "trades", snapshot: true };
    return JSON.stringify({ method: "subscribe", params, req_id });
  }

  unsubscribe(symbol: readonly string[], req_id: number): string {
    const params = { channel: "ticker", symbol };
    return JSON.stringify({ method: "unsubscribe", params, req_id });
  }

  read(message: unknown): StreamMessage | StreamMessage[] {
    const ticker = Ticker.safeParse(message);
    if (ticker.success) {
      const isNews = ticker.data.type === "update";
      return ticker.data.data.map((each) => this.#ticker(each, isNews));
    }
    if (Channel.safeParse(message).success) return { kind: "alive" };
    const reply = Reply.safeParse(message);
    return reply.success ? readReply(reply.data) : { kind: "wrong" };
  }

  /**
   * Where Kraken names no time, messages count in the order in which they come. An update is sent for a trade; what
   * a new connection receives first is an older trade.
   */
  #ticker({ symbol, last, timestamp }: TickerData, isNews: boolean): StreamMessage {
    const toldAt = Date.parse(timestamp ?? "");
    const tick = Number.isNaN(toldAt)
      ? { price: last, at: this.now(), order: ++this.#received }
      : { price: last, at: toldAt };
    const traded = isNews ? { tradedAt: tick.at } : {};
    return { kind: "tick", key: symbol, tick: { ...tick, ...traded } };
  }
}

function readReply(reply: z.infer<typeof Reply>): StreamMessage {
  if (reply.method === "unsubscribe") return { kind: "alive" };
  const symbol = reply.result?.symbol ?? reply.symbol;
  if (!reply.success) {
    const reason = reply.error ?? "Kraken gave no reason";
    return { kind: "refused", keys: symbol === undefined ? null : [symbol], reason };
  }
  return symbol === undefined ? { kind: "alive" } : { kind: "subscribed", keys: [symbol] };
}

import assert from "node:assert/strict";
import type { Observation } from "@/lib/market/accept.ts";
import type { PriceStream, StreamEvents, StreamTools } from "@/lib/sources/stream/protocol.ts";
import { BinanceSource } from "@/lib/sources/binance/binance.ts";
import { CoinbaseSource } from "@/lib/sources/coinbase/coinbase.ts";
import { KrakenSource } from "@/lib/sources/kraken/kraken.ts";
import type { ListedPair, Stretch } from "@/lib/sources/source.ts";
import { startBinance } from "../servers/binance.ts";
import { startCoinbase } from "../servers/coinbase.ts";
import { startKraken } from "../servers/kraken.ts";
import type { PriceServer } from "../servers/price_server.ts";
import type { StreamedPrice } from "../servers/stream_side.ts";
import { FakeTime } from "./fake_time.ts";

/** Everything a stream told, in order. */
class EventLog implements StreamEvents {
  readonly ticks: [string, Observation][] = [];
  readonly gaps: [string, Stretch][] = [];
  readonly lines: string[] = [];

  onTick(symbol: string, observation: Observation): void {
    this.ticks.push([symbol, observation]);
  }
  onLive(symbols: readonly string[]): void {
    for (const symbol of symbols) this.lines.push(`live ${symbol}`);
  }
  onDown(reason: string, symbols: readonly string[]): void {
    this.lines.push(`down ${symbols.join()}: ${reason}`);
  }
  onUnknown(symbol: string, reason: string): void {
    this.lines.push(`unknown ${symbol}: ${reason}`);
  }
  onGap(symbol: string, missed: Stretch): void {
    this.gaps.push([symbol, missed]);
  }

  has(start: string): boolean {
    return this.lines.some((line) => line.startsWith(start));
  }
  count(start: string): number {
    return this.lines.filter((line) => line.startsWith(start)).length;
  }
}

/** A stream with the server behind it and a clock moved by hand; closed by `await using`. */
export interface StreamRig<Server extends PriceServer = PriceServer> {
  readonly stream: PriceStream;
  readonly events: EventLog;
  readonly server: Server;
  readonly time: FakeTime;
  /** When each message to the server went out. */
  readonly sentAt: readonly number[];
  /** Streams a price of the pair `base`/`quote`; how many clients it reached. */
  send(base: string, quote: string, price: number, told?: StreamedPrice): number;
  /** What the source sends to show that it is alive; nothing where it has no such thing. */
  beat(): void;
  /** Makes the source stream one more pair. */
  list(base: string, quote: string): void;
  /** Pairs that the source allows on one connection. */
  readonly pairsPerLine: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Waits for the network, not for time. */
export async function until(condition: () => boolean, what = String(condition)): Promise<void> {
  for (let look = 0; look < 1_000; look++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assert.fail(`Still not so: ${what}`);
}

/**
 * Time for everything that is on its way through the local network, in short turns: after a pause of
 * the whole process one of them is over at once, and the others still wait for the network.
 */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Sends a price of each pair, a second after the one before, until every one has come. */
export async function sendToAll(rig: StreamRig, pairs: readonly ListedPair[]): Promise<void> {
  for (const [index, { base, quote, symbol }] of pairs.entries()) {
    rig.time.advance(1_000);
    await until(() => rig.send(base, quote, index + 1) > 0, `subscribed to ${symbol}`);
    await until(() => rig.events.ticks.some(([each]) => each === symbol), `tick of ${symbol}`);
  }
}

/** Watches the pairs and waits for the first tick of each. */
export async function goLive(rig: StreamRig, pairs: readonly ListedPair[]): Promise<void> {
  rig.stream.watch(pairs);
  await sendToAll(rig, pairs);
  assert.equal(rig.stream.state, "live");
}

function rigOf<Server extends PriceServer>(
  parts: {
    time: FakeTime;
    sentAt: readonly number[];
    server: Server;
    source: { stream(events: StreamEvents): PriceStream };
    send: (base: string, quote: string, price: number, told: StreamedPrice) => number;
    beat: () => void;
    list: (base: string, quote: string) => void;
    pairsPerLine: number;
  },
): StreamRig<Server> {
  const { time, sentAt, server, source, send, beat, list, pairsPerLine } = parts;
  const events = new EventLog();
  const stream = source.stream(events);
  return {
    ...{ stream, events, server, time, sentAt, beat, list, pairsPerLine },
    send: (base, quote, price, told = {}) => send(base, quote, price, told),
    async [Symbol.asyncDispose]() {
      await stream.close();
      await server.close();
    },
  };
}

const LISTED = [["BTC", "USDT"], ["ETH", "BTC"], ["SOL", "EUR"]] as const;

/** Tools on a clock moved by hand; `sentAt` takes the moment of each message that goes out. */
function toolsOf(time: FakeTime, sentAt: number[]): StreamTools {
  const openSocket = (url: string) => {
    const socket = new WebSocket(url);
    const send = socket.send.bind(socket);
    socket.send = (message) => {
      sentAt.push(time.now());
      send(message);
    };
    return socket;
  };
  return { openSocket, now: time.now, after: time.after, random: () => 0.5 };
}

export function binanceStreamRig() {
  const [time, sentAt] = [new FakeTime(), [] as number[]];
  const server = startBinance({ now: time.now });
  const { streamUrl } = server;
  const source = new BinanceSource({ streamUrl, stream: toolsOf(time, sentAt) });
  const send = (base: string, quote: string, price: number, told: StreamedPrice) =>
    server.streamPrice(`${base}${quote}`, price, told);
  return rigOf({ time, sentAt, server, source, send, beat() {}, list() {}, pairsPerLine: 1_024 });
}

export function coinbaseStreamRig() {
  const [time, sentAt] = [new FakeTime(), [] as number[]];
  const server = startCoinbase({ now: time.now });
  const list = (base: string, quote: string) => server.setProduct(`${base}-${quote}`, { price: 1 });
  for (const [base, quote] of LISTED) list(base, quote);
  const { streamUrl, url: apiUrl } = server;
  const source = new CoinbaseSource({
    apiUrl,
    streamUrl,
    stream: toolsOf(time, sentAt),
    clock: time.clock,
  });
  const send = (base: string, quote: string, price: number, told: StreamedPrice) =>
    server.streamPrice(`${base}-${quote}`, price, told);
  const beat = () => server.beat();
  const rig = rigOf({ time, sentAt, server, source, send, beat, list, pairsPerLine: 200 });
  return { ...rig, source };
}

/** @param aheadMs by how much the clock of the source's user is ahead of Kraken's */
export function krakenStreamRig(aheadMs = 0) {
  const [time, sentAt] = [new FakeTime(), [] as number[]];
  const server = startKraken({ now: time.now });
  const list = (base: string, quote: string) => {
    const wsname = `${base}/${quote}`.replaceAll("BTC", "XBT");
    server.setPair(wsname, { altname: wsname.replace("/", ""), wsname, price: 1 });
  };
  for (const [base, quote] of LISTED) list(base, quote);
  const { streamUrl, url: apiUrl } = server;
  const clock = { ...time.clock, now: () => time.now() + aheadMs };
  const source = new KrakenSource({ apiUrl, streamUrl, stream: toolsOf(time, sentAt), clock });
  const send = (base: string, quote: string, price: number, told: StreamedPrice) =>
    server.streamPrice(`${base}/${quote}`, price, told);
  const beat = () => server.beat();
  const rig = rigOf({ time, sentAt, server, source, send, beat, list, pairsPerLine: 200 });
  return { ...rig, source };
}

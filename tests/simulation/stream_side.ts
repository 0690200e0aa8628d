import type { Dice } from "./dice.ts";
import { written } from "./exchange.ts";
import { candleOf, countBefore, type Market } from "./market.ts";
import type { Told } from "./announced.ts";
import type { VirtualTime } from "./virtual_time.ts";
import { VirtualSocket } from "./virtual_socket.ts";

interface StreamSideOptions {
  readonly market: Market;
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly told: Told;
  /** Brings something to the process, as soon as it runs. */
  readonly deliver: (act: () => void) => void;
}

/** A second and the number of the newest trade up to its end; -1 where none is known. */
interface Heard {
  readonly second: number;
  readonly last: number;
}

/** The same with the number of its first trade; -1 for both in a second without one. */
interface Message extends Heard {
  readonly first: number;
}

const SECOND_MS = 1_000;
const CONNECT_MS = 80;
/** Messages about a second that is under way, in a hundred seconds of a pair. */
const INTERIM_PERCENT = 20;

/** The stream of one-second candles: each is told when it has ended, and at times before. */
export class StreamSide {
  /** Nobody gets through. */
  isCut = false;
  /** Connections stay, but nothing is said. */
  isSilent = false;
  /** Messages get lost. */
  isSkipping = false;
  /** Seconds are told when they have ended, and never before. */
  isWholeOnly = false;
  readonly #sockets = new Map<VirtualSocket, Set<string>>();
  /** What was heard last of each pair, by the connection that told it. */
  readonly #newest = new WeakMap<VirtualSocket, Map<string, Heard>>();
  #isTicking = false;

  constructor(private readonly options: StreamSideOptions) {}

  readonly open = (address: string): WebSocket => {
    const { time, deliver } = this.options;
    const socket = new VirtualSocket((text) => this.#heard(socket, text));
    const first = new URL(address).searchParams.get("streams") ?? "";
    time.at(time.now() + CONNECT_MS, () => {
      if (this.isCut) return deliver(() => socket.end(1006));
      this.#sockets.set(socket, new Set([first]));
      deliver(() => socket.begin());
      this.#tick();
    });
    return socket as unknown as WebSocket;
  };

  /** Ends every connection. */
  cut(): void {
    const { deliver } = this.options;
    this.isCut = true;
    for (const socket of this.#sockets.keys()) deliver(() => socket.end(1006));
    this.#sockets.clear();
  }

  forgetSockets(): void {
    this.#sockets.clear();
  }

  #heard(socket: VirtualSocket, text: string): void {
    const { method, params = [], id } = JSON.parse(text);
    const keys = this.#sockets.get(socket);
    if (keys === undefined || this.isSilent) return;
    for (const key of params) {
      if (method === "SUBSCRIBE") keys.add(key);
      else keys.delete(key);
    }
    const result = method === "LIST_SUBSCRIPTIONS" ? [...keys] : null;
    this.#send(socket, JSON.stringify({ result, id }));
  }

  #send(socket: VirtualSocket, text: string, isHeard = () => {}): void {
    const { time, deliver } = this.options;
    time.at(time.now() + 1, () =>
      deliver(() => {
        if (socket.readyState !== WebSocket.OPEN) return;
        isHeard();
        socket.say(text);
      }));
  }

  /** At the end of each second it is told; before, some of what is under way is. */
  #tick(): void {
    if (this.#isTicking) return;
    const { time, dice } = this.options;
    this.#isTicking = true;
    const second = Math.floor(time.now() / SECOND_MS) * SECOND_MS;
    for (const symbol of this.options.market.pairs.keys()) {
      if (dice.whole(0, 99) >= INTERIM_PERCENT || this.isWholeOnly) continue;
      const moment = second + dice.whole(50, 990);
      if (moment > time.now()) time.at(moment, () => this.#tell(symbol, second, false));
    }
    time.at(second + SECOND_MS + dice.whole(1, 40), () => {
      for (const symbol of this.options.market.pairs.keys()) this.#tell(symbol, second, true);
      this.#isTicking = false;
      if (this.#sockets.size > 0) this.#tick();
    });
  }

  #tell(symbol: string, second: number, isClosed: boolean): void {
    const { time, told, market, dice } = this.options;
    if (this.isSilent || (this.isSkipping && dice.chance(0.5))) return;
    const key = `${symbol.toLowerCase()}@kline_1s`;
    const trades = market.pairs.get(symbol);
    const end = isClosed ? second + SECOND_MS : time.now() + 1;
    if (trades === undefined) return;
    const candle = candleOf(trades, second, end);
    if (candle === null || (!isClosed && candle.first === -1)) return;
    const { open: o, high: h, low: l, close: c, first, last } = candle;
    const k = {
      ...{ t: second, T: second + SECOND_MS - 1, s: symbol, i: "1s", x: isClosed },
      ...{ f: first, L: last, n: first === -1 ? 0 : last - first + 1 },
      ...{ o: written(o), c: written(c), h: written(h), l: written(l), v: "1.0", q: "1.0" },
    };
    const data = { e: "kline", E: time.now(), s: symbol, k };
    const text = JSON.stringify({ stream: key, data });
    const telling = { from: second, to: second + SECOND_MS, width: SECOND_MS };
    // A message in the middle of a second may have all that is traded in it.
    const isWhole = isClosed || last === countBefore(trades, second + SECOND_MS) - 1;
    for (const [socket, keys] of this.#sockets) {
      if (!keys.has(key)) continue;
      this.#send(socket, text, () => {
        if (isWhole) told.tell(symbol, { ...telling, now: time.now() });
        this.#follow(socket, symbol, { second, first, last });
      });
    }
  }

  /** Trades are numbered: where the next number is that of a later second, all before that is known to be over. */
  #follow(socket: VirtualSocket, symbol: string, { second, first, last }: Message): void {
    const newest = this.#newest.get(socket) ?? new Map<string, Heard>();
    this.#newest.set(socket, newest);
    const known = newest.get(symbol);
    if (known !== undefined && first === known.last + 1) {
      this.options.told.end(symbol, { from: known.second, to: second }, this.options.time.now());
    }
    newest.set(symbol, { second, last: Math.max(last, known?.last ?? -1) });
  }
}

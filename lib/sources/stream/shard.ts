import { isPrice, type Observation } from "@/lib/market/accept.ts";
import { SOURCE_LABELS } from "@/lib/market/source_name.ts";
import { StreamLine } from "./line.ts";
import {
  type DroppedTicks,
  type StreamEvents,
  type StreamMessage,
  type StreamProtocol,
  type StreamTools,
  Subscriptions,
  type Tick,
} from "./protocol.ts";

/** The pairs that one connection brings. */
export class StreamShard {
  readonly #symbols = new Map<string, string>();
  readonly #live = new Set<string>();
  readonly #line: StreamLine;
  readonly #subscriptions: Subscriptions;
  readonly #quiet: QuietKeys | null;
  readonly #label: string;
  #lastId = 0;
  #connects = 0;

  constructor(
    private readonly protocol: StreamProtocol,
    tools: Required<StreamTools>,
    private readonly gate: TickGate,
    private readonly events: StreamEvents,
  ) {
    const { messagesPerSecond, silenceMs, cutAfterMs, quietMs } = protocol;
    this.#label = SOURCE_LABELS[protocol.source];
    this.#subscriptions = new Subscriptions({
      protocol,
      send: (text) => this.#line.send(text),
      nextId: () => ++this.#lastId,
      after: tools.after,
      now: tools.now,
      onRefused: (key, reason) => this.#unknown(key, reason),
      onUnanswered: () => this.#line.renew(`${this.#label}'s stream does not answer`),
    });
    const onQuiet = (key: string) =>
      this.#unknown(key, `${this.#label}'s stream says nothing about it`);
    this.#quiet = quietMs === null ? null : new QuietKeys(quietMs, tools, onQuiet);
    this.#line = new StreamLine({
      ...{ label: this.#label, tools, messagesPerSecond, silenceMs, cutAfterMs },
      url: () => protocol.url(this.#keysInTurn()),
      probe: () => protocol.probe(++this.#lastId),
      onOpen: () => this.#opened(),
      onText: (text) =>
        [protocol.read(parsed(text))].flat().forEach((message) => this.#read(message)),
      onDown: (reason) => this.#down(reason),
    });
  }

  get room(): number {
    return this.protocol.pairsPerLine - this.#symbols.size;
  }

  get keys(): readonly string[] {
    return [...this.#symbols.keys()];
  }

  get state(): "connecting" | "live" | "down" {
    if (this.#line.isOpen) return "live";
    return this.#line.isDown ? "down" : "connecting";
  }

  /** Watches more pairs: the source's name of each → its symbol. */
  add(symbols: ReadonlyMap<string, string>): void {
    const isNew = this.#symbols.size === 0;
    for (const [key, symbol] of symbols) this.#symbols.set(key, symbol);
    if (this.#line.isOpen) this.#expect(symbols.keys());
    this.#subscriptions.add([...symbols.keys()]);
    if (isNew) this.#line.connect();
  }

  remove(keys: readonly string[]): void {
    for (const key of keys) {
      this.gate.forget(this.#symbols.get(key));
      this.#symbols.delete(key);
      this.#live.delete(key);
      this.#quiet?.forget(key);
    }
    this.#subscriptions.remove(keys);
  }

  async close(): Promise<void> {
    for (const symbol of this.#symbols.values()) this.gate.forget(symbol);
    this.#symbols.clear();
    this.#subscriptions.lost();
    this.#quiet?.stop();
    await this.#line.close();
  }

  /** A name that spoils the address of the connection does not keep out all others for ever. */
  #keysInTurn(): string[] {
    const keys = this.keys;
    const turn = this.#connects++ % Math.max(1, keys.length);
    return [...keys.slice(turn), ...keys.slice(0, turn)];
  }

  #opened(): void {
    this.protocol.reset();
    this.#expect(this.#symbols.keys());
    this.#subscriptions.opened();
  }

  #expect(keys: Iterable<string>): void {
    for (const key of keys) this.#quiet?.heard(key);
  }

  #down(reason: string): void {
    this.#live.clear();
    this.#subscriptions.lost();
    this.#quiet?.stop();
    this.events.onDown(reason, [...this.#symbols.values()]);
  }

  #read(message: StreamMessage): void {
    switch (message.kind) {
      case "tick":
        return this.#tick(message.key, message.tick);
      case "subscribed":
        this.#subscriptions.subscribed(message.keys);
        return this.#goLive(message.keys);
      case "done":
        this.#subscriptions.done(message.id);
        return;
      case "refused":
        return this.#subscriptions.refused(message.keys, message.reason);
      case "listed":
        return this.#compare(new Set(message.keys));
      case "leaving":
        return this.#line.renew(`${this.#label}'s stream asked to connect anew`);
      case "alive":
        return;
      default:
        this.gate.count(message.kind);
    }
  }

  #tick(key: string, tick: Tick): void {
    const { gate, events } = this;
    const symbol = this.#symbols.get(key);
    if (symbol === undefined) return void gate.count("wrong");
    const observation = gate.pass(symbol, tick);
    if (observation === null) return;
    this.#quiet?.heard(key);
    this.#goLive([key]);
    if (tick.missed) events.onGap?.(symbol, tick.missed);
    events.onTick(symbol, observation);
  }

  #goLive(keys: readonly string[]): void {
    const fresh = keys.filter((key) => this.#symbols.has(key) && !this.#live.has(key));
    if (fresh.length === 0) return;
    for (const key of fresh) this.#live.add(key);
    this.events.onLive(fresh.flatMap((key) => this.#symbols.get(key) ?? []));
  }

  #unknown(key: string, reason: string): void {
    const symbol = this.#symbols.get(key);
    this.#live.delete(key);
    if (symbol !== undefined) this.events.onUnknown(symbol, reason);
  }

  /** A stream that forgot subscriptions cannot be trusted with the others either. */
  #compare(listed: ReadonlySet<string>): void {
    const isWhole = [...this.#live].every((key) => listed.has(key));
    if (!isWhole) this.#line.renew(`${this.#label}'s stream lost subscriptions`);
  }
}

/** How often it is looked, within the time after which a key counts as quiet. */
const LOOKS = 4;

/** Notices single keys of which nothing is heard while the connection works. */
class QuietKeys {
  /** Since when; null once it was told. */
  readonly #since = new Map<string, number | null>();
  #cancel: (() => void) | null = null;

  /** `onQuiet` is told once, until the key is heard of again. */
  constructor(
    private readonly quietMs: number,
    private readonly tools: Pick<Required<StreamTools>, "now" | "after">,
    private readonly onQuiet: (key: string) => void,
  ) {}

  /** The key is heard of, or ought to be from now on. */
  heard(key: string): void {
    this.#since.set(key, this.tools.now());
    this.#cancel ??= this.#wait();
  }

  forget(key: string): void {
    this.#since.delete(key);
  }

  stop(): void {
    this.#since.clear();
    this.#cancel?.();
    this.#cancel = null;
  }

  #wait(): () => void {
    return this.tools.after(this.quietMs / LOOKS, () => this.#look());
  }

  #look(): void {
    const { tools, quietMs, onQuiet } = this;
    this.#cancel = this.#since.size > 0 ? this.#wait() : null;
    for (const [key, since] of this.#since) {
      if (since === null || tools.now() - since < quietMs) continue;
      this.#since.set(key, null);
      onQuiet(key);
    }
  }
}

interface Last {
  readonly tick: Tick;
  /** When it counts as having happened: with others of one millisecond, a little after what it says. */
  readonly at: number;
}

/** A message that is newer by its number may be dated this much earlier than the one before it. */
const CLOCK_RESOLUTION_MS = 1_000;

/** Lets through what is a price and newer than the one before; counts the rest. */
export class TickGate {
  readonly #last = new Map<string, Last>();
  readonly #dropped = { wrong: 0, repeated: 0, late: 0 };

  get dropped(): DroppedTicks {
    return { ...this.#dropped };
  }

  count(why: keyof DroppedTicks): null {
    this.#dropped[why]++;
    return null;
  }

  /** The symbol begins anew, whenever it comes again. */
  forget(symbol: string | undefined): void {
    if (symbol !== undefined) this.#last.delete(symbol);
  }

  /** The tick as an observation; null when it is dropped. */
  pass(symbol: string, tick: Tick): Observation | null {
    const { price, first, since } = tick;
    const low = tick.low === undefined ? price : tick.low;
    const high = tick.high === undefined ? price : tick.high;
    if (!isPrice(price) || !isPrice(low) || !isPrice(high)) return this.count("wrong");
    if (!Number.isSafeInteger(tick.at) || low > price || high < price) return this.count("wrong");
    const last = this.#last.get(symbol);
    const at = last === undefined ? tick.at : this.#momentAfter(last, tick);
    if (at === null) return null;
    this.#last.set(symbol, { at, tick });
    const told = { price, at, ...tradesOf(tick) };
    if (tick.low === undefined) return told;
    const known = isPrice(first) && first >= low && first <= high ? { first } : {};
    return { ...told, ...known, low, high, ...(since !== undefined && { since }) };
  }

  /** When the tick counts as having happened, after the last one; null when it does not. */
  #momentAfter(last: Last, tick: Tick): number | null {
    const place = tick.order === undefined || last.tick.order === undefined
      ? placeByTime(last.tick, tick)
      : placeByOrder(last.tick.order, tick.order);
    if (place !== "newer") return this.count(place);
    // Deciding about a clock that was set back is up to others.
    return tick.at < last.at - CLOCK_RESOLUTION_MS ? tick.at : Math.max(tick.at, last.at + 1);
  }
}

/** What a tick tells of the trades behind its price, for whoever must tell one trade from another. */
function tradesOf({ open, trades, trade, tradedAt, volume }: Tick): Partial<Observation> {
  return {
    ...(isPrice(open) && { open }),
    ...(trades !== undefined && { trades }),
    ...(trade !== undefined && { trade }),
    ...(tradedAt !== undefined && { tradedAt }),
    ...(volume !== undefined && { volume }),
  };
}

type Place = "newer" | "repeated" | "late";

function placeByOrder(last: number, order: number): Place {
  if (order === last) return "repeated";
  return order < last ? "late" : "newer";
}

/** Several trades may share a millisecond: then they happened in the order in which they came. */
function placeByTime(last: Tick, tick: Tick): Place {
  if (tick.at < last.at) return "late";
  const isSame = tick.price === last.price && tick.low === last.low && tick.high === last.high;
  return tick.at === last.at && isSame ? "repeated" : "newer";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

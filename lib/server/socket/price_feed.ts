import type { FrameData, FrameEvent, PairView, WholePriceChange } from "@/lib/protocol/frames.ts";
import type { ClientSocket, Timing } from "./client_socket.ts";
import { Quote } from "./quote.ts";

/** Which prices a client wants, and how often at most. */
export interface Watch {
  readonly pairs: readonly string[] | "all";
  /** From 0 (none) to 4. */
  readonly perSecond: number;
  /** Of all other pairs once a check; left out for not at all. */
  readonly others?: "check" | undefined;
}

export const EVERYTHING: Watch = { pairs: "all", perSecond: 4 };

/** Prices go out this often at most: four times a second. */
const SPACING_MS = 250;
/** Between two looks at the past of one pair, such as its price a day ago. */
const LOOK_MS = 15_000;
/** So many pairs have their turn with each frame, so that no frame holds the past of all of them. */
const LEAST_LOOKS = 4;
const LOOK_PARTS = 40;

/** A client that is sent prices as it wants them. */
interface Watcher {
  readonly client: ClientSocket;
  watch: Watch;
  /** Those of `watch.pairs`; null for all. */
  quotes: readonly Quote[] | null;
  /** Whether a pair was added or removed since `quotes` were looked up. */
  generation: number;
  /** The last change that it was sent of its pairs, and of the others. */
  known: number;
  othersKnown: number;
  /** When it was sent prices last, in milliseconds. */
  sentAt: number;
  /** It reads slowly, and is owed all of its pairs whole. */
  isOwed: boolean;
}

const NONE: ReadonlySet<Quote> = new Set();

interface FeedOptions {
  readonly timing: Timing;
  /** Sends a frame with these entries as the data, in the way that this client speaks. */
  readonly send: (client: ClientSocket, data: string, id?: string | number) => void;
}

/**
 * Prices for clients that say which they want: the newest of each pair, its text made once for all of
 * them, and for each client just what it does not know yet. Whoever reads slowly, or wants prices less
 * often, gets the newest ones later.
 */
export class PriceFeed {
  readonly #quotes = new Map<string, Quote>();
  readonly #watchers = new Map<ClientSocket, Watcher>();
  /** Pairs that moved since their past was looked at, the longest ago first. */
  readonly #unlooked = new Set<Quote>();
  /** Pairs of which an alarm was set or changed: clients are told its window's start with the next price. */
  readonly #forgotten = new Set<Quote>();
  /** Texts for clients that want all pairs, by what they know. */
  readonly #forAll = new Map<string, string>();
  #generation = 0;
  /** Number of the newest change. */
  #change = 1;
  /** The common moment of the newest prices (ms). */
  #at = 0;
  #written = { at: NaN, text: "" };
  #flushedAt = -Infinity;
  #isWaiting = false;

  constructor(private readonly options: FeedOptions) {}

  /** Number of the newest change: what a snapshot made now holds. */
  get change(): number {
    return this.#change;
  }

  /** Whether a client gets its prices from here. */
  serves(client: ClientSocket): boolean {
    return this.#watchers.has(client);
  }

  /** Brings all pairs to what a snapshot says; with `isNew` each as it stands there. */
  follow(pairs: readonly PairView[], isNew = false): void {
    if (isNew) {
      this.#quotes.clear();
      this.#unlooked.clear();
      this.#forgotten.clear();
      this.#at = 0;
    }
    const symbols = new Set(pairs.map(({ symbol }) => symbol));
    for (const symbol of this.#quotes.keys()) if (!symbols.has(symbol)) this.#remove(symbol);
    for (const pair of pairs) if (!this.#quotes.has(pair.symbol)) this.#put(pair);
  }

  /** Hears what all clients are sent. */
  heard<E extends FrameEvent>(event: E, data: FrameData[E]): void {
    const about = data as { readonly pair?: unknown };
    if (event === "pair_removed") this.#remove(String(about.pair));
    if (event === "pair_added" || event === "pair_updated") this.#put(about.pair as PairView);
    const quote = event.startsWith("alarm_") && this.#quotes.get(String(about.pair));
    if (quote) this.#forgotten.add(quote);
  }

  /** Takes new prices in, and sends them to whoever wants them. */
  tell(prices: readonly WholePriceChange[]): void {
    this.#change++;
    for (const price of prices) {
      const quote = this.#quotes.get(price.pair);
      if (quote === undefined) continue;
      quote.take(price, this.#change);
      this.#unlooked.add(quote);
      this.#at = Math.max(this.#at, quote.at);
    }
    this.#forAll.clear();
    if (this.#watchers.size > 0) this.#flushSoon();
  }

  /** A client wants prices from now on; what it knows is a snapshot made at that change. */
  add(client: ClientSocket, watch: Watch, known: number): void {
    const watcher = {
      ...{ client, watch, quotes: null, generation: -1, known, othersKnown: known },
      ...{ sentAt: -Infinity, isOwed: false },
    };
    this.#watchers.set(client, watcher);
  }

  /** A client is sent a snapshot made at that change, which puts back what it heard since: it hears that anew. */
  tookSnapshot(client: ClientSocket, change: number): void {
    const watcher = this.#watchers.get(client);
    if (watcher === undefined) return;
    watcher.known = Math.min(watcher.known, change);
    watcher.othersKnown = Math.min(watcher.othersKnown, change);
    if (watcher.known < this.#change) this.#flushSoon();
  }

  remove(client: ClientSocket): void {
    this.#watchers.delete(client);
  }

  /** A client wants other prices than before: those that are new to it come at once, whole. */
  want(client: ClientSocket, watch: Watch, id?: string | number): void {
    const watcher = this.#watchers.get(client);
    if (watcher === undefined) return;
    const { watch: before } = watcher;
    const hasAll = before.perSecond > 0 && !watcher.isOwed;
    const followed = hasAll ? new Set(this.#quotesOf(watcher)) : NONE;
    watcher.watch = watch;
    watcher.generation = -1;
    if (id === undefined && watch.perSecond > 0 && !client.isReady()) return this.#owe(watcher);
    watcher.isOwed = false;
    const texts = watch.perSecond === 0 ? [] : this.#news(watcher, followed);
    const isBack = before.perSecond === 0 || before.others === undefined;
    if (watch.others && isBack && watch.perSecond > 0) texts.push(...this.#ofOthers(watcher));
    if (texts.length > 0) watcher.sentAt = this.options.timing.elapsed();
    if (texts.length > 0 || id !== undefined) this.#send(watcher, texts.join(","), id);
  }

  /** Sends a client all that it wants, whole. */
  sendWhole(client: ClientSocket): void {
    const watcher = this.#watchers.get(client);
    if (watcher === undefined || watcher.watch.perSecond === 0) return;
    if (!client.isReady()) return this.#owe(watcher);
    const texts = this.#news(watcher, NONE);
    if (texts.length > 0) this.#send(watcher, texts.join(","));
  }

  /** What waits for a slow client is in the way of fires: it gets the newest prices once it reads. */
  #owe(watcher: Watcher): void {
    watcher.isOwed = true;
    this.#flushSoon();
  }

  /** A check has ended: whoever wants to hear of all pairs then hears of the others. */
  checkEnded(): void {
    for (const watcher of this.#watchers.values()) {
      const { watch: { others, perSecond }, client } = watcher;
      if (others === undefined || perSecond === 0 || !client.isReady()) continue;
      const texts = this.#ofOthers(watcher);
      if (texts.length > 0) this.#send(watcher, texts.join(","));
    }
  }

  #put(pair: PairView): void {
    const old = this.#quotes.get(pair.symbol);
    if (old !== undefined) this.#leave(old);
    const quote = new Quote(pair);
    this.#quotes.set(pair.symbol, quote);
    this.#at = Math.max(this.#at, quote.at);
    this.#generation++;
  }

  #remove(symbol: string): void {
    const quote = this.#quotes.get(symbol);
    if (quote === undefined) return;
    this.#quotes.delete(symbol);
    this.#leave(quote);
    this.#generation++;
  }

  #leave(quote: Quote): void {
    this.#unlooked.delete(quote);
    this.#forgotten.delete(quote);
  }

  #flushSoon(): void {
    if (this.#isWaiting) return;
    const wait = this.#flushedAt + SPACING_MS - this.options.timing.elapsed();
    if (wait <= 0) return this.#flush();
    this.#isWaiting = true;
    this.options.timing.later(() => {
      this.#isWaiting = false;
      this.#flush();
    }, wait);
  }

  #flush(): void {
    const now = this.#flushedAt = this.options.timing.elapsed();
    let isPending = this.#lookAtPasts(now);
    for (const watcher of this.#watchers.values()) {
      if (watcher.watch.perSecond === 0) continue;
      if (watcher.known === this.#change && !watcher.isOwed) continue;
      const isDue = now - watcher.sentAt >= 1000 / watcher.watch.perSecond;
      if (isDue && watcher.client.isReady()) this.#update(watcher, now);
      else isPending ||= !watcher.client.isGone;
    }
    if (isPending) this.#flushSoon();
  }

  /** Whether others are still to have their turn. */
  #lookAtPasts(now: number): boolean {
    let left = Math.max(LEAST_LOOKS, Math.ceil(this.#quotes.size / LOOK_PARTS));
    for (const quote of this.#unlooked) {
      if (now - quote.lookedAt < LOOK_MS && !this.#forgotten.has(quote)) continue;
      if (left-- === 0) return true;
      this.#look(quote, now);
    }
    return false;
  }

  #look(quote: Quote, now: number): void {
    this.#unlooked.delete(quote);
    quote.lookedAt = now;
    if (!quote.look(this.#change + 1, this.#forgotten.delete(quote))) return;
    this.#change++;
    this.#forAll.clear();
  }

  #update(watcher: Watcher, now: number): void {
    const isOfAll = watcher.watch.pairs === "all" && !watcher.isOwed;
    const text = isOfAll
      ? this.#textForAll(watcher)
      : this.#news(watcher, watcher.isOwed ? NONE : null).join(",");
    watcher.known = this.#change;
    watcher.isOwed = false;
    if (text === "") return;
    watcher.sentAt = now;
    this.#send(watcher, text);
  }

  #textForAll(watcher: Watcher): string {
    const key = `${watcher.client.version} ${watcher.known}`;
    let text = this.#forAll.get(key);
    if (text === undefined) {
      this.#forAll.set(key, text = this.#news(watcher, null).join(","));
    }
    return text;
  }

  /** What a client does not know yet; whole of the pairs that it has not followed, unless those are none. */
  #news(watcher: Watcher, followed: ReadonlySet<Quote> | null): string[] {
    const texts: string[] = [];
    for (const quote of this.#quotesOf(watcher)) {
      if (!quote.hasPrice) continue;
      if (followed !== null && !followed.has(quote)) texts.push(this.#wholeText(watcher, quote));
      else if (quote.movedAt > watcher.known) texts.push(this.#newText(watcher, quote));
    }
    watcher.known = this.#change;
    return texts;
  }

  #wholeText({ client }: Watcher, quote: Quote): string {
    if (client.version === 1) return quote.wholeChange();
    this.#look(quote, this.options.timing.elapsed());
    return quote.whole(this.#at);
  }

  #newText({ client, known }: Watcher, quote: Quote): string {
    return client.version === 1 ? quote.wholeChange() : quote.since(known, this.#at);
  }

  #ofOthers(watcher: Watcher): string[] {
    const { othersKnown: known } = watcher;
    const followed = new Set(this.#quotesOf(watcher));
    watcher.othersKnown = this.#change;
    const others = [...this.#quotes.values()]
      .filter((quote) => quote.hasPrice && quote.movedAt > known && !followed.has(quote));
    return others.map((quote) => this.#newText({ ...watcher, known }, quote));
  }

  #quotesOf(watcher: Watcher): Iterable<Quote> {
    const { pairs } = watcher.watch;
    if (pairs === "all") {
      watcher.quotes = null;
      return this.#quotes.values();
    }
    if (watcher.quotes === null || watcher.generation !== this.#generation) {
      watcher.quotes = pairs.flatMap((symbol) => this.#quotes.get(symbol) ?? []);
      watcher.generation = this.#generation;
    }
    return watcher.quotes;
  }

  /** Written once for all clients. */
  #moment(): string {
    const { at, text } = this.#written;
    if (at === this.#at) return text;
    this.#written = { at: this.#at, text: `"at":"${new Date(this.#at).toISOString()}",` };
    return this.#written.text;
  }

  #send({ client }: Watcher, texts: string, id?: string | number): void {
    const moment = client.version === 1 ? "" : this.#moment();
    this.options.send(client, `{${moment}"prices":[${texts}]}`, id);
  }
}

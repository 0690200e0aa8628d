import { can, type Who } from "@/lib/accounts/rights.ts";
import type { FrameData, FrameEvent, Snapshot, WholePriceChange } from "@/lib/protocol/frames.ts";
import type { Reply } from "@/lib/store/events.ts";
import { doInTurns, doOneTurn } from "@/lib/time/turns.ts";
import {
  ClientSocket,
  LONG_TEXT,
  MOST_A_TURN,
  MOST_IN_VAIN,
  MOST_SNAPSHOT_BYTES,
  REAL_TIMING,
  Seats,
  SLOW_BYTES,
  type Socket,
  type Timing,
  type WireVersion,
} from "./client_socket.ts";
import {
  FrameBody,
  Numbering,
  opened,
  type SnapshotParts,
  SnapshotText,
  type Veil,
} from "./frame_text.ts";
import { EVERYTHING, PriceFeed, type Watch } from "./price_feed.ts";

export interface HubOptions {
  /** The state as committed, without the hub's own `epoch` and `seq`. */
  readonly snapshot: () => Omit<Snapshot, "epoch" | "seq">;
  /** What it is made of; left out where that is always little. */
  readonly parts?: () => SnapshotParts;
  /** Whether a pair is watched; left out where looking into a snapshot is quick. */
  readonly hasPair?: (symbol: string) => boolean;
  /** Changes whenever the server starts, so that clients know their `seq` means nothing any more. */
  readonly epoch: string;
  readonly now: () => number;
  /** When the last check ended. */
  readonly lastCheckAt: () => string | null;
  /** For tests: time moved by hand. */
  readonly timing?: Timing;
  readonly maxClients?: number;
  readonly maxClientsPerAddress?: number;
}

const VERSIONS = [1, 2] as const;

/** Closes a connection whose session has ended, or whose person may not listen any more. */
const SESSION_ENDED = 4401;

/** All connected clients: numbers the broadcast frames and hands each to every one of them. */
export class Hub {
  readonly #clients = new Map<symbol, ClientSocket>();
  readonly #open = new Set<ClientSocket>();
  readonly #seats: Seats;
  /** Clients that were sent a snapshot and have not read it yet, as far as is known. */
  readonly #reading = new Set<ClientSocket>();
  /** What either way of speaking has numbered: only the first numbers prices. */
  readonly #numbered: Readonly<Record<WireVersion, Numbering>> = {
    1: new Numbering(),
    2: new Numbering(),
  };
  readonly #answered = new WeakSet<Reply>();
  readonly #feed: PriceFeed;
  /** Until somebody speaks the first way, no frames of prices are made for it. */
  #isFirstSpoken = false;
  readonly #texts = { 1: new SnapshotText(1), 2: new SnapshotText(2) };
  /** Texts for the next snapshot are being made. */
  #isPreparing = false;
  /** Snapshots that were made ready, and were not the state any more when they were to be sent. */
  #inVain = 0;
  /** Frames sent to all clients since the start. */
  framesSent = 0;
  /** Characters of snapshots that were sent in this turn of the event loop. */
  #sentThisTurn = 0;

  constructor(private readonly options: HubOptions) {
    this.#seats = new Seats(options.maxClients, options.maxClientsPerAddress);
    this.#feed = new PriceFeed({
      timing: options.timing ?? REAL_TIMING,
      send: (client, data, id) =>
        client.send(this.#numbered[client.version].text(opened("price_update", data), id), false),
    });
  }

  /** Clients that are served. */
  get size(): number {
    return this.#clients.size;
  }

  /** Connections that are open, also of clients that were dropped and have not gone yet. */
  get openSockets(): number {
    return this.#open.size;
  }

  /** Everything a client needs to show the state as of the last broadcast. */
  snapshot(version: WireVersion): Snapshot {
    const { epoch, snapshot } = this.options;
    return { epoch, seq: this.#numbered[version].seq, ...snapshot() };
  }

  /** Whether one more client from this address can be taken. */
  hasRoom(address: string): boolean {
    return this.#seats.areFreeFor(address);
  }

  /** Takes a socket that just opened. A snapshot is the first it gets: in this turn, unless many come at once. */
  connect(
    socket: Socket,
    address: string,
    version: WireVersion = 1,
    who: Who = { kind: "everybody" },
  ): ClientSocket {
    const client: ClientSocket = new ClientSocket(socket, address, {
      ...{ version, who, onSent: () => void this.framesSent++ },
      snapshot: (id) => this.#takeSnapshot(client, id),
      mayTakeSnapshot: (taker) => this.#mayTakeSnapshot(taker),
      onDropped: (dropped) => this.#forget(dropped),
      timing: this.options.timing,
    });
    this.#clients.set(client.key, client);
    this.#open.add(client);
    this.#seats.take(address);
    if (version === 1) this.#isFirstSpoken = true;
    else this.#feed.add(client, EVERYTHING, this.#changeInSnapshot());
    client.greet();
    return client;
  }

  /** Forgets a client whose connection has ended; calling it again is harmless. */
  disconnect(client: ClientSocket): void {
    this.#open.delete(client);
    this.#forget(client);
  }

  /** Whether clients know a pair of this symbol. */
  hasPair(symbol: string): boolean {
    const { hasPair, snapshot } = this.options;
    return hasPair?.(symbol) ?? snapshot().pairs.some((pair) => pair.symbol === symbol);
  }

  /** Sends a client these prices from now on; those that are new to it come at once, as the answer. */
  watch(client: ClientSocket, watch: Watch, id?: string | number): void {
    if (!this.#feed.serves(client)) this.#feed.add(client, EVERYTHING, this.#feed.change);
    this.#feed.want(client, watch, id);
    const isAsFirst = watch.pairs === "all" && watch.perSecond === EVERYTHING.perSecond;
    if (client.version === 1 && isAsFirst) this.#feed.remove(client);
  }

  /** Sends what the client missed since `seq`, or all there is when that is not known any more. */
  resume(
    client: ClientSocket,
    since: { epoch?: string | undefined; seq?: number | undefined },
    id?: string | number,
  ): void {
    const { seq } = since;
    const isKnown = since.epoch === this.options.epoch && seq !== undefined;
    const numbered = this.#numbered[client.version];
    const missed = isKnown ? numbered.missed(seq, client.who, !this.#feed.serves(client)) : null;
    // As soon as its turn has come.
    if (missed === null) return client.askSnapshot(id);
    for (const text of missed) client.send(text, false);
    this.#feed.sendWhole(client);
    if (id !== undefined || missed.length === 0) {
      this.answer(client, "heartbeat", this.#pulse(), id);
    }
  }

  /** Sends every client the state anew; one that is away gets it when it comes back. */
  refresh(): void {
    for (const version of VERSIONS) this.#numbered[version].startAnew();
    this.#feed.follow(this.options.snapshot().pairs, true);
    for (const client of [...this.#clients.values()]) client.refresh();
  }

  /** Sends one frame to one client. */
  answer<E extends FrameEvent>(
    client: ClientSocket,
    event: E,
    data: FrameData[E],
    id?: string | number,
  ): void {
    const text = this.#numbered[client.version].text(opened(event, JSON.stringify(data)), id);
    client.send(text, false);
  }

  /**
   * Sends one frame to all. To the client in `reply` it is the answer, and carries its request's id; `veil` says
   * who may see how much of it.
   */
  broadcast<E extends FrameEvent>(
    event: E,
    data: FrameData[E],
    reply?: Reply,
    veil: Veil<E> | null = null,
  ): void {
    const isPrices = event === "price_update";
    const isMade = !isPrices || this.#isFirstSpoken;
    const whole = isMade ? opened(event, JSON.stringify(data)) : "";
    const body = new FrameBody(event, whole, veil);
    for (const version of isPrices ? [1] as const : VERSIONS) {
      this.#numbered[version].add(body, isPrices);
    }
    const asker = reply?.event === event ? reply : undefined;
    for (const client of [...this.#clients.values()]) {
      const own = isPrices && this.#feed.serves(client) ? null : body.for(client.who);
      if (own === null) continue;
      const numbered = this.#numbered[client.version];
      const isAsker = client.key === asker?.client;
      client.send(isAsker ? numbered.text(own, asker?.id) : numbered.newest(own), isPrices);
      if (isAsker) this.#answered.add(asker);
    }
    body.settle();
    if (isPrices) this.#feed.tell((data as { prices: readonly WholePriceChange[] }).prices);
    else this.#feed.heard(event, data);
  }

  /** Whether a broadcast was the answer to this request already. */
  wasAnswered(reply: Reply): boolean {
    return this.#answered.has(reply);
  }

  /** A check has ended: whoever asked for it hears of all pairs, and everybody that it has. */
  checkEnded(): void {
    this.#feed.checkEnded();
    this.beat();
  }

  /** Tells every client that the server lives, and lets slow ones catch up. Not numbered. */
  beat(): void {
    const body = opened("heartbeat", JSON.stringify(this.#pulse()));
    const texts = { 1: this.#numbered[1].text(body), 2: this.#numbered[2].text(body) };
    for (const client of [...this.#clients.values()]) {
      if (client.version === 1) client.send(texts[1], true);
      else if (client.isReady()) client.send(texts[2], false);
    }
  }

  /** Closes the connections of whoever is not let in any more; `still` says who somebody is now. */
  endSessions(still: (who: Who) => Who): void {
    for (const client of [...this.#clients.values()]) {
      client.who = still(client.who);
      if (!can(client.who, "listen")) {
        client.drop(SESSION_ENDED, "The session has ended; log in again");
      }
    }
  }

  /** Says good-bye to every client. */
  closeAll(reason: string): void {
    for (const client of [...this.#clients.values()]) client.drop(1001, reason);
  }

  /** A dropped client is counted out at once, however long its connection lasts. */
  #forget(client: ClientSocket): void {
    if (!this.#clients.delete(client.key)) return;
    this.#reading.delete(client);
    this.#feed.remove(client);
    this.#seats.leave(client.address);
  }

  /** Not while much is unread, and some of it at the taker's own address: one must not keep out all others. */
  #mayTakeSnapshot(taker: ClientSocket): boolean {
    let unread = 0;
    let isOfAddress = false;
    for (const client of this.#reading) {
      const { socket: { bufferedAmount }, address } = client;
      if (bufferedAmount <= SLOW_BYTES) this.#reading.delete(client);
      else isOfAddress ||= address === taker.address;
      unread += bufferedAmount;
    }
    if (unread > MOST_SNAPSHOT_BYTES && isOfAddress) return false;
    if (this.#sentThisTurn >= MOST_A_TURN || !this.#isPrepared(taker.version)) return false;
    this.#reading.add(taker);
    return true;
  }

  /** What takes long to write is written in turns, and then again what has changed meanwhile. */
  #isPrepared(version: WireVersion): boolean {
    if (this.#isPreparing) return false;
    if (this.#isKept(version)) return true;
    const { parts } = this.options;
    if (parts === undefined) return true;
    const steps = this.#texts[version].steps(parts());
    const isWritten = doOneTurn(steps, () => this.#elapsed());
    if (isWritten && this.#snapshotText(version).length < LONG_TEXT) return true;
    if (++this.#inVain > 2 * MOST_IN_VAIN) return true;
    if (isWritten) return false;
    this.#isPreparing = true;
    // What cannot be written is thrown again where the text is put together, and costs one client.
    doInTurns(steps).catch(() => {}).finally(() => this.#isPreparing = false);
    return false;
  }

  /**
   * Whether the text that was made last may be sent. Where the state changes all the time it is that of a
   * moment ago, and what came since is sent after it.
   */
  #isKept(version: WireVersion): boolean {
    const numbered = this.#numbered[version];
    const { kept, seq } = numbered;
    if (this.#elapsed() >= kept.until) return false;
    return kept.seq === seq || (this.#inVain >= MOST_IN_VAIN && numbered.knows(kept.seq));
  }

  #elapsed(): number {
    return (this.options.timing ?? REAL_TIMING).elapsed();
  }

  /** The newest change of prices that a snapshot holds which is sent now. */
  #changeInSnapshot(): number {
    return this.#isKept(2) ? this.#numbered[2].kept.change : this.#feed.change;
  }

  #pulse(): FrameData["heartbeat"] {
    const { epoch, now, lastCheckAt } = this.options;
    return { serverTime: new Date(now()).toISOString(), epoch, lastCheckAt: lastCheckAt() };
  }

  /** Kept for a moment: many may come, or ask, at once. What changes afterwards comes to everybody as a frame. */
  #snapshotText(version: WireVersion): string {
    const numbered = this.#numbered[version];
    if (!this.#isKept(version)) {
      const at = this.#elapsed();
      const { change } = this.#feed;
      const snapshot = this.snapshot(version);
      this.#feed.follow(snapshot.pairs);
      const text = this.#texts[version].whole(snapshot);
      numbered.keep(text, change, { begun: at, made: this.#elapsed() });
    }
    return numbered.kept.text;
  }

  /** The text for one client, which is sent it now, and what came since it was made. */
  #takeSnapshot(client: ClientSocket, id?: string | number): string[] {
    const whole = this.#snapshotText(client.version);
    const numbered = this.#numbered[client.version];
    const { kept, seq } = numbered;
    const isServed = this.#feed.serves(client);
    this.#feed.tookSnapshot(client, kept.change);
    if (this.#sentThisTurn === 0) {
      (this.options.timing ?? REAL_TIMING).later(() => this.#sentThisTurn = 0, 0);
    }
    this.#sentThisTurn += whole.length;
    this.#inVain = 0;
    const asked = id === undefined ? whole : `${whole.slice(0, -1)},"id":${JSON.stringify(id)}}`;
    if (kept.seq === seq) return [asked];
    return [asked, ...numbered.missed(kept.seq, client.who, !isServed) ?? []];
  }
}

import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { FrameData, FrameEvent, Snapshot } from "@/lib/protocol/frames.ts";
import type { Reply } from "@/lib/store/events.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { doInTurns, type Steps } from "@/lib/time/turns.ts";
import { ClientSocket, SLOW_BYTES, type Socket, type Timing } from "./client_socket.ts";

export interface HubOptions {
  /** The state as committed, without the hub's own `epoch` and `seq`. */
  readonly snapshot: () => Omit<Snapshot, "epoch" | "seq">;
  /** The alarms of every pair of it. */
  readonly alarms?: () => readonly (readonly Alarm[])[];
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

/** A snapshot's text serves for so many times as long as it took to make. */
const SNAPSHOT_KEPT = 5;
/** While so much of snapshots is unread, in bytes, the next client waits for its own. */
const MOST_SNAPSHOT_BYTES = 16 * 1024 * 1024;

/** All connected clients: numbers the broadcast frames and hands each to every one of them. */
export class Hub {
  readonly #clients = new Map<symbol, ClientSocket>();
  readonly #open = new Set<ClientSocket>();
  readonly #perAddress = new Map<string, number>();
  /** Clients that were sent a snapshot and have not read it yet, as far as is known. */
  readonly #reading = new Set<ClientSocket>();
  readonly #log = new FrameLog();
  readonly #answered = new WeakSet<Reply>();
  #seq = 0;
  /** Texts for the next snapshot are being made. */
  #isPreparing = false;
  #lastSnapshot = { seq: -1, until: 0, text: "" };

  constructor(private readonly options: HubOptions) {}

  /** Clients that are served. */
  get size(): number {
    return this.#clients.size;
  }

  /** Connections that are open, also of clients that were dropped and have not gone yet. */
  get openSockets(): number {
    return this.#open.size;
  }

  /** Everything a client needs to show the state as of the last broadcast. */
  snapshot(): Snapshot {
    return { epoch: this.options.epoch, seq: this.#seq, ...this.options.snapshot() };
  }

  /** Whether one more client from this address can be taken. */
  hasRoom(address: string): boolean {
    const { maxClients = 5000, maxClientsPerAddress = 2000 } = this.options;
    const ofAddress = this.#perAddress.get(address) ?? 0;
    return this.size < maxClients && ofAddress < maxClientsPerAddress;
  }

  /** Takes a socket that just opened. A snapshot is the first it gets: in this turn, unless many come at once. */
  connect(socket: Socket, address: string): ClientSocket {
    const client = new ClientSocket(socket, address, {
      snapshot: () => this.#snapshotText(),
      mayTakeSnapshot: (taker) => this.#mayTakeSnapshot(taker),
      onDropped: (dropped) => this.#forget(dropped),
      timing: this.options.timing,
    });
    this.#clients.set(client.key, client);
    this.#open.add(client);
    this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1);
    client.greet();
    return client;
  }

  /** Forgets a client whose connection has ended; calling it again is harmless. */
  disconnect(client: ClientSocket): void {
    this.#open.delete(client);
    this.#forget(client);
  }

  sendSnapshot(client: ClientSocket, id?: string | number): void {
    client.send(this.#snapshotText(id), false);
  }

  /** Sends what the client missed since `seq`, or all there is when that is not known any more. */
  resume(
    client: ClientSocket,
    since: { epoch?: string | undefined; seq?: number | undefined },
    id?: string | number,
  ): void {
    const missed = since.epoch === this.options.epoch && since.seq !== undefined
      ? this.#log.since(since.seq, this.#seq)
      : null;
    if (missed === null) return this.sendSnapshot(client, id);
    for (const text of missed) client.send(text, false);
    if (id !== undefined || missed.length === 0) {
      this.answer(client, "heartbeat", this.#pulse(), id);
    }
  }

  /** Sends every client the state anew; one that is away gets it when it comes back. */
  refresh(): void {
    this.#log.clear();
    this.#seq++;
    const text = this.#snapshotText();
    for (const client of [...this.#clients.values()]) client.refresh(text);
  }

  /** Sends one frame to one client. */
  answer<E extends FrameEvent>(
    client: ClientSocket,
    event: E,
    data: FrameData[E],
    id?: string | number,
  ): void {
    client.send(this.#encode(event, data, id), false);
  }

  /** Sends one frame to all. To the client in `reply` it is the answer and carries its request's id. */
  broadcast<E extends FrameEvent>(event: E, data: FrameData[E], reply?: Reply): void {
    this.#seq++;
    const text = this.#encode(event, data);
    this.#log.add(this.#seq, text);
    const mergeable = event === "price_update";
    const asker = reply?.event === event ? reply : undefined;
    for (const client of [...this.#clients.values()]) {
      const isAsker = client.key === asker?.client;
      client.send(isAsker ? this.#encode(event, data, asker?.id) : text, mergeable);
    }
    if (asker) this.#answered.add(asker);
  }

  /** Whether a broadcast was the answer to this request already. */
  wasAnswered(reply: Reply): boolean {
    return this.#answered.has(reply);
  }

  /** Tells every client that the server lives, and lets slow ones catch up. Not numbered. */
  beat(): void {
    const text = this.#encode("heartbeat", this.#pulse());
    for (const client of this.#clients.values()) {
      client.send(text, true);
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
    const left = (this.#perAddress.get(client.address) ?? 0) - 1;
    if (left > 0) this.#perAddress.set(client.address, left);
    else this.#perAddress.delete(client.address);
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
    if (!this.#isPrepared()) return false;
    this.#reading.add(taker);
    return true;
  }

  /** Very many alarms are written in turns before the snapshot that has them; it is of one state all the same. */
  #isPrepared(): boolean {
    if (this.#isPreparing) return false;
    if (this.#isKept()) return true;
    const steps = alarmTextSteps(this.options.alarms?.() ?? []);
    if (steps === null) return true;
    this.#isPreparing = true;
    void doInTurns(steps).finally(() => this.#isPreparing = false);
    return false;
  }

  #isKept(): boolean {
    const { seq, until } = this.#lastSnapshot;
    return seq === this.#seq && SYSTEM_CLOCK.monotonic() < until;
  }

  #pulse(): FrameData["heartbeat"] {
    const { epoch, now, lastCheckAt } = this.options;
    return { serverTime: new Date(now()).toISOString(), epoch, lastCheckAt: lastCheckAt() };
  }

  /**
   * The text is kept for a moment: many may come, or ask, at once. What changes after it was made comes
   * to everybody as a frame.
   */
  #snapshotText(id?: string | number): string {
    if (!this.#isKept()) {
      const at = SYSTEM_CLOCK.monotonic();
      const made = snapshotText(this.snapshot());
      const ms = SYSTEM_CLOCK.monotonic() - at;
      this.#lastSnapshot = { seq: this.#seq, until: at + ms * SNAPSHOT_KEPT, text: made };
    }
    const { text: whole } = this.#lastSnapshot;
    return id === undefined ? whole : `${whole.slice(0, -1)},"id":${JSON.stringify(id)}}`;
  }

  #encode<E extends FrameEvent>(event: E, data: FrameData[E], id?: string | number): string {
    return JSON.stringify({ event, data, seq: this.#seq, ...(id === undefined ? {} : { id }) });
  }
}

/** The newest broadcast frames, so that a client that was away for a moment gets just what it missed. */
class FrameLog {
  readonly #frames: { readonly seq: number; readonly text: string }[] = [];
  #size = 0;

  /** @param maxCharacters oldest frames are forgotten past this size */
  constructor(private readonly maxCharacters = 512 * 1024) {}

  add(seq: number, text: string): void {
    this.#frames.push({ seq, text });
    this.#size += text.length;
    while (this.#size > this.maxCharacters) {
      this.#size -= this.#frames.shift()?.text.length ?? this.#size;
    }
  }

  /** Forgets all frames: whoever missed one gets the state anew. */
  clear(): void {
    this.#frames.length = 0;
    this.#size = 0;
  }

  /** The frames after `seq` in order; null when some of them are forgotten already. */
  since(seq: number, newest: number): readonly string[] | null {
    if (seq > newest) return null;
    const missed = this.#frames.filter((frame) => frame.seq > seq);
    return missed.length === newest - seq ? missed.map((frame) => frame.text) : null;
  }
}

/** So many alarms whose text is not known yet are written with the others, in one turn. */
const FEW = 500;

// The alarms of a pair are replaced, never changed in place, so their text stays true.
const texts = new WeakMap<readonly Alarm[], string>();

/**
 * The frame of a snapshot. Alarms are most of it and seldom change, so their text is kept. It is put
 * together once: a text of texts would be copied anew by whoever reads it.
 */
function snapshotText({ pairs, ...others }: Snapshot): string {
  const parts = ['{"event":"snapshot","data":{"pairs":['];
  pairs.forEach(({ alarms, ...rest }, nth) => {
    const before = nth === 0 ? '{"alarms":' : ',{"alarms":';
    parts.push(before, alarmsText(alarms), ",", JSON.stringify(rest).slice(1));
  });
  parts.push("],", JSON.stringify(others).slice(1), `,"seq":${others.seq}}`);
  return parts.join("");
}

function alarmsText(alarms: readonly Alarm[]): string {
  let text = texts.get(alarms);
  if (text === undefined) texts.set(alarms, text = JSON.stringify(alarms));
  return text;
}

/** Makes the texts of all these alarms; null where few are missing. */
function alarmTextSteps(lists: readonly (readonly Alarm[])[]): Steps<void> | null {
  const missing = lists.filter((alarms) => !texts.has(alarms));
  const count = missing.reduce((sum, { length }) => sum + length, 0);
  return count <= FEW ? null : steps(missing);
}

function* steps(lists: readonly (readonly Alarm[])[]): Steps<void> {
  for (const alarms of lists) {
    alarmsText(alarms);
    yield;
  }
}

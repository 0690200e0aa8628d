import { ClientSocket, type Socket, type Timing } from "./client_socket.ts";
import type { Reply } from "@/lib/store/cause.ts";
import { FrameLog } from "./frame_log.ts";
import type { FrameData, FrameEvent, Snapshot } from "./protocol.ts";

export interface HubOptions {
  /** The state as committed, without the hub's own `epoch` and `seq`. */
  readonly snapshot: () => Omit<Snapshot, "epoch" | "seq">;
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

/** All connected clients: numbers the broadcast frames and hands each to every one of them. */
export class Hub {
  readonly #clients = new Map<symbol, ClientSocket>();
  readonly #log = new FrameLog();
  readonly #answered = new WeakSet<Reply>();
  #seq = 0;

  constructor(private readonly options: HubOptions) {}

  get size(): number {
    return this.#clients.size;
  }

  /** Everything a client needs to show the state as of the last broadcast. */
  snapshot(): Snapshot {
    return { epoch: this.options.epoch, seq: this.#seq, ...this.options.snapshot() };
  }

  /** Whether one more client from this address can be taken. */
  hasRoom(address: string): boolean {
    const { maxClients = 5000, maxClientsPerAddress = 2000 } = this.options;
    if (this.size >= maxClients) return false;
    let sameAddress = 0;
    for (const client of this.#clients.values()) if (client.address === address) sameAddress++;
    return sameAddress < maxClientsPerAddress;
  }

  /** Takes a socket that just opened and sends it the snapshot, in one turn so that nothing falls between. */
  connect(socket: Socket, address: string): ClientSocket {
    const client = new ClientSocket(
      socket,
      address,
      () => this.#snapshotText(),
      this.options.timing,
    );
    this.#clients.set(client.key, client);
    this.sendSnapshot(client);
    return client;
  }

  /** Forgets a client; calling it again is harmless. */
  disconnect(client: ClientSocket): void {
    this.#clients.delete(client.key);
  }

  sendSnapshot(client: ClientSocket, id?: string | number): void {
    this.#deliver(client, this.#snapshotText(id), false);
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
    for (const text of missed) this.#deliver(client, text, false);
    if (id !== undefined || missed.length === 0) {
      this.answer(client, "heartbeat", this.#pulse(), id);
    }
  }

  /** Sends every client the state anew; one that is away gets it when it comes back. */
  refresh(): void {
    this.#log.clear();
    this.#seq++;
    const text = this.#snapshotText();
    for (const client of this.#clients.values()) this.#deliver(client, text, true);
  }

  /** Sends one frame to one client. */
  answer<E extends FrameEvent>(
    client: ClientSocket,
    event: E,
    data: FrameData[E],
    id?: string | number,
  ): void {
    this.#deliver(client, this.#encode(event, data, id), false);
  }

  /** Sends one frame to all. To the client in `reply` it is the answer and carries its request's id. */
  broadcast<E extends FrameEvent>(event: E, data: FrameData[E], reply?: Reply): void {
    this.#seq++;
    const text = this.#encode(event, data);
    this.#log.add(this.#seq, text);
    const mergeable = event === "price_update";
    const asker = reply?.event === event ? reply : undefined;
    for (const client of this.#clients.values()) {
      const isAsker = client.key === asker?.client;
      this.#deliver(client, isAsker ? this.#encode(event, data, asker?.id) : text, mergeable);
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
      this.#deliver(client, text, true);
    }
  }

  /** Says good-bye to every client. */
  closeAll(reason: string): void {
    for (const client of this.#clients.values()) closeQuietly(client.socket, 1001, reason);
    this.#clients.clear();
  }

  /** A socket that throws costs its own client the connection, and no other its frame. */
  #deliver(client: ClientSocket, text: string, mergeable: boolean): void {
    try {
      client.send(text, mergeable);
    } catch {
      this.disconnect(client);
      closeQuietly(client.socket, 1011, "Cannot be reached");
    }
  }

  #pulse(): FrameData["heartbeat"] {
    const { epoch, now, lastCheckAt } = this.options;
    return { serverTime: new Date(now()).toISOString(), epoch, lastCheckAt: lastCheckAt() };
  }

  #snapshotText(id?: string | number): string {
    return this.#encode("snapshot", this.snapshot(), id);
  }

  #encode<E extends FrameEvent>(event: E, data: FrameData[E], id?: string | number): string {
    return JSON.stringify({ event, data, seq: this.#seq, ...(id === undefined ? {} : { id }) });
  }
}

function closeQuietly(socket: Socket, code: number, reason: string): void {
  try {
    socket.close(code, reason);
  } catch {
    // It is gone already.
  }
}

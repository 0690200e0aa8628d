import { untilClosed } from "./fault.ts";

/** What a test server does wrong on its stream; an empty object is a healthy one. */
export interface StreamFault {
  /** Refuses to connect (`true`: with 503), also by a web page where that is to be 200. */
  readonly refuse?: boolean | number;
  /** Never answers who wants to connect. */
  readonly hang?: boolean;
  /** Takes requests and answers none. */
  readonly deaf?: boolean;
  /** Carries out no subscription, though it says so. */
  readonly forgetful?: boolean;
}

/** One client, with what it is subscribed to. */
export class StreamClient {
  readonly keys = new Set<string>();
  readonly received: { text: string; at: number }[] = [];

  constructor(readonly url: URL, readonly socket: WebSocket) {}

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  /** A text goes as it is, anything else as JSON. */
  send(message: unknown): void {
    if (!this.isOpen) return;
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }
}

/** The stream of a test server: its clients, and the switch for faults. */
export class StreamSide {
  fault: StreamFault = {};
  /** Everyone who ever connected, oldest first. */
  readonly clients: StreamClient[] = [];
  refused = 0;

  constructor(
    private readonly now: () => number,
    private readonly onMessage: (client: StreamClient, message: unknown) => void,
    private readonly onConnect: (client: StreamClient) => void,
    private readonly closed: AbortSignal,
  ) {}

  get open(): readonly StreamClient[] {
    return this.clients.filter((client) => client.isOpen);
  }

  /** Sends to all who are subscribed to the key; how many those are. */
  tell(key: string, message: unknown): number {
    const clients = this.open.filter((client) => client.keys.has(key));
    for (const client of clients) client.send(message);
    return clients.length;
  }

  /** Ends all connections. */
  cut(code = 1001): void {
    for (const client of this.open) client.socket.close(code);
  }

  accept(request: Request): Promise<Response> | Response {
    const { refuse, hang } = this.fault;
    if (refuse || hang) this.refused++;
    if (hang) return untilClosed(this.closed);
    if (refuse) {
      const status = refuse === true ? 503 : refuse;
      return new Response("<!DOCTYPE html><html></html>", { status });
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    const client = new StreamClient(new URL(request.url), socket);
    socket.onopen = () => {
      this.clients.push(client);
      this.onConnect(client);
    };
    socket.onmessage = ({ data }) => {
      client.received.push({ text: String(data), at: this.now() });
      if (!this.fault.deaf) this.onMessage(client, JSON.parse(String(data)));
    };
    return response;
  }

  subscribe(client: StreamClient, keys: readonly string[]): void {
    if (!this.fault.forgetful) { for (const key of keys) client.keys.add(key); }
  }
}

/** A price as a stream message of a test server tells it. */
export interface StreamedPrice {
  readonly at?: number;
  readonly low?: number;
  readonly high?: number;
}

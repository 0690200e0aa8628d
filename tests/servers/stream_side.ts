/** What a test server does wrong on its stream; an empty object is a healthy one. */
export interface StreamFault {
  /** Refuses to connect. */
  readonly refuse?: boolean;
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
    private readonly onConnect: (client: StreamClient) => void = () => {},
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

  accept(request: Request): Response {
    if (this.fault.refuse) {
      this.refused++;
      return new Response("", { status: 503 });
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

/** Resolves when every client has received one more frame. */
type AllHave = () => Promise<void>;

/**
 * Runs with WebSockets over the loopback that are connected to a hub, as `connect` says; both ends are in
 * this process.
 */
export async function withClients<T>(
  connect: (socket: WebSocket) => void,
  count: number,
  run: (allHave: AllHave) => Promise<T>,
): Promise<T> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => connect(socket);
    return response;
  });
  const frames = new FrameCount(count);
  const sockets: WebSocket[] = [];
  try {
    const allHave = frames.next();
    for (let nth = 0; nth < count; nth++) sockets.push(await client(server.addr.port, frames));
    // The snapshot that every client begins with.
    await allHave;
    return await run(() => frames.next());
  } finally {
    await Promise.all(sockets.map(closed));
    await server.shutdown();
  }
}

/** Counts the frames that many clients receive, one each at a time. */
class FrameCount {
  #left = 0;
  #resolve = () => {};

  constructor(private readonly clients: number) {}

  next(): Promise<void> {
    this.#left = this.clients;
    return new Promise((resolve) => this.#resolve = resolve);
  }

  received(): void {
    if (--this.#left === 0) this.#resolve();
  }
}

function client(port: number, frames: FrameCount): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    socket.onopen = () => resolve(socket);
    socket.onerror = () => reject(new Error(`Cannot connect to port ${port}`));
    socket.onmessage = () => frames.received();
  });
}

function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.onclose = () => resolve();
    socket.close();
  });
}

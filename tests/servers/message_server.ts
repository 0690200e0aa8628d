/** One request as it came in. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type Answer = (request: ReceivedRequest) => Response | Promise<Response>;

/** A local server that stands in for a service that messages go to: it records, and answers as it is told. */
export class MessageServer {
  readonly received: ReceivedRequest[] = [];
  /** How the next requests are answered. */
  answer: Answer = () => new Response("ok");
  readonly #closing = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #waiting: { count: number; resolve(): void }[] = [];

  constructor() {
    const { signal } = this.#closing;
    const options = { port: 0, hostname: "127.0.0.1", signal, onListen() {} };
    this.#server = Deno.serve(options, (request) => this.#handle(request));
  }

  /** `127.0.0.1:<port>`, as ALLOW_PRIVATE_TARGETS lists it. */
  get host(): string {
    return `127.0.0.1:${this.#server.addr.port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** Resolves once so many requests have come in. */
  async until(count: number): Promise<readonly ReceivedRequest[]> {
    while (this.received.length < count) {
      await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
    }
    return this.received;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#server.finished;
  }

  async #handle(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const bytes = await request.bytes();
    const body = new TextDecoder().decode(bytes);
    const { method, headers } = request;
    const received = { method, path: pathname + search, headers, body, bytes };
    this.received.push(received);
    const ready = this.#waiting.filter(({ count }) => count <= this.received.length);
    this.#waiting = this.#waiting.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve();
    return await this.answer(received);
  }
}

/** Many WebSockets that note when they hear of a price first. */
export class PriceListeners {
  /** How long the news was on its way, for every socket and price, in milliseconds. */
  readonly delays: number[] = [];
  readonly #sockets: WebSocket[] = [];

  /** @param setAt price → when it was set, by `performance.now()` */
  constructor(private readonly setAt: ReadonlyMap<number, number>) {}

  async connect(url: string, count: number): Promise<void> {
    for (let nth = 0; nth < count; nth++) this.#sockets.push(await this.#listen(url));
  }

  async close(): Promise<void> {
    await Promise.all(this.#sockets.map((socket) =>
      new Promise((resolve) => {
        socket.onclose = resolve;
        socket.close();
      })
    ));
  }

  #listen(url: string): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws`);
      const heard = new Set<number>();
      socket.onopen = () => resolve(socket);
      socket.onerror = () => reject(new Error(`Cannot connect to ${url}`));
      socket.onmessage = ({ data }) => this.#read(String(data), heard);
    });
  }

  #read(text: string, heard: Set<number>): void {
    const now = performance.now();
    if (!text.includes('"price_update"')) return;
    for (const { price } of JSON.parse(text).data.prices) {
      const setAt = this.setAt.get(price);
      if (setAt === undefined || heard.has(price)) continue;
      heard.add(price);
      this.delays.push(now - setAt);
    }
  }
}

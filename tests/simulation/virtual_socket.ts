/** The program's end of a connection; only what the program uses of a WebSocket. */
export class VirtualSocket extends EventTarget {
  readyState: number = WebSocket.CONNECTING;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;

  constructor(private readonly hear: (text: string) => void) {
    super();
  }

  send(text: string): void {
    this.hear(text);
  }

  close(): void {
    this.end(1000);
  }

  /** The connection stands. */
  begin(): void {
    if (this.readyState !== WebSocket.CONNECTING) return;
    this.readyState = WebSocket.OPEN;
    this.onopen?.(new Event("open"));
  }

  say(data: string): void {
    if (this.readyState === WebSocket.OPEN) this.onmessage?.(new MessageEvent("message", { data }));
  }

  end(code: number): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    const event = new CloseEvent("close", { code });
    this.onclose?.(event);
    this.dispatchEvent(event);
  }
}

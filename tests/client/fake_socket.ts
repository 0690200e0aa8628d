import type { ServerFrame } from "@/lib/protocol/frames.ts";
import type { Socket } from "@/lib/server/socket/client_socket.ts";

/** A socket in memory that reads at once, or (with `reads = false`) never. */
export class FakeSocket implements Socket {
  readonly readyState = 1;
  readonly sent: string[] = [];
  reads = true;
  bufferedAmount = 0;
  closeCode: number | null = null;

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    const text = String(data);
    this.sent.push(text);
    if (!this.reads) this.bufferedAmount += text.length;
  }

  close(code = 1005): void {
    this.closeCode = code;
  }

  /** The client reads everything that is buffered. */
  drain(): void {
    this.bufferedAmount = 0;
  }

  frames(): ServerFrame[] {
    return this.sent.map((text) => JSON.parse(text));
  }

  events(): string[] {
    return this.frames().map((frame) => frame.event);
  }
}

import type { Socket } from "@/lib/server/socket/client_socket.ts";

/** A socket in memory whose client reads at once. */
export class SilentSocket implements Socket {
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  characters = 0;

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    this.characters += String(data).length;
  }

  close(): void {}
}

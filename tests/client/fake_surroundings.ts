import type { Socket, Surroundings } from "@/lib/client/connection.ts";
import type { ServerFrame } from "@/lib/protocol/frames.ts";

interface Timer {
  readonly id: number;
  readonly at: number;
  readonly run: () => void;
}

/** A socket that a test opens, feeds and breaks by hand. */
class HandSocket implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;
  readonly sent: { event: string; data: unknown; id?: number }[] = [];
  isClosed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  receive(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

/** Time, chance and sockets in a test's hand. */
export class FakeSurroundings implements Surroundings {
  readonly sockets: HandSocket[] = [];
  chance = 1;
  #now = 0;
  #nextTimer = 1;
  #timers: Timer[] = [];

  /** The newest socket. */
  get socket(): HandSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("Nothing was connected yet");
    return socket;
  }

  get timers(): number {
    return this.#timers.length;
  }

  open(): HandSocket {
    const socket = new HandSocket();
    this.sockets.push(socket);
    return socket;
  }

  random(): number {
    return this.chance;
  }

  setTimer(run: () => void, ms: number): number {
    const id = this.#nextTimer++;
    this.#timers.push({ id, at: this.#now + ms, run });
    return id;
  }

  clearTimer(id: number): void {
    this.#timers = this.#timers.filter((timer) => timer.id !== id);
  }

  /** Lets time pass; timers that come due run in their order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (let due = this.#due(end); due !== undefined; due = this.#due(end)) {
      this.#now = due.at;
      this.clearTimer(due.id);
      due.run();
    }
    this.#now = end;
  }

  #due(end: number): Timer | undefined {
    return this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

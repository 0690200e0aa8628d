import type { ServerFrame } from "./protocol.ts";
import { RequestError } from "./request_error.ts";

/** How long an answer may take, in milliseconds. */
export const ANSWER_LIMIT_MS = 20_000;

interface Timers {
  setTimer(run: () => void, ms: number): number;
  clearTimer(timer: number): void;
}

interface Pending {
  readonly resolve: (frame: ServerFrame) => void;
  readonly reject: (error: RequestError) => void;
  readonly timer: number;
}

/** Commands that wait for the frame that repeats their id. */
export class PendingRequests {
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();

  constructor(readonly timers: Timers) {}

  add(): { id: number; answer: Promise<ServerFrame> } {
    const id = this.#nextId++;
    const answer = new Promise<ServerFrame>((resolve, reject) => {
      const timer = this.timers.setTimer(() => this.#expire(id), ANSWER_LIMIT_MS);
      this.#pending.set(id, { resolve, reject, timer });
    });
    return { id, answer };
  }

  /** Ends the request that this frame answers; a frame without an id, or with a foreign one, ends none. */
  settle(frame: ServerFrame): void {
    const pending = typeof frame.id === "number" ? this.#take(frame.id) : undefined;
    if (pending === undefined) return;
    if (frame.event !== "error") return pending.resolve(frame);
    const { code, message, field, choices } = frame.data;
    pending.reject(new RequestError(code, message, field ?? null, choices));
  }

  rejectAll(code: string, message: string): void {
    for (const id of [...this.#pending.keys()]) {
      this.#take(id)?.reject(new RequestError(code, message));
    }
  }

  #expire(id: number): void {
    const message = "The server did not answer in time: look whether it was done";
    this.#take(id)?.reject(new RequestError("timeout", message));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending !== undefined) this.timers.clearTimer(pending.timer);
    return pending;
  }
}

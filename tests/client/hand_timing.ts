import type { Timing } from "@/lib/server/socket/client_socket.ts";

/** Time for client sockets that a test moves by hand. */
export class HandTiming implements Timing {
  #now = 0;
  #due: { readonly at: number; readonly work: () => void }[] = [];

  elapsed(): number {
    return this.#now;
  }

  later(work: () => void, ms: number): void {
    this.#due.push({ at: this.#now + ms, work });
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    while (true) {
      const next = this.#due.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#due = this.#due.filter((each) => each !== next);
      this.#now = next.at;
      next.work();
    }
    this.#now = end;
  }
}

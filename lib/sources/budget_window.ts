/** Spans over which sources count what they are asked. */
export type BudgetSpan = "second" | "minute" | "month";

const LENGTHS_MS = { second: 1_000, minute: 60_000 };

/** What has been spent in the current second, minute or month (UTC). */
export class BudgetWindow {
  #start = -Infinity;
  #end = -Infinity;
  #used = 0;

  constructor(readonly limit: number, readonly per: BudgetSpan) {}

  /** Goes over to the window that holds this moment. */
  at(
    now: number,
  ): { readonly used: number; readonly resetsAt: number; readonly startedAt: number } {
    if (now < this.#start || now >= this.#end) {
      [this.#start, this.#end] = boundsOf(this.per, now);
      this.#used = 0;
    }
    return { used: this.#used, resetsAt: this.#end, startedAt: this.#start };
  }

  spend(weight: number, now: number): void {
    this.#used = this.at(now).used + weight;
  }

  /** The source's own count, where that is higher: others may ask from the same address. */
  learn(used: number, now: number): void {
    this.#used = Math.max(this.at(now).used, used);
  }
}

function boundsOf(per: BudgetSpan, now: number): [number, number] {
  if (per !== "month") {
    const start = Math.floor(now / LENGTHS_MS[per]) * LENGTHS_MS[per];
    return [start, start + LENGTHS_MS[per]];
  }
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return [Date.UTC(year, month), Date.UTC(year, month + 1)];
}

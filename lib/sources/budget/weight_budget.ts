/** How much of what a source allows is used. */
export interface BudgetUsage {
  readonly used: number;
  readonly limit: number;
  readonly per: BudgetSpan;
  /** When counting begins anew, in milliseconds since the epoch. */
  readonly resetsAt: number;
  /** Milliseconds between rounds, where the wanted interval would use up what is left. */
  readonly slowedTo?: number;
}

/** What was spent in a month, to be kept over restarts. */
export interface MonthCount {
  /** `2026-01`, in UTC. */
  readonly month: string;
  readonly used: number;
}

/** Where the month's count is kept. */
export interface MonthKeeper {
  load(): MonthCount | null;
  save(count: MonthCount): void;
}

interface BudgetOptions {
  readonly limits: Readonly<Partial<Record<BudgetSpan, number>>>;
  readonly now: () => number;
  readonly month?: MonthKeeper | undefined;
}

/** Rounds are planned within this share; the rest is for searches and gap fills. */
const PLANNED_SHARE = 0.9;
const SPANS: readonly BudgetSpan[] = ["second", "minute", "month"];

/** Keeps a source from being asked more than it allows, and plans how often it may be. */
export class WeightBudget {
  readonly #windows: readonly BudgetWindow[];
  #slowedTo: number | null = null;

  constructor(private readonly options: BudgetOptions) {
    const { limits, now, month } = options;
    this.#windows = SPANS.flatMap((span) => {
      const limit = limits[span];
      return limit === undefined ? [] : [new BudgetWindow(limit, span)];
    });
    const known = month?.load();
    if (known?.month === monthOf(now())) this.#windowOf("month")?.learn(known.used, now());
  }

  /** From when on so much may be spent, in milliseconds since the epoch; not later than now where it may be at once. */
  freeAt(weight: number): number {
    const now = this.options.now();
    return this.#windows.reduce((at, window) => {
      const { used, resetsAt } = window.at(now);
      // What is more than a whole window allows must go through at its start.
      const fits = used + weight <= window.limit || used === 0;
      return fits ? at : Math.max(at, resetsAt);
    }, -Infinity);
  }

  spend(weight: number): void {
    const now = this.options.now();
    for (const window of this.#windows) window.spend(weight, now);
    this.#keepMonth(now);
  }

  /** What the source itself has counted this minute. */
  learnMinute(used: number): void {
    if (Number.isFinite(used)) this.#windowOf("minute")?.learn(used, this.options.now());
  }

  /**
   * How long rounds of this weight should be apart: as long as wanted, longer where what is left until the reset would
   * not do, which then is spread evenly. In milliseconds.
   */
  plan(weight: number, wantedMs: number): number {
    const now = this.options.now();
    const needed = this.#windows.map((window) => evenInterval(window, weight, now));
    const interval = Math.ceil(Math.max(wantedMs, ...needed));
    this.#slowedTo = interval > wantedMs ? interval : null;
    return interval;
  }

  /** Of the window that is used up, else of the one that allows the least in the long run; null where nothing is limited. */
  usage(): BudgetUsage | null {
    const now = this.options.now();
    const [first, ...others] = this.#windows;
    if (first === undefined) return null;
    const scarcest = others.reduce((a, b) => scarcity(b, now) >= scarcity(a, now) ? b : a, first);
    const { used, resetsAt } = scarcest.at(now);
    const slowed = this.#slowedTo === null ? {} : { slowedTo: this.#slowedTo };
    return { used, limit: scarcest.limit, per: scarcest.per, resetsAt, ...slowed };
  }

  #windowOf(span: BudgetSpan): BudgetWindow | undefined {
    return this.#windows.find((window) => window.per === span);
  }

  #keepMonth(now: number): void {
    const window = this.#windowOf("month");
    if (window !== undefined) {
      this.options.month?.save({ month: monthOf(now), used: window.at(now).used });
    }
  }
}

function evenInterval(window: BudgetWindow, weight: number, now: number): number {
  const { used, resetsAt, startedAt } = window.at(now);
  const planned = window.limit * PLANNED_SHARE;
  const left = planned - used;
  if (weight <= left) return (resetsAt - now) * weight / left;
  return Math.max(resetsAt - now, (resetsAt - startedAt) * weight / planned);
}

/** How far apart calls must be, in milliseconds, for the window to do; without end when it is used up. */
function scarcity(window: BudgetWindow, now: number): number {
  const { used, resetsAt, startedAt } = window.at(now);
  return used >= window.limit ? Infinity : (resetsAt - startedAt) / window.limit;
}

function monthOf(now: number): string {
  return new Date(now).toISOString().slice(0, 7);
}

/** Spans over which sources count what they are asked. */
type BudgetSpan = "second" | "minute" | "month";

const LENGTHS_MS = { second: 1_000, minute: 60_000 };

/** What has been spent in the current second, minute or month (UTC). */
class BudgetWindow {
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

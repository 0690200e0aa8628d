import { withNewestPoint } from "@/lib/market/accept.ts";
import type { PairView, WholePriceChange } from "@/lib/protocol/frames.ts";
import { SAME_MOMENT_MS, sparklineOf } from "@/lib/protocol/slim.ts";
import type { PricePoint } from "@/lib/alarms/pair.ts";

/** What is sent with a price only when it has changed. */
const FIELDS = [
  "maxPrice",
  "minPrice",
  "historyStart",
  "references",
  "hourAgo",
  "dayAgo",
  "gaplessSince",
] as const;
/** Those of them that are sent at once; the others have their turn. */
const PROMPT = 2;
const ALL = 2 ** FIELDS.length - 1;
const MOMENT = ALL + 1;

/** The newest price of a pair and what came with it, and since which change clients know it. */
export class Quote {
  /** The change with which it moved last. */
  movedAt = 0;
  /** When what has its turn was looked at last, in milliseconds. */
  lookedAt = -Infinity;
  #change: WholePriceChange;
  #at = 0;
  #points: readonly PricePoint[];
  /** What clients were sent, as JSON, and with which change. */
  readonly #sent: string[];
  readonly #sentWith = FIELDS.map(() => 0);
  /** The first price ever, where clients may not have heard it; null where all know it from their snapshot. */
  #firstPrice: number | null = null;
  #isFirstKnown: boolean;
  /** The newest of those changes: whoever knows it lacks the price only. */
  #newestField = 0;
  /** Texts of entries by what they hold, made once for all clients. */
  readonly #texts = new Map<number, string>();
  #bare: string | null = null;
  #whole: string | null = null;
  #wholeChange: string | null = null;

  constructor(view: PairView) {
    this.#change = changeOf(view);
    this.#at = Date.parse(this.#change.timestamp) || 0;
    this.#points = view.priceHistory;
    this.#isFirstKnown = view.firstPrice !== null;
    this.#sent = FIELDS.map((field) => json(this.#change[field]));
  }

  /** A pair that waits for its first price has nothing to send. */
  get hasPrice(): boolean {
    return this.#at > 0;
  }

  /** The moment of the price, in milliseconds. */
  get at(): number {
    return this.#at;
  }

  /** Takes a new price in; `number` is that of the change. */
  take(change: WholePriceChange, number: number): void {
    const { price, timestamp } = change;
    const at = Date.parse(timestamp);
    if (at > this.#at) this.#points = withNewestPoint(this.#points, { price, timestamp });
    if (!this.#isFirstKnown) this.#firstPrice ??= price;
    this.#change = change;
    this.#at = at;
    this.#moved(number);
    for (let nth = 0; nth < PROMPT; nth++) this.#note(nth, number);
  }

  /**
   * Looks whether what has its turn has changed; `number` is that of the change. Where `areForgotten`, clients forgot the
   * windows' starts of an alarm that was changed, which may have the same values as before.
   */
  look(number: number, areForgotten: boolean): boolean {
    let isNews = false;
    for (let nth = PROMPT; nth < FIELDS.length; nth++) {
      isNews = this.#note(nth, number, areForgotten) || isNews;
    }
    if (isNews) this.#moved(number);
    return isNews;
  }

  #moved(number: number): void {
    this.movedAt = number;
    this.#texts.clear();
    this.#bare = this.#whole = this.#wholeChange = null;
  }

  #note(nth: number, number: number, areForgotten = false): boolean {
    const field = FIELDS[nth];
    const text = field === undefined ? "" : json(this.#change[field]);
    const isForgotten = areForgotten && field === "references" && text !== "";
    if (text === this.#sent[nth] && !isForgotten) return false;
    this.#sent[nth] = text;
    this.#sentWith[nth] = this.#newestField = number;
    return true;
  }

  /** What changed after that change, as JSON; `at` is the moment of the frame (ms). */
  since(known: number, at: number): string {
    if (known >= this.#newestField && this.#isOf(at)) return this.#bare ??= this.#text(0);
    let held = this.#isOf(at) ? 0 : MOMENT;
    for (let nth = 0; nth < FIELDS.length; nth++) {
      if ((this.#sentWith[nth] ?? 0) > known) held |= 1 << nth;
    }
    let text = this.#texts.get(held);
    if (text === undefined) this.#texts.set(held, text = this.#text(held));
    return text;
  }

  /** Everything, as JSON, for a client that did not follow it; `at` is the moment of the frame (ms). */
  whole(at: number): string {
    if (!this.#isOf(at)) return this.#text(ALL | MOMENT, sparklineOf(this.#points));
    return this.#whole ??= this.#text(ALL, sparklineOf(this.#points));
  }

  /** Everything as `/ws` without `v=2` has it. */
  wholeChange(): string {
    return this.#wholeChange ??= JSON.stringify(this.#change);
  }

  #isOf(at: number): boolean {
    return Math.abs(at - this.#at) <= SAME_MOMENT_MS;
  }

  #text(held: number, sparkline: unknown = null): string {
    const { pair, price, timestamp } = this.#change;
    let text = `{"pair":${JSON.stringify(pair)},"price":${price}`;
    if ((held & MOMENT) !== 0) text += `,"timestamp":"${timestamp}"`;
    FIELDS.forEach((field, nth) => {
      const value = this.#sent[nth] ?? "";
      if ((held & 1 << nth) !== 0 && value !== "") text += `,"${field}":${value}`;
    });
    if (sparkline === null) return `${text}}`;
    if (this.#firstPrice !== null) text += `,"firstPrice":${this.#firstPrice}`;
    text += `,"sparkline":${JSON.stringify(sparkline)}`;
    return `${text}}`;
  }
}

/** "" for what is not known. */
function json(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value);
}

function changeOf(view: PairView): WholePriceChange {
  const { currentPrice, lastUpdate, historyStart, references, hourAgo, dayAgo, gaplessSince } =
    view;
  const price = currentPrice ?? 0;
  const past = { historyStart, references, hourAgo, dayAgo, gaplessSince };
  const known = Object.entries(past).filter(([, value]) => value !== undefined);
  return {
    pair: view.symbol,
    price,
    timestamp: lastUpdate ?? "",
    maxPrice: view.maxPrice ?? price,
    minPrice: view.minPrice ?? price,
    ...Object.fromEntries(known),
  };
}

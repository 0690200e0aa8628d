import { z } from "zod";
import { isPrice } from "@/lib/market/accept.ts";
import type { Candle } from "@/lib/market/candle.ts";
import {
  type CandlesRange,
  type ListedPair,
  overlap,
  type PairTrouble,
  pickStep,
  refuseOtherTimes,
  type SourceCandles,
  SourceError,
} from "@/lib/sources/source.ts";
import type { Asker } from "@/lib/sources/http_source.ts";
import { COINS, DOLLARS, PRICED_CURRENCIES, RENAMED_COINS } from "@/lib/sources/listings.ts";
import type { KnownPair, PastPlan } from "@/lib/sources/market_source.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";

/** How CoinGecko prices against a quote: in a currency of its own, or by the ratio to another coin. */
type QuoteTerms =
  | { readonly kind: "currency"; readonly currency: string }
  | { readonly kind: "coin"; readonly id: string };

/** How CoinGecko prices against this quote; null when it cannot. */
export function quoteTerms(quote: string): QuoteTerms | null {
  if (DOLLARS.has(quote)) return { kind: "currency", currency: "usd" };
  if (PRICED_CURRENCIES.has(quote)) return { kind: "currency", currency: quote.toLowerCase() };
  const id = COINS.get(quote);
  return id === undefined ? null : { kind: "coin", id };
}

/** A pair as CoinGecko prices it. */
interface CoinTerms {
  readonly baseId: string;
  readonly quote: QuoteTerms;
}

/** Of a pair that was found before; null when CoinGecko cannot price it. */
export function coinTerms(pair: ListedPair): CoinTerms | null {
  const baseId = pair.sourceId ?? COINS.get(pair.base) ?? null;
  const quote = quoteTerms(pair.quote);
  return baseId === null || quote === null ? null : { baseId, quote };
}

/** The coins and currencies to ask for to price these. */
export function toAsk(terms: readonly CoinTerms[]): { ids: string[]; currencies: string[] } {
  const ids = new Set<string>();
  const currencies = new Set<string>();
  for (const { baseId, quote } of terms) {
    ids.add(baseId);
    if (quote.kind === "coin") ids.add(quote.id);
    currencies.add(quote.kind === "coin" ? "usd" : quote.currency);
  }
  return { ids: [...ids], currencies: [...currencies] };
}

/** `/simple/price`: coin id → prices by currency. Every value is checked where it is read. */
export const SimplePrices = z.record(z.string(), z.unknown());
export type SimplePrices = z.infer<typeof SimplePrices>;

/** One coin of `/simple/price`; `last_updated_at` in seconds since the epoch. */
const CoinPrices = z.record(z.string(), z.unknown());

/** One pair's price as CoinGecko gave it, or why there is none. `at` in ms since the epoch: CoinGecko's own time where the price is dated. */
type Reading =
  | {
    readonly kind: "price";
    readonly price: number;
    readonly at: number;
    readonly isDated: boolean;
  }
  | { readonly kind: "unlisted" | "unusable" | "old"; readonly problem: string };

interface ReadingClock {
  /** When CoinGecko was asked: the price's time where it names none. */
  readonly askedAt: number;
  /** An older price is not used, in milliseconds. */
  readonly staleAfterMs: number;
}

/** Reads one pair's price from an answer for many. */
export function readPrice(
  prices: SimplePrices,
  { baseId, quote: terms }: CoinTerms,
  clock: ReadingClock,
): Reading {
  const currency = terms.kind === "coin" ? "usd" : terms.currency;
  const base = readCoin(prices, baseId, currency, clock);
  if (base.kind !== "price" || terms.kind === "currency") return base;
  const quote = readCoin(prices, terms.id, currency, clock);
  if (quote.kind !== "price") return quote;
  const price = base.price / quote.price;
  if (!isPrice(price)) {
    return unusable(`CoinGecko gave no usable ratio of ${baseId} to ${terms.id}`);
  }
  const isDated = base.isDated && quote.isDated;
  return { kind: "price", price, at: Math.min(base.at, quote.at), isDated };
}

function readCoin(
  prices: SimplePrices,
  id: string,
  currency: string,
  clock: ReadingClock,
): Reading {
  if (!Object.hasOwn(prices, id)) {
    return { kind: "unlisted", problem: `CoinGecko gave nothing for the coin ${id}` };
  }
  const parsed = CoinPrices.safeParse(prices[id]);
  const price = parsed.success ? parsed.data[currency] : undefined;
  if (!parsed.success || !isPrice(price)) {
    return unusable(`CoinGecko gave no usable price of ${id} in ${currency.toUpperCase()}`);
  }
  const seconds = parsed.data.last_updated_at ?? null;
  if (seconds === null) {
    return { kind: "price", price, at: clock.askedAt, isDated: false };
  }
  if (!isPrice(seconds)) return unusable(`CoinGecko gave no usable time for its price of ${id}`);
  return checkTime(price, Math.round(seconds * 1000), clock);
}

function checkTime(price: number, at: number, { askedAt, staleAfterMs }: ReadingClock): Reading {
  const age = askedAt - at;
  if (age > staleAfterMs) {
    return { kind: "old", problem: `CoinGecko's price is ${inWords(age)} old` };
  }
  if (age < -staleAfterMs) {
    return unusable(
      `CoinGecko's price is ${inWords(-age)} in the future; check this computer's clock`,
    );
  }
  return { kind: "price", price, at, isDated: true };
}

function unusable(problem: string): Reading {
  return { kind: "unusable", problem };
}

function inWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** A source may leave out a coin for a while. */
const GIVE_UP_AFTER = { ms: 60 * 60 * 1000, answers: 3 };

/** Notices coins that a source answers nothing about any more; it does not say so itself. */
export class EmptyAnswers {
  readonly #empty = new Map<string, { since: number; answers: number; problem: string }>();
  readonly #priced = new Set<string>();

  constructor(private readonly now: () => number) {}

  priced(symbol: string): void {
    this.#empty.delete(symbol);
    this.#priced.add(symbol);
  }

  missed(symbol: string, problem: string): void {
    const known = this.#empty.get(symbol);
    const answers = (known?.answers ?? 0) + 1;
    this.#empty.set(symbol, { since: known?.since ?? this.now(), answers, problem });
  }

  /** Why the pair is to be given up; null when it is not. What was known before ends with a price. */
  trouble(pair: KnownPair): PairTrouble | null {
    const { symbol, trouble: before = null } = pair;
    return this.#evaluate(pair) ?? (this.#priced.has(symbol) ? null : before);
  }

  #evaluate({ symbol, base }: KnownPair): PairTrouble | null {
    const emptiness = this.#empty.get(symbol);
    if (emptiness === undefined) return null;
    const renamedTo = RENAMED_COINS.get(base);
    if (renamedTo !== undefined) {
      return { kind: "renamed", reason: `${base} is called ${renamedTo} now`, renamedTo };
    }
    const { since, answers, problem } = emptiness;
    if (answers < GIVE_UP_AFTER.answers || this.now() - since < GIVE_UP_AFTER.ms) return null;
    const time = new Date(since).toISOString().slice(0, 16).replace("T", " ");
    return { kind: "delisted", reason: `CoinGecko has had no price since ${time} UTC: ${problem}` };
  }
}

/** Distance of the points → how many days back CoinGecko gives them; free plans see the past 365 days. */
const REACHES: ReadonlyMap<number, number> = new Map([
  [5 * MINUTE_MS, 1],
  [HOUR_MS, 90],
  [DAY_MS, 365],
]);
const STEPS = [...REACHES.keys()];

/** `/coins/{id}/market_chart`: points of time (ms since the epoch) and price; values are checked where they are read. */
const MarketChart = z.object({ prices: z.array(z.array(z.unknown())) });
/** Who asks for the last day should not miss the five-minute points for the time the asking takes. */
const TOLERANCE_MS = 5 * MINUTE_MS;

const PAST_STAGES = [
  { untilMs: DAY_MS, stepMs: 5 * MINUTE_MS, spanMs: DAY_MS },
  { untilMs: 90 * DAY_MS, stepMs: HOUR_MS, spanMs: Infinity },
  { untilMs: Infinity, stepMs: DAY_MS, spanMs: Infinity },
];
/** Of the calls of a minute, one in so many is for the past while that is loaded. */
const SHARE_OF_PAST = 5;
const SHORTEST_PAUSE_MS = MINUTE_MS / 2;

/** Calls are scarce: one for the last day, one for everything before it in hourly points. */
export function coinGeckoPast(callsPerMinute = Infinity): PastPlan {
  const pauseMs = Math.max(SHORTEST_PAUSE_MS, SHARE_OF_PAST * MINUTE_MS / callsPerMinute);
  return { pauseMs, stages: PAST_STAGES };
}

interface Point {
  readonly at: number;
  readonly price: number;
}

/** The points of CoinGecko's chart; a ratio to another coin comes from both charts. */
export async function coinGeckoCandles(
  asker: Asker,
  { baseId, quote }: CoinTerms,
  range: CandlesRange,
  signal: AbortSignal,
): Promise<SourceCandles> {
  const now = asker.now();
  const { stepMs, days } = choose(range, now);
  const currency = quote.kind === "coin" ? "usd" : quote.currency;
  const ask = (id: string) => askChart(asker, { id, currency, days, now }, signal);
  const base = await ask(baseId);
  const points = quote.kind === "coin" ? ratios(base, await ask(quote.id), stepMs) : base;
  return answer(points, range, { stepMs, now });
}

function choose(range: CandlesRange, now: number): { stepMs: number; days: number } {
  const ageMs = now - range.from;
  const reaches = (step: number) => ageMs <= (REACHES.get(step) ?? 0) * DAY_MS + TOLERANCE_MS;
  const stepMs = pickStep(STEPS, range.stepMs, reaches);
  const most = REACHES.get(stepMs) ?? 1;
  // Two days at least for hourly points, more than 90 for daily ones.
  const least = most === 1 ? 1 : most === 90 ? 2 : 91;
  return { stepMs, days: Math.min(most, Math.max(least, Math.ceil(ageMs / DAY_MS))) };
}

async function askChart(
  { http }: Asker,
  { id, currency, days, now }: { id: string; currency: string; days: number; now: number },
  signal: AbortSignal,
): Promise<Point[]> {
  const path = `/coins/${encodeURIComponent(id)}/market_chart`;
  const params = { vs_currency: currency, days: String(days), precision: "full" };
  const parsed = MarketChart.safeParse(await http.getJson(path, params, signal));
  const points = parsed.success ? parsed.data.prices.flatMap(readPoint) : null;
  if (points === null || (points.length === 0 && parsed.data?.prices.length)) {
    throw new SourceError("coingecko", `CoinGecko gave no usable chart of ${id}`, "badAnswer");
  }
  // One day more than asked for may be told, and the newest point is of now.
  const to = Math.max(now, http.clock.knownUntil(now)) + 5 * MINUTE_MS;
  const asked = { from: Math.min(now, to) - (days + 2) * DAY_MS, to };
  refuseOtherTimes(points, { source: "coingecko", id, asked });
  return points.sort((a, b) => a.at - b.at);
}

function readPoint([at, price]: readonly unknown[]): Point[] {
  return isPrice(at) && isPrice(price) ? [{ at: Math.round(at), price }] : [];
}

/** Each point of the base with the newest point of the quote that is no younger and at most a step older. */
function ratios(base: readonly Point[], quote: readonly Point[], stepMs: number): Point[] {
  let index = -1;
  return base.flatMap(({ at, price }) => {
    while ((quote[index + 1]?.at ?? Infinity) <= at) index++;
    const other = quote[index];
    if (other === undefined || at - other.at > stepMs) return [];
    const ratio = price / other.price;
    return isPrice(ratio) ? [{ at, price: ratio }] : [];
  });
}

function answer(
  points: readonly Point[],
  range: CandlesRange,
  { stepMs, now }: { stepMs: number; now: number },
): SourceCandles {
  const [first] = points;
  const last = points.at(-1);
  // A source whose clock is ahead of ours knows nothing of what is still to come either.
  const to = Math.min(range.to, now);
  const reach = first && last && { from: first.at, to: Math.min(last.at + 1, to) };
  const inside = points.filter(({ at }) => at >= range.from && at < to);
  return {
    candles: inside.map(candleOfPoint).filter((candle, index, all) =>
      candle.at !== all[index - 1]?.at
    ),
    stepMs,
    shape: "points",
    covered: reach ? overlap(range, reach) : null,
    newestOpen: false,
    problem: null,
  };
}

function candleOfPoint({ at, price }: Point): Candle {
  return { at, open: price, high: price, low: price, close: price };
}

import { windowMs } from "@/lib/alarms/kinds/kinds.ts";
import { evaluatedPoint, type Pair, type State } from "@/lib/alarms/pair.ts";
import { newestPoints, type Observation } from "@/lib/market/accept.ts";
import type { Candle } from "@/lib/market/candle.ts";
import type { SlotCandle } from "@/lib/market/history/raw_candles.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import type { TimedPrice } from "@/lib/market/history/history_view.ts";
import type { DayEntry } from "@/lib/store/history/candle_blocks.ts";
import type { ArchiveTask, HistoryArchive } from "@/lib/store/history/history_archive.ts";
import {
  type KeptSeconds,
  keptUntil,
  type SecondsArchive,
} from "@/lib/store/history/seconds_archive.ts";
import { isoTime, nextTurn } from "@/lib/time/clock.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import type { Event } from "./events.ts";

/** Days of the past that nobody has asked for in such a time leave memory, in milliseconds. */
const RELEASE_MS = 10 * 60_000;

/** For so long (ms) a start opens pairs before a signal to stop is heard: nobody is served yet. */
const TURN_MS = 100;

interface Kept {
  /** Prices to the second, by symbol. */
  readonly kept: ReadonlyMap<string, readonly KeptSeconds[]>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** The histories of all pairs: in memory at once, in the archive after the commit. */
export class PriceHistories {
  readonly bySymbol = new Map<string, PriceHistory>();
  /** Pairs whose newest candle is not in the archive yet, or not as it is: the next price may be a part of it. */
  readonly #begun = new Set<string>();
  #releasedAt = performance.now();

  private constructor(
    private readonly archive: HistoryArchive,
    private readonly seconds: SecondsArchive,
  ) {}

  /**
   * Reads the newest of the archives, and what the alarms' windows need of the past, and adds the prices that only the seconds
   * or the store file have.
   */
  static async load(
    state: State,
    archive: HistoryArchive,
    seconds: SecondsArchive,
    given: Kept,
  ): Promise<{ histories: PriceHistories; state: State }> {
    const histories = new PriceHistories(archive, seconds);
    await archive.begin();
    const pairs = new Map<string, Pair>();
    let began = performance.now();
    for (const [symbol, pair] of state.pairs) {
      if (performance.now() - began >= TURN_MS) {
        await nextTurn();
        began = performance.now();
      }
      pairs.set(symbol, histories.#open(pair, given));
    }
    return { histories, state: { ...state, pairs } };
  }

  /** Opens the history of a pair; answers the pair with its sparkline. */
  #open(pair: Pair, { kept, now }: Kept): Pair {
    const history = this.archive.open(pair);
    const told = toldOf(pair, kept);
    this.keep(this.#addPoints(pair, history, told));
    this.seconds.restore(pair.symbol, history, told);
    this.bySymbol.set(pair.symbol, history);
    // In the turn in which its files were read: the first check and the first page ask for these.
    const asked = new Set(pair.alarms.map((alarm) => windowMs(alarm) ?? 0));
    for (const ms of asked.add(DAY_MS)) history.priceAt(now - ms);
    return withSparkline(pair, told);
  }

  /** Moves the histories along with newly decided events; what it answers is for `keep` once they are on disk. */
  take(events: readonly Event[]): ArchiveTask[] {
    return events.flatMap((event) => this.#move(event));
  }

  /** Hands over to the archive what was committed: before that, it would know more than the store. */
  keep(tasks: readonly ArchiveTask[]): void {
    for (const task of tasks) this.archive.take(task);
  }

  /** Hands over the newest candles too, at the end; all that was taken must be committed. */
  keepOpenCandles(): void {
    for (const symbol of this.#begun) {
      const history = this.bySymbol.get(symbol);
      const candle = history?.newestCandle;
      if (history && candle) this.archive.take({ symbol, entry: entryOf(candle, history) });
    }
    this.#begun.clear();
  }

  /** Puts the archive in order in the background, from now on once a day. */
  tidySoon(): void {
    this.archive.tidySoon();
  }

  /** Nothing is put in order any more. */
  close(): void {
    this.archive.close();
  }

  /** Writes what was kept to the archive; a failure is a warning. */
  async flush(): Promise<void> {
    await this.archive.flush();
    const at = performance.now();
    if (at - this.#releasedAt < RELEASE_MS || !this.archive.isWhole) return;
    this.#releasedAt = at;
    for (const history of this.bySymbol.values()) history.release();
  }

  /** Writes the newest seconds, after a commit; a start leaves out what is newer than its own. */
  flushSeconds(): Promise<void> {
    return this.seconds.flush(this.bySymbol);
  }

  #move(event: Event): ArchiveTask[] {
    switch (event.type) {
      case "pairAdded":
        return this.#begin(event.pair);
      case "pairRemoved":
        this.bySymbol.delete(event.symbol);
        this.seconds.forget(event.symbol);
        this.#begun.delete(event.symbol);
        return [{ symbol: event.symbol, entry: null }];
      case "priceObserved":
        return this.#add(event.symbol, event.observation, this.bySymbol.get(event.symbol));
      case "historyBackfilled":
        return this.#prepend(event);
      case "gapTold":
        return this.#insert(event);
      case "clockMoved":
        this.seconds.beginAnew();
        for (const symbol of event.symbols) this.bySymbol.get(symbol)?.shift(event.deltaMs);
        return [];
      default:
        return [];
    }
  }

  #begin(pair: Pair): ArchiveTask[] {
    const history = this.archive.newHistory(pair);
    this.bySymbol.set(pair.symbol, history);
    this.seconds.forget(pair.symbol);
    // Leftovers of a pair of the same name would count as its past.
    return [{ symbol: pair.symbol, entry: null }, ...this.#addPoints(pair, history)];
  }

  /** Adds the prices of the store file and others that were evaluated, as far as they are newer than the history. */
  #addPoints(
    pair: Pair,
    history: PriceHistory,
    told: readonly TimedPrice[] = [],
  ): ArchiveTask[] {
    // Newer ones are only shown: the source is still to be asked for what happened before them.
    const evaluatedTo = pair.judged === undefined ? Infinity : Date.parse(pair.judged.timestamp);
    const knownTo = history.newestAt ?? -Infinity;
    const points = pair.priceHistory.map((p) => ({ at: Date.parse(p.timestamp), price: p.price }));
    return [...told, ...points].filter(({ at }) => at > knownTo && at <= evaluatedTo)
      .sort((a, b) => a.at - b.at)
      .flatMap((point) => this.#add(pair.symbol, point, history));
  }

  #prepend({ symbol, candles }: Event & { type: "historyBackfilled" }): ArchiveTask[] {
    const history = this.bySymbol.get(symbol);
    if (history === undefined) return [];
    // The newest first: what a crash cuts off is then the oldest, and is asked for again.
    return history.prepend(candles).reverse()
      .map((candle) => ({ symbol, entry: entryOf(candle, history), isPast: true }));
  }

  #insert({ symbol, seen, to }: Event & { type: "gapTold" }): ArchiveTask[] {
    const history = this.bySymbol.get(symbol);
    if (history === undefined) return [];
    const next = { at: Date.parse(to.timestamp), price: to.price };
    return history.insert(seen, next).map((candle) => ({
      symbol,
      entry: entryOf(candle, history),
    }));
  }

  /** Adds a price; a candle that it ends is for the archive. */
  #add(symbol: string, observation: Observation, history?: PriceHistory): ArchiveTask[] {
    const { at, price } = observation;
    const before = history?.newestCandle ?? null;
    if (!history?.append(at, price, observation)) return [];
    const now = history.newestCandle;
    const isOver = before !== null && before.at !== now?.at && this.#begun.has(symbol);
    if (!isSameCandle(before, now)) this.#begun.add(symbol);
    return isOver ? [{ symbol, entry: entryOf(before, history) }] : [];
  }
}

/** Whether nothing of a candle has moved; all of its fields are numbers. */
function isSameCandle(before: SlotCandle | null, now: SlotCandle | null): boolean {
  if (before === null || now === null) return before === now;
  return (Object.keys(now) as (keyof SlotCandle)[]).every((name) => before[name] === now[name]);
}

/** The store file has the newest points only, or those of an earlier program all: the sparkline is made of what is known. */
function withSparkline(pair: Pair, told: readonly TimedPrice[]): Pair {
  const written = pair.priceHistory.map((point) => ({ ...point, at: Date.parse(point.timestamp) }));
  const since = written[0]?.at ?? -Infinity;
  const newest = newestPoints([...told.filter(({ at }) => at < since), ...written]);
  const priceHistory = newest.map(({ price, at }) => ({ price, timestamp: timeText(at) }));
  return { ...pair, priceHistory };
}

/** Texts of moments: prices of one check are of one. */
const timeTexts = new Map<number, string>();
const MOST_TEXTS = 1_000;

function timeText(at: number): string {
  let text = timeTexts.get(at);
  if (text !== undefined) return text;
  if (timeTexts.size >= MOST_TEXTS) timeTexts.clear();
  timeTexts.set(at, text = isoTime(at));
  return text;
}

/** The kept seconds of a pair, by today's clock, up to what its alarms were evaluated by. */
function toldOf(
  pair: Pair,
  kept: ReadonlyMap<string, readonly KeptSeconds[]>,
): TimedPrice[] {
  const evaluated = evaluatedPoint(pair);
  if (evaluated === null) return [];
  const { clockShiftMs = 0 } = pair;
  const until = Date.parse(evaluated.timestamp);
  return keptUntil(kept.get(pair.symbol) ?? [], { clockShiftMs, until });
}

/** A candle as a line of a day file; that of a single price is that price. */
function entryOf(candle: Candle | SlotCandle, { clockShiftMs }: PriceHistory): DayEntry {
  const { at, open, high, low, close, volume } = candle;
  const isOne = !("closeAt" in candle) || candle.closeAt === at;
  const isFlat = open === high && open === low && open === close;
  const isLone = isOne && isFlat && volume === undefined;
  return {
    ...(isLone ? { at, price: open } : candle),
    ...(clockShiftMs === 0 ? {} : { clockShiftMs }),
  };
}

import type { Tick } from "./stream_protocol.ts";

/** One second of trades, as far as it has gone. */
export interface SecondKline {
  readonly from: number;
  /** Its last millisecond. */
  readonly to: number;
  readonly isClosed: boolean;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Numbers of the first and last trade; -1 in a second without trades. */
  readonly firstTrade: number;
  readonly lastTrade: number;
  /** How many trades it has, where that is told. */
  readonly trades?: number;
  /** When the message was made at the source. */
  readonly sentAt: number;
}

interface Known extends SecondKline {
  /** Last trade of this second or of an earlier one; -1 when none is known. */
  readonly newestTrade: number;
}

/** Turns messages about seconds, of which the newest is told again and again until it ends, into ticks. */
export class SecondKlines {
  readonly #known = new Map<string, Known>();

  /** The connection is new: what lies before it is no gap in it. */
  reset(): void {
    this.#known.clear();
  }

  read(key: string, kline: SecondKline): Tick | "late" | "repeated" {
    const known = this.#known.get(key);
    if (known && kline.from < known.from) return "late";
    const same = known?.from === kline.from;
    if (same && known.isClosed) return "repeated";
    if (same && !kline.isClosed && kline.sentAt <= known.sentAt) {
      return kline.sentAt === known.sentAt ? "repeated" : "late";
    }
    const newestTrade = Math.max(kline.lastTrade, known?.newestTrade ?? -1);
    this.#known.set(key, { ...kline, newestTrade });
    const missed = known && isMissing(known, kline)
      ? { from: known.isClosed ? known.to + 1 : known.from, to: kline.from }
      : null;
    return { ...tickOf(kline, same ? known : null), ...(missed ? { missed } : {}) };
  }
}

/**
 * Trade numbers have no holes: a jump means that trades were not told. A second without trades has no number; where the
 * source tells such seconds, too, one that does not follow the last one means the same.
 */
function isMissing(known: Known, kline: SecondKline): boolean {
  if (kline.from <= known.from) return false;
  const canCompare = kline.firstTrade !== -1 && known.newestTrade !== -1;
  if (canCompare) return kline.firstTrade > known.newestTrade + 1;
  const isNext = known.isClosed && kline.from === known.to + 1;
  return kline.trades !== undefined && !isNext;
}

/** High and low are those since the message before: an older extreme of the same second was told already. */
function tickOf(kline: SecondKline, before: Known | null): Tick {
  const { from, to, isClosed, open, high, low, close, sentAt } = kline;
  const at = isClosed ? to : Math.min(Math.max(sentAt, from), to - 1);
  const told = { price: close, at, ...tradesOf(kline) };
  if (before === null) return { ...told, first: open, low, high };
  return {
    ...told,
    low: low < before.low ? low : Math.min(close, before.close),
    high: high > before.high ? high : Math.max(close, before.close),
  };
}

/** What the second tells of its trades: without them, its price is an older one told again. */
function tradesOf({ open, firstTrade, lastTrade, trades }: SecondKline) {
  if (lastTrade === -1) return trades === 0 ? { open, trades } : { open };
  return { open, trade: lastTrade, trades: trades ?? lastTrade - firstTrade + 1 };
}

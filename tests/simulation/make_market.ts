import { TWELVE_ASSETS } from "./assets.ts";
import type { Dice } from "./dice.ts";
import type { Landmark, Market, Trades } from "./market.ts";

interface MarketOptions {
  readonly dice: Dice;
  readonly seconds: number;
  readonly pairs: number;
}

/** A market, and what happened in it that alarms are set on: wicks, steps, outliers. */
export interface MadeMarket extends Market {
  readonly landmarks: ReadonlyMap<string, readonly Landmark[]>;
}

const START = Date.parse("2026-01-15T00:00:00Z");
/** Before the end nothing is planted, so that all before it can be found out; in seconds. */
export const CALM_SECONDS = 150;
/** Mean milliseconds between two trades, and how long that lasts. */
const PACES = [150, 400, 1_000, 1_000, 2_500, 9_000] as const;

/** The same market for the same choices. */
export function makeMarket({ dice, seconds, pairs }: MarketOptions): MadeMarket {
  const makers = TWELVE_ASSETS.slice(0, pairs).map((base) =>
    new PairMaker(`${base}USDT`, seconds, dice.child())
  );
  const made = makers.map((maker) => maker.make());
  return {
    start: START,
    seconds,
    pairs: new Map(made.map((trades) => [trades.symbol, trades])),
    landmarks: new Map(makers.map(({ symbol, landmarks }) => [symbol, landmarks])),
  };
}

/** Makes the trades of one pair: a quiet path on a grid of prices, interrupted by what is hard to see. */
class PairMaker {
  readonly landmarks: Landmark[] = [];
  readonly #at: number[] = [];
  readonly #price: number[] = [];
  readonly #digits: number;
  readonly #home: number;
  /** In steps of the grid. */
  #level: number;
  #now = START - 120_000;
  #pace = 1_000;
  #paceUntil = 0;
  #drift = { perTrade: 0, until: 0 };

  constructor(
    readonly symbol: string,
    private readonly seconds: number,
    private readonly dice: Dice,
  ) {
    // Ten thousand steps of the grid: every price is a decimal with few digits, so that equal prices are usual.
    this.#digits = dice.whole(0, 6);
    this.#home = 10_000 * dice.pick([1, 1, 2, 5]);
    this.#level = this.#home;
  }

  make(): Trades {
    const end = START + this.seconds * 1000;
    const busyEnd = end - CALM_SECONDS * 1000;
    while (this.#now < end) {
      if (
        this.#now > START + 5_000 && this.#now < busyEnd && this.dice.chance(this.#pace / 25_000)
      ) {
        this.#happen();
      } else this.#walk();
    }
    return { symbol: this.symbol, at: this.#at, price: this.#price };
  }

  #walk(): void {
    this.#wait();
    const { dice } = this;
    if (this.#now < this.#drift.until) this.#level *= 1 + this.#drift.perTrade;
    // Home draws, so that the price comes by the same places again and again.
    this.#level *= 1 + (this.#home / this.#level - 1) * 0.002 + dice.between(-0.00025, 0.00025);
    this.#trade(this.#level);
  }

  #wait(): void {
    if (this.#now >= this.#paceUntil) {
      this.#pace = this.dice.pick(PACES);
      this.#paceUntil = this.#now + this.dice.whole(20_000, 240_000);
    }
    this.#now += Math.round(-Math.log(1 - this.dice.share()) * this.#pace);
  }

  #trade(level: number): void {
    const price = Number((Math.max(1, Math.round(level)) / 10 ** this.#digits).toPrecision(12));
    this.#at.push(this.#now);
    this.#price.push(price);
  }

  /** A trade somebody may wait for. */
  #mark(level: number): void {
    this.#trade(level);
    this.landmarks.push({ at: this.#now, price: this.#price.at(-1) ?? NaN });
  }

  #happen(): void {
    const { dice } = this;
    const kind = dice.whole(0, 99);
    if (kind < 35) this.#wick();
    else if (kind < 50) this.#step(dice.between(0.004, 0.06));
    else if (kind < 60) this.#flips();
    else if (kind < 72) this.#silence();
    else if (kind < 82) this.#outlier();
    else if (kind < 90) this.#exact();
    else if (kind < 99) this.#trend();
    else this.#crash();
  }

  /** Away and back, within a moment or within some seconds. */
  #wick(): void {
    const { dice } = this;
    const from = this.#level;
    this.#wait();
    const reach = 1 + dice.pick([1, -1]) * dice.between(0.001, 0.05);
    this.#mark(from * reach);
    if (dice.chance(0.3)) this.#again(from * (2 - reach));
    this.#now += dice.pick([1, 20, 300, 1_000, 4_000]);
    this.#trade(from);
  }

  #again(level: number): void {
    this.#now += this.dice.pick([1, 50, 700]);
    this.#mark(level);
  }

  #step(size: number): void {
    this.#wait();
    const isAway = this.#level > this.#home;
    const isUp = this.dice.chance(isAway ? 0.2 : 0.8);
    this.#level *= isUp ? 1 + size : 1 / (1 + size);
    this.#mark(this.#level);
  }

  /** To and fro over one place. */
  #flips(): void {
    const { dice } = this;
    const [one, other] = [this.#level, this.#level * (1 + dice.between(-0.02, 0.02))];
    const count = dice.pick([4, 8, 30, 60]);
    for (let nth = 0; nth < count; nth++) {
      this.#now += dice.whole(300, 4_000);
      this.#mark(nth % 2 === 0 ? other : one);
    }
  }

  /** Nothing is traded; at times the last trade before it is a hard one. */
  #silence(): void {
    if (this.dice.chance(0.6)) this.#step(this.dice.between(0.003, 0.02));
    this.#now += this.dice.whole(1_500, this.dice.pick([5_000, 20_000, 90_000]));
  }

  /** One trade that nothing confirms, with silence after it at times. */
  #outlier(): void {
    const { dice } = this;
    this.#wait();
    this.#mark(this.#level * dice.pick([1.7, 2.5, 0.45, 0.2]));
    this.#now += dice.pick([1, 400, 1_500, 8_000]);
    this.#trade(this.#level);
  }

  /** Back to exactly the price of an earlier landmark. */
  #exact(): void {
    const { dice, landmarks } = this;
    const near = landmarks.slice(-6).map(({ price }) => price * 10 ** this.#digits)
      .filter((level) => Math.abs(level / this.#level - 1) < 0.06);
    if (near.length === 0) return this.#wick();
    this.#wait();
    this.#mark(dice.pick(near));
    this.#now += dice.pick([1, 500, 2_000]);
    this.#trade(this.#level);
  }

  #trend(): void {
    const lasts = this.dice.whole(20_000, 300_000);
    const moves = this.dice.between(-0.04, 0.04);
    this.#drift = { perTrade: moves * this.#pace / lasts, until: this.#now + lasts };
    this.#walk();
  }

  /** Half the price and less, or twice and more, with many trades there; then back. */
  #crash(): void {
    const { dice } = this;
    const isUp = dice.chance(0.5);
    const before = this.#level;
    this.#stay(before * (isUp ? 2.4 : 0.4), isUp, dice.whole(3_000, 60_000));
    this.#stay(before, !isUp, 2_000);
  }

  /** The first trades there go on away from where they came, so that what confirms is no less far than what waits. */
  #stay(level: number, isUp: boolean, lastsMs: number): void {
    const until = this.#now + lastsMs;
    for (let nth = 0; this.#now < until || nth < 4; nth++) {
      this.#now += nth < 4 ? this.dice.whole(700, 1_400) : this.dice.whole(100, 900);
      const away = Math.min(nth, 3) * 0.002;
      const place = level * (isUp ? 1 + away : 1 - away);
      if (nth === 0) this.#mark(place);
      else this.#trade(place);
    }
    this.#level = level;
  }
}

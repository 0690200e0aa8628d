/** One accepted price of one pair at one moment. */
export interface Observation {
  /** Units of the quote asset for one unit of the base asset; positive and finite. */
  readonly price: number;
  /** Moment of the price at its source, in milliseconds since the Unix epoch. */
  readonly at: number;
  /** First price since the previous observation, where the source tells it. */
  readonly first?: number;
  /** Lowest price since the previous observation, where the source tells it. */
  readonly low?: number;
  /** Highest price since the previous observation, where the source tells it. */
  readonly high?: number;
  /** Start of the span that low and high are of, where that is not the previous observation; in milliseconds. */
  readonly since?: number;
  /** First price of the candle, where it comes from one. */
  readonly open?: number;
  /** How many trades that candle has so far, where the source says; none in one that repeats the price before. */
  readonly trades?: number;
  /** Number of the trade that made the price, where the source numbers them; the same in every way that it tells prices. */
  readonly trade?: number;
  /** Moment of that trade, where the source tells it without a number; in milliseconds. */
  readonly tradedAt?: number;
  /** How much was traded since the previous observation, in units of the base asset, where the source tells it. */
  readonly volume?: number;
  /** When this program got it, by its own clock; in milliseconds. Left out where that was not noted. */
  readonly receivedAt?: number;
}

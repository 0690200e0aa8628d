/** One accepted price of one pair at one moment. */
export interface Observation {
  /** Units of the quote asset for one unit of the base asset; positive and finite. */
  readonly price: number;
  /** Moment of the price at its source, in milliseconds since the Unix epoch. */
  readonly at: number;
  /** Lowest price since the previous observation, where the source tells it. */
  readonly low?: number;
  /** Highest price since the previous observation, where the source tells it. */
  readonly high?: number;
  /** Start of the span that low and high are of, where that is not the previous observation; in milliseconds. */
  readonly since?: number;
}

import { z } from "zod";

const price = z.number().positive();
const time = z.iso.datetime();
const point = z.object({ price, timestamp: time });

/** How an alarm stood when a gap began; what is left out is as in an alarm that waits for its condition. */
const AlarmMemory = z.object({
  id: z.string().min(1),
  conditionMet: z.boolean().nullable(),
  triggered: z.boolean().optional(),
  clearedSinceFire: z.boolean().optional(),
  watchedPrice: price.optional(),
  watchedPricedAt: time.optional(),
});

/**
 * A stretch that nobody watched and that the source may still tell: alarms have gone on after it, and are held against
 * it as they stood then once it is told.
 */
export const OpenGap = z.object({
  /** The last price that was evaluated before it, and the first one after it. */
  from: point,
  to: point,
  /** Maximum and minimum before it. */
  maxPrice: price.nullable(),
  minPrice: price.nullable(),
  /** Alarms that did not just wait for their condition when it began. */
  alarms: z.array(AlarmMemory).readonly(),
});

export type AlarmMemory = z.infer<typeof AlarmMemory>;
export type OpenGap = z.infer<typeof OpenGap>;

/** More are not kept of a pair: the oldest is given up, and stays unwatched. */
export const OPEN_GAPS_KEPT = 24;

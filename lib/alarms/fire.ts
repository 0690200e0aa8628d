import { z } from "zod";
import { Alarm } from "./alarm.ts";

/** An alarm going off once: who, when, at which price, why. Times are ISO 8601 in UTC. */
export const Fire = z.object({
  /** `fire_<ulid of the alarm>_<fireCount>_<moment>`: made from what fired, so deciding twice gives the same id. */
  id: z.string().min(1),
  alarmId: z.string().min(1),
  /** Symbol of the pair, such as `BTCUSDT`. */
  pair: z.string().min(1),
  /** The alarm as it was when it fired. */
  alarm: Alarm,
  price: z.number().positive(),
  previousPrice: z.number().positive().nullable(),
  direction: z.enum(["up", "down"]),
  /** What the price was compared with: target, maximum, minimum or first price of the window; absent in older files. */
  reference: z.number().positive().optional(),
  /** Set when that was the high or low between two prices, and not one of them. */
  seenIn: z.enum(["high", "low"]).optional(),
  /** When the price was seen at its source. */
  timestamp: z.iso.datetime(),
  /** When this program found it. */
  detectedAt: z.iso.datetime(),
  /** Found over 30 s after it happened, in whichever way. */
  late: z.boolean().default(false),
  /** Why it was found so late, in words for a person; absent when it was not, and in older files. */
  lateWhy: z.string().optional(),
  message: z.string(),
  acknowledgedAt: z.iso.datetime().nullable().default(null),
  /** Address of the client that acknowledged it, or `program`; absent while it rings, and in older files. */
  acknowledgedBy: z.string().optional(),
  /** A rehearsal asked for by a person ("Test alarm"), not a price move. */
  test: z.boolean().default(false),
});

export type Fire = z.infer<typeof Fire>;

/** What is found so long after it happened is late, in whichever way it was found; in milliseconds. */
const LATE_MS = 30_000;
/** Where nobody knows better. */
const TOLD_LATE = "its source told it only then";

/** A fire as it is found at a moment (ms): late, and with the reason, where that is long after it happened. */
export function foundAt(
  fire: Fire,
  { now, lateWhy = TOLD_LATE }: { readonly now: number; readonly lateWhy?: string | undefined },
): Fire {
  const detectedAt = new Date(now).toISOString();
  if (now - Date.parse(fire.timestamp) <= LATE_MS) return { ...fire, detectedAt };
  const isSameDay = fire.timestamp.slice(0, 10) === detectedAt.slice(0, 10);
  const told = isSameDay ? clockTime : dayAndTime;
  const moments = `happened ${told(fire.timestamp)}, found ${told(detectedAt)} UTC`;
  const message = `${fire.message}; ${moments}: ${lateWhy}`;
  return { ...fire, late: true, lateWhy, detectedAt, message };
}

function dayAndTime(timestamp: string): string {
  return timestamp.slice(0, 16).replace("T", " ");
}

function clockTime(timestamp: string): string {
  return timestamp.slice(11, 16);
}

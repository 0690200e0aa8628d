import { formatPrice } from "@/lib/market/format_price.ts";
import { z } from "zod";
import { Alarm } from "./alarm.ts";
import { suppressionOf } from "./alarm_state.ts";
import type { EvaluationContext, Reach } from "./kinds/kind.ts";
import { rulesOf, startFrom, viewOf } from "./kinds/kinds.ts";
import { MAX_FIRES_IN_SPAN } from "./limits.ts";

const moment = z.iso.datetime().optional();

/** The way of a fire from the price to the screens; a moment that is not known is left out. ISO 8601 in UTC. */
const FireTimings = z.object({
  /** The price was made, by its source's clock. */
  sourceAt: moment,
  /** The program got it. */
  receivedAt: moment,
  /** The alarm was evaluated by it. */
  decidedAt: moment,
  /** The fire was on disk. */
  storedAt: moment,
  /** Open screens were told. */
  toldAt: moment,
});

export type FireTimings = z.infer<typeof FireTimings>;

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
  /** Absent in older files. */
  timings: FireTimings.optional(),
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
  const timings = { ...fire.timings, decidedAt: detectedAt };
  if (now - Date.parse(fire.timestamp) <= LATE_MS) return { ...fire, detectedAt, timings };
  const isSameDay = fire.timestamp.slice(0, 10) === detectedAt.slice(0, 10);
  const told = isSameDay ? clockTime : dayAndTime;
  const moments = `happened ${told(fire.timestamp)}, found ${told(detectedAt)} UTC`;
  const message = `${fire.message}; ${moments}: ${lateWhy}`;
  return { ...fire, late: true, lateWhy, detectedAt, message, timings };
}

function dayAndTime(timestamp: string): string {
  return timestamp.slice(0, 16).replace("T", " ");
}

function clockTime(timestamp: string): string {
  return timestamp.slice(11, 16);
}

/** An alarm going off: as it was, how its condition was reached, and by what. */
export interface GoingOff {
  readonly before: Alarm;
  readonly reach: Reach;
  readonly context: EvaluationContext;
  /** What its message ends with. */
  readonly remark?: string;
}

/** The alarm as going off leaves it; `tracked` is as the observation left it. */
export function afterFire(tracked: Alarm, { before, reach, context }: GoingOff): Alarm {
  const { price, at } = context.observation;
  const started = startFrom(tracked, reach.price, at);
  const conditionMet = rulesOf(started).start?.holdsAt(started, price) ??
    (started.conditionMet === true);
  return {
    ...started,
    triggered: true,
    triggeredAt: new Date(at).toISOString(),
    triggeredPrice: reach.price,
    fireCount: before.fireCount + 1,
    conditionMet,
    // The observation's own price came after the high or low that fired: it may have cleared it already.
    clearedSinceFire: !conditionMet,
    ...countFire(before, at),
  };
}

/** The fire of an alarm that went off; `after` is the alarm as that left it. */
export function makeFire(after: Alarm, goingOff: GoingOff): Fire {
  const { before: alarm, reach, context, remark = "" } = goingOff;
  const seenIn = seenInWhat(reach, context);
  const message = rulesOf(alarm).fireMessage(alarm, context.symbol, reach) + aside(seenIn, context);
  const suppression = suppressionOf(after);
  const isNew = suppression !== null && suppression !== suppressionOf(alarm);
  const { at, receivedAt } = context.observation;
  const timestamp = new Date(at).toISOString();
  const fire: Fire = {
    id: fireId(after, at),
    alarmId: alarm.id,
    pair: context.symbol,
    alarm,
    price: reach.price,
    ...(seenIn === undefined ? {} : { seenIn }),
    previousPrice: context.previous,
    direction: reach.direction,
    reference: reach.reference,
    ...{ timestamp, detectedAt: timestamp, late: false },
    message: isNew ? `${message}. ${suppression}` : message,
    acknowledgedAt: null,
    test: false,
    timings: {
      sourceAt: timestamp,
      ...(receivedAt === undefined ? {} : { receivedAt: new Date(receivedAt).toISOString() }),
    },
  };
  const found = foundAt(fire, context);
  return remark === "" ? found : { ...found, message: found.message + remark };
}

function seenInWhat({ price }: Reach, { observation }: EvaluationContext): Fire["seenIn"] {
  if (price === observation.price) return undefined;
  return price > observation.price ? "high" : "low";
}

function aside(seenIn: Fire["seenIn"], { observation }: EvaluationContext): string {
  if (seenIn === undefined) return "";
  return `; that was a short ${seenIn}, the next price was ${formatPrice(observation.price)}`;
}

/**
 * Made from what fired, so deciding twice gives the same id. The moment is in it because a restored
 * backup counts fires anew, and those must not be taken for the old ones.
 */
function fireId({ id, fireCount }: Alarm, at: number): string {
  return `fire_${id.replace(/^alarm_/, "")}_${fireCount}_${at.toString(36)}`;
}

const SPAN_MS = 3 * 60_000;
const SUPPRESSED_MS = 60 * 60_000;
const SUPPRESSED_REASON = "Suppressed for an hour after 15 fires in 3 minutes";

type Limit = Partial<Pick<Alarm, "recentFires" | "snoozedFrom" | "snoozedUntil" | "pausedReason">>;

/** Whether one more fire at a moment (ms) of the price would be one too many. */
export function isAtFireLimit(alarm: Alarm, at: number): boolean {
  if ((alarm.recentFires?.length ?? 0) < MAX_FIRES_IN_SPAN) return false;
  return recentFires(alarm, at).length >= MAX_FIRES_IN_SPAN;
}

/** What a fire at a moment (ms) of the price leaves behind: it is counted, and the last one allowed suppresses the alarm. */
function countFire(alarm: Alarm, at: number): Limit {
  const recent = [...recentFires(alarm, at), new Date(at).toISOString()];
  if (recent.length < MAX_FIRES_IN_SPAN) return { recentFires: recent };
  const snoozedFrom = new Date(at).toISOString();
  const snoozedUntil = new Date(at + SUPPRESSED_MS).toISOString();
  return { recentFires: recent, snoozedFrom, snoozedUntil, pausedReason: SUPPRESSED_REASON };
}

// Moments after it are of fires that were told before it, or of a clock that was set back, and say nothing about these minutes.
function recentFires(alarm: Alarm, at: number): string[] {
  return (alarm.recentFires ?? []).filter((moment) => {
    const firedAt = Date.parse(moment);
    return firedAt >= at - SPAN_MS && firedAt <= at;
  });
}

/** A rehearsal of an alarm going off at a price and a moment (milliseconds); the alarm itself stays as it is. */
export function makeTestFire(
  alarm: Alarm,
  pair: { readonly symbol: string },
  { id, now, price }: { readonly id: string; readonly now: number; readonly price: number },
): Fire {
  const timestamp = new Date(now).toISOString();
  return {
    id,
    alarmId: alarm.id,
    pair: pair.symbol,
    alarm,
    price,
    previousPrice: null,
    direction: rulesOf(alarm).testMove(alarm),
    timestamp,
    detectedAt: timestamp,
    late: false,
    message: `Test of this alarm: ${pair.symbol} ${viewOf(alarm).describe(alarm)}`,
    acknowledgedAt: null,
    test: true,
    timings: { decidedAt: timestamp },
  };
}

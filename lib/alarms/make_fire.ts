import { formatPrice } from "@/lib/market/format_price.ts";
import type { Alarm } from "./alarm.ts";
import type { Reach } from "./finding.ts";
import type { Fire } from "./fire.ts";
import { fireMessage } from "./fire_message.ts";
import type { JudgeContext } from "./judge_context.ts";
import { foundAt } from "./late.ts";

/** The fire of an alarm that reached its condition; `after` is the alarm as the fire leaves it. */
export function makeFire(alarm: Alarm, after: Alarm, reach: Reach, context: JudgeContext): Fire {
  const seenIn = seenInWhat(reach, context);
  const message = fireMessage(alarm, context.symbol, reach) + aside(seenIn, context);
  const suppressed = alarm.pausedReason === after.pausedReason ? null : after.pausedReason;
  const { at } = context.observation;
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
    message: suppressed ? `${message}. ${suppressed}` : message,
    acknowledgedAt: null,
    test: false,
  };
  return foundAt(fire, context);
}

function seenInWhat({ price }: Reach, { observation }: JudgeContext): Fire["seenIn"] {
  if (price === observation.price) return undefined;
  return price > observation.price ? "high" : "low";
}

function aside(seenIn: Fire["seenIn"], { observation }: JudgeContext): string {
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

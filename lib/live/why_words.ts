import type { NearestPrice, Why } from "@/lib/live/answers.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { formatPrice, formatSize } from "@/lib/market/format_price.ts";

/** The question that is answered, for an alarm that has rung before or never. */
export function whyTitle({ fireCount }: Alarm): string {
  return fireCount === 0 ? "Why has it not rung?" : "Why does it not ring again?";
}

/** How near the price came, up to the moment when that was; null where there is nothing to say. */
export function nearestText({ nearest, noNearest }: Why): string | null {
  if (nearest !== null) return approachText(nearest);
  switch (noNearest) {
    case "noHistory":
      return "No price has come since then";
    case "warmingUp":
      return "Its window has not been full since then";
    case "stillMet":
      return "Its condition has been true ever since";
    default:
      return null;
  }
}

function approachText({ isReached, percent, price }: NearestPrice): string {
  return isReached
    ? `The price got there (${formatPrice(price)})`
    : `Came within ${formatSize(percent)} (${formatPrice(price)})`;
}

/** What there is to say after that moment. */
export function afterNearest({ isReached, trigger }: NearestPrice): string {
  return isReached
    ? "but something kept it from ringing then"
    : `${formatPrice(trigger)} would have set it off`;
}

import type { Fire } from "@/lib/alarms/fire.ts";
import type { Button } from "./channel_type.ts";
import type { Message } from "./message.ts";

/** A message for programs, as JSON in the shape of Standard Webhooks. */
export function payload(
  { title, text, at, isLate, link, fire, fires, priority, trouble }: Message,
  buttons: readonly Pick<Button, "action" | "url">[],
) {
  const urls = buttons.flatMap(({ action, url }) => url === null ? [] : [[`${action}Url`, url]]);
  const common = { title, message: text, link, ...Object.fromEntries(urls) };
  if (fires.length > 1) {
    const told = fires.map(factsOf);
    return {
      type: "alarms.fired",
      timestamp: at,
      data: { fires: told, isLate, priority, ...common },
    };
  }
  if (trouble !== undefined) {
    return { type: "program.trouble", timestamp: at, data: { trouble, ...common } };
  }
  if (fire === null) return { type: "test.ping", timestamp: at, data: common };
  return {
    type: "alarm.fired",
    timestamp: at,
    data: { ...factsOf(fire), isLate, priority, ...common },
  };
}

function factsOf(
  { id: fireId, alarmId, pair, alarm, price, direction, late, test, timestamp }: Fire,
) {
  return {
    ...{ fireId, alarmId, pair, alarm, direction, late, test },
    // As a text: not every receiver reads long numbers exactly.
    price: String(price),
    firedAt: timestamp,
  };
}

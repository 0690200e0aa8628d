import { describeAlarm } from "@/lib/alarms/describe.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { pastLevel } from "@/lib/alarms/past_level.ts";
import { formatPrice } from "@/lib/market/format_price.ts";

/** A system notification, as the service worker shows it. */
export interface FireNotification {
  readonly title: string;
  readonly options: {
    readonly body: string;
    /** The fire's id, so that several tabs show one. */
    readonly tag: string;
    readonly data: { readonly fireId: string; readonly alarmId: string };
    readonly timestamp: number;
    readonly silent: boolean;
    readonly requireInteraction: true;
    readonly icon: string;
    readonly badge: string;
    readonly actions: readonly { readonly action: string; readonly title: string }[];
  };
}

const ACKNOWLEDGE = { action: "acknowledge", title: "Acknowledge" };
const SNOOZE = { action: "snooze", title: "Snooze 15 min" };

/** What the system shows of a fire; silent where the page itself sounds. */
export function fireNotification(fire: Fire, silent: boolean): FireNotification {
  const { id, alarmId, pair, price, alarm, timestamp, test } = fire;
  const lines = [describeAlarm(alarm, pair), pastLevel(fire) ?? "", alarm.note];
  return {
    title: `${test ? "Test: " : ""}${pair} ${formatPrice(price)}${fire.late ? " (late)" : ""}`,
    options: {
      body: lines.filter((line) => line !== "").join("\n"),
      tag: id,
      data: { fireId: id, alarmId },
      timestamp: Date.parse(timestamp),
      silent,
      requireInteraction: true,
      icon: "/icons/icon-192.png",
      badge: "/icons/badge-96.png",
      // A rehearsal leaves its alarm alone.
      actions: test ? [ACKNOWLEDGE] : [ACKNOWLEDGE, SNOOZE],
    },
  };
}

import { describeAlarm } from "@/lib/alarms/describe.ts";
import type { ServerFrame } from "./protocol.ts";

/** What to tell a person whose command was done; null where the page shows it by itself. */
export function answerNotice(frame: ServerFrame): string | null {
  switch (frame.event) {
    case "alarm_added":
    case "alarm_updated": {
      if (frame.data.alreadyTrue !== true) return null;
      const condition = describeAlarm(frame.data.alarm, frame.data.pair);
      return `${condition}: already true now; it will ring when it happens again.`;
    }
    case "pair_added":
      return `${frame.data.pair.symbol} is watched now.`;
    case "pair_removed":
      return `${frame.data.pair} is removed.`;
    default:
      return null;
  }
}

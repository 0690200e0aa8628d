import type { Alarm } from "@/lib/alarms/alarm.ts";
import { describeAlarm } from "@/lib/alarms/describe.ts";
import { type AlarmLook, lookOf } from "./alarm_look.ts";
import type { PairView } from "./protocol.ts";

/** Which alarms a list shows. */
export interface AlarmFilter {
  /** Words that all must stand in the pair's name, the condition or the note. */
  readonly text: string;
  readonly look: AlarmLook | "any";
}

/** An alarm and its pair. */
export interface PlacedAlarm {
  readonly pair: PairView;
  readonly alarm: Alarm;
}

/** The alarms of all pairs that fit a filter, in their order. `now` in milliseconds. */
export function filterAlarms(
  pairs: readonly PairView[],
  { text, look }: AlarmFilter,
  now: number,
): PlacedAlarm[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return pairs.flatMap((pair) =>
    pair.alarms
      .filter((alarm) => look === "any" || lookOf(alarm, pair, now) === look)
      .filter((alarm) => {
        const said = saidOf(pair, alarm);
        return words.every((word) => said.includes(word));
      })
      .map((alarm) => ({ pair, alarm }))
  );
}

function saidOf(pair: PairView, alarm: Alarm): string {
  const { symbol, base, quote } = pair;
  return `${base}/${quote} ${describeAlarm(alarm, symbol)} ${alarm.note}`.toLowerCase();
}

import type { Alarm } from "@/lib/alarms/alarm.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { type AlarmLook, lookOf } from "./alarm_look.ts";

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
      .filter((alarm) => words.length === 0 || hasWords(saidOf(pair, alarm), words))
      .map((alarm) => ({ pair, alarm }))
  );
}

function hasWords(said: string, words: readonly string[]): boolean {
  return words.every((word) => said.includes(word));
}

/** An alarm stays the same object until something about it changes, and a list asks at every price. */
const known = new WeakMap<Alarm, string>();

function saidOf({ symbol, base, quote }: PairView, alarm: Alarm): string {
  let said = known.get(alarm);
  if (said === undefined) {
    const tags = (alarm.tags ?? []).map((tag) => `#${tag}`).join(" ");
    said = `${base}/${quote} ${describeAlarm(alarm, symbol)} ${tags} ${alarm.note}`.toLowerCase();
    known.set(alarm, said);
  }
  return said;
}

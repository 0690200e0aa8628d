import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Snapshot } from "@/lib/protocol/frames.ts";
import type { Steps } from "@/lib/time/turns.ts";

/** So many alarms whose text is not known yet are written with the others, in one turn. */
const FEW = 500;

// The alarms of a pair are replaced, never changed in place, so their text stays true.
const texts = new WeakMap<readonly Alarm[], string>();

/**
 * The frame of a snapshot. Alarms are most of it and seldom change, so their text is kept. It is put
 * together once: a text of texts would be copied anew by whoever reads it.
 */
export function snapshotText({ pairs, ...others }: Snapshot): string {
  const parts = ['{"event":"snapshot","data":{"pairs":['];
  pairs.forEach(({ alarms, ...rest }, nth) => {
    const before = nth === 0 ? '{"alarms":' : ',{"alarms":';
    parts.push(before, alarmsText(alarms), ",", JSON.stringify(rest).slice(1));
  });
  parts.push("],", JSON.stringify(others).slice(1), `,"seq":${others.seq}}`);
  return parts.join("");
}

function alarmsText(alarms: readonly Alarm[]): string {
  let text = texts.get(alarms);
  if (text === undefined) texts.set(alarms, text = JSON.stringify(alarms));
  return text;
}

/** Makes the texts of all these alarms; null where few are missing. */
export function alarmTextSteps(lists: readonly (readonly Alarm[])[]): Steps<void> | null {
  const missing = lists.filter((alarms) => !texts.has(alarms));
  const count = missing.reduce((sum, { length }) => sum + length, 0);
  return count <= FEW ? null : steps(missing);
}

function* steps(lists: readonly (readonly Alarm[])[]): Steps<void> {
  for (const alarms of lists) {
    alarmsText(alarms);
    yield;
  }
}

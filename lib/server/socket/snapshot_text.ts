import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { PairView, Snapshot } from "@/lib/protocol/frames.ts";
import { newestMoment, slimAlarm, slimPair } from "@/lib/protocol/slim.ts";
import type { Steps } from "@/lib/time/turns.ts";
import type { WireVersion } from "./client_socket.ts";

/** So many alarms whose text is not known yet are written with the others, in one turn. */
const FEW = 500;

type Texts = WeakMap<readonly Alarm[], string>;

// The alarms of a pair are replaced, never changed in place, so their text stays true.
const TEXTS: Readonly<Record<WireVersion, Texts>> = { 1: new WeakMap(), 2: new WeakMap() };

/**
 * The frame of a snapshot. Alarms are most of it and seldom change, so their text is kept. It is put
 * together once: a text of texts would be copied anew by whoever reads it.
 */
export function snapshotText({ pairs, ...others }: Snapshot, version: WireVersion): string {
  const at = newestMoment(pairs);
  const moment = version === 1 ? "" : `"at":"${new Date(at).toISOString()}",`;
  const parts = [`{"event":"snapshot","data":{${moment}"pairs":[`];
  pairs.forEach((pair, nth) => {
    if (nth > 0) parts.push(",");
    if (version === 1 || pair.alarms.length > 0) {
      parts.push('{"alarms":', alarmsText(pair.alarms, version), ",");
    } else parts.push("{");
    parts.push(JSON.stringify(version === 1 ? withoutAlarms(pair) : slimPair(pair, at)).slice(1));
  });
  parts.push("],", JSON.stringify(others).slice(1), `,"seq":${others.seq}}`);
  return parts.join("");
}

function withoutAlarms({ alarms: _alarms, ...rest }: PairView) {
  return rest;
}

function alarmsText(alarms: readonly Alarm[], version: WireVersion): string {
  const texts = TEXTS[version];
  let text = texts.get(alarms);
  if (text === undefined) {
    text = JSON.stringify(version === 1 ? alarms : alarms.map(slimAlarm));
    texts.set(alarms, text);
  }
  return text;
}

/** Makes the texts of all these alarms; null where few are missing. */
export function alarmTextSteps(
  lists: readonly (readonly Alarm[])[],
  version: WireVersion,
): Steps<void> | null {
  const missing = lists.filter((alarms) => !TEXTS[version].has(alarms));
  const count = missing.reduce((sum, { length }) => sum + length, 0);
  return count <= FEW ? null : steps(missing, version);
}

function* steps(lists: readonly (readonly Alarm[])[], version: WireVersion): Steps<void> {
  for (const alarms of lists) {
    alarmsText(alarms, version);
    yield;
  }
}

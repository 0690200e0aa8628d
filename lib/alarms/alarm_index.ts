import type { Alarm } from "./alarm.ts";
import { isCalm } from "./is_calm.ts";
import type { JudgeContext } from "./judge_context.ts";
import { Ladder, type Rung } from "./ladder.ts";
import { type Standing, standingOf } from "./standing.ts";
import { touched } from "./touched.ts";

/** Calm alarms that differ in one number only, by whether their condition was true. */
interface Group {
  readonly sample: Alarm;
  readonly unmet: Ladder;
  readonly met: Ladder;
}

/**
 * Finds those of a pair's alarms that an observation may change, without a look at the others: for
 * every alarm left out, `judge` would answer with the same object.
 */
export class AlarmIndex {
  #alarms: readonly Alarm[] = [];
  #groups = new Map<string, Group>();
  /** Places of the alarms that no observation may leave out. */
  #restless = new Set<number>();

  /** Moves on to other alarms; where few were replaced, that costs much less than beginning anew. */
  follow(alarms: readonly Alarm[]): void {
    const before = this.#alarms;
    if (alarms === before) return;
    this.#alarms = alarms;
    const isSameLength = alarms.length === before.length;
    if (isSameLength) return this.#replace(before, (place) => alarms[place] !== before[place]);
    this.#groups = new Map();
    this.#restless = new Set();
    this.#replace([], () => true);
  }

  /** The alarms to judge by an observation, in their order. */
  touchedBy(context: JudgeContext): Alarm[] {
    const places = [...this.#restless];
    for (const { sample, unmet, met } of this.#groups.values()) {
      const spans = touched(sample, context);
      for (const place of unmet.places(spans.unmet(unmet))) places.push(place);
      for (const place of met.places(spans.met(met))) places.push(place);
    }
    places.sort((a, b) => a - b);
    return places.flatMap((place) => this.#alarms[place] ?? []);
  }

  /** Takes the alarms in some places out, and puts those in that stand there now. */
  #replace(before: readonly Alarm[], isChanged: (place: number) => boolean): void {
    const isGone = new Uint8Array(before.length);
    const rungs = new Map<Ladder, Rung[]>();
    for (let place = 0; place < this.#alarms.length; place++) {
      if (!isChanged(place)) continue;
      this.#takeOut(before[place], place, isGone, rungs);
      this.#putIn(this.#alarms[place], place, rungs);
    }
    for (const [ladder, added] of rungs) ladder.change(isGone, added);
  }

  #takeOut(
    alarm: Alarm | undefined,
    place: number,
    isGone: Uint8Array,
    rungs: Map<Ladder, Rung[]>,
  ): void {
    if (alarm === undefined || this.#restless.delete(place)) return;
    const standing = standingOf(alarm);
    if (standing === null) return;
    isGone[place] = 1;
    rungsOf(this.#ladder(alarm, standing), rungs);
  }

  #putIn(alarm: Alarm | undefined, place: number, rungs: Map<Ladder, Rung[]>): void {
    if (alarm === undefined) return;
    const standing = isCalm(alarm) ? standingOf(alarm) : null;
    if (standing === null) this.#restless.add(place);
    else rungsOf(this.#ladder(alarm, standing), rungs).push({ value: standing.value, place });
  }

  #ladder(alarm: Alarm, { group: name }: Standing): Ladder {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = { sample: alarm, unmet: new Ladder(), met: new Ladder() };
      this.#groups.set(name, group);
    }
    return alarm.conditionMet ? group.met : group.unmet;
  }
}

function rungsOf(ladder: Ladder, rungs: Map<Ladder, Rung[]>): Rung[] {
  let added = rungs.get(ladder);
  if (added === undefined) rungs.set(ladder, added = []);
  return added;
}

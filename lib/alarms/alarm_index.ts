import type { Alarm } from "./alarm.ts";
import type { JudgeContext } from "./finding.ts";
import { isCalm } from "./is_calm.ts";
import { Ladder } from "./ladder.ts";
import { LadderChanges } from "./ladder_changes.ts";
import { type Standing, standingOf } from "./standing.ts";
import { touched } from "./touched.ts";

/** When more than one alarm in this many was replaced, beginning anew is faster. */
const FEW = 16;

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
    if (alarms === this.#alarms) return;
    const replaced = alarms.length === this.#alarms.length
      ? differingPlaces(this.#alarms, alarms)
      : null;
    if (replaced === null || replaced.length * FEW > alarms.length) this.#begin(alarms);
    else this.#replace(replaced, alarms);
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

  #begin(alarms: readonly Alarm[]): void {
    this.#groups = new Map();
    this.#restless = new Set();
    this.#alarms = alarms;
    const changes = new LadderChanges();
    alarms.forEach((alarm, place) => this.#putIn(alarm, place, changes));
    changes.make();
  }

  #replace(places: readonly number[], alarms: readonly Alarm[]): void {
    const changes = new LadderChanges();
    for (const place of places) {
      this.#takeOut(this.#alarms[place], place, changes);
      this.#putIn(alarms[place], place, changes);
    }
    changes.make();
    this.#alarms = alarms;
  }

  #takeOut(alarm: Alarm | undefined, place: number, changes: LadderChanges): void {
    if (alarm === undefined || this.#restless.delete(place)) return;
    const standing = standingOf(alarm);
    if (standing !== null) changes.takeOut(this.#ladder(alarm, standing), standing.value, place);
  }

  #putIn(alarm: Alarm | undefined, place: number, changes: LadderChanges): void {
    if (alarm === undefined) return;
    const standing = isCalm(alarm) ? standingOf(alarm) : null;
    if (standing === null) this.#restless.add(place);
    else changes.putIn(this.#ladder(alarm, standing), standing.value, place);
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

function differingPlaces(before: readonly Alarm[], after: readonly Alarm[]): number[] {
  const places: number[] = [];
  for (let place = 0; place < after.length; place++) {
    if (after[place] !== before[place]) places.push(place);
  }
  return places;
}

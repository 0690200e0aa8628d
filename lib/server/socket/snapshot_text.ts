import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import type { PairView, Snapshot, Status } from "@/lib/protocol/frames.ts";
import { recentPairView } from "@/lib/protocol/pair_view.ts";
import { newestMoment, SAME_MOMENT_MS, slimAlarm, slimPair } from "@/lib/protocol/slim.ts";
import type { Store } from "@/lib/store/store.ts";
import type { Steps } from "@/lib/time/turns.ts";
import type { WireVersion } from "./client_socket.ts";

/** All that a client shows, as it was committed; `now` in milliseconds since the Unix epoch. */
export function pictureOf(
  { state: { pairs, fires, watchlists }, histories }: Pick<Store, "state" | "histories">,
  status: Status,
  now: number,
): Omit<Snapshot, "epoch" | "seq"> {
  return {
    serverTime: new Date(now).toISOString(),
    pairs: [...pairs.values()]
      .map((pair) => recentPairView(pair, histories.get(pair.symbol), now)),
    watchlists,
    ringing: fires.filter((fire) => fire.acknowledgedAt === null),
    status,
  };
}

/** The same but for the status, part by part. */
export function partsOf(
  { state, histories }: Pick<Store, "state" | "histories">,
  now: number,
): SnapshotParts {
  const pairs = [...state.pairs.values()];
  return {
    at: newestMoment(pairs),
    pairs: viewsOf(pairs, histories, now),
    ringing: state.fires.filter((fire) => fire.acknowledgedAt === null),
  };
}

function* viewsOf(pairs: readonly Pair[], histories: Store["histories"], now: number) {
  for (const pair of pairs) yield recentPairView(pair, histories.get(pair.symbol), now);
}

/** What a snapshot is made of, one after the other. */
export interface SnapshotParts {
  /** Moment of the newest price of all pairs, in milliseconds. */
  readonly at: number;
  /** Each is the same object as in a snapshot soon after, unless it has changed. */
  readonly pairs: Iterable<PairView>;
  readonly ringing: readonly Fire[];
}

// All of these are replaced, never changed in place, so their texts stay true.
const ALARMS: Readonly<Record<WireVersion, WeakMap<readonly Alarm[], string>>> = {
  1: new WeakMap(),
  2: new WeakMap(),
};
const PAIRS: Readonly<Record<WireVersion, WeakMap<PairView, { at: number; text: string }>>> = {
  1: new WeakMap(),
  2: new WeakMap(),
};
const FIRES = new WeakMap<Fire, string>();

/**
 * The frame of a snapshot in one way of speaking. Its parts are written in turns before it, since a
 * thousand pairs with all their alarms take too long for one; it is of one state all the same.
 */
export class SnapshotText {
  /** The common moment of its pairs, in milliseconds. */
  #at = 0;

  constructor(private readonly version: WireVersion) {}

  /** Writes what is missing of the parts. */
  *steps({ at, pairs, ringing }: SnapshotParts): Steps<void> {
    this.#follow(at);
    for (const pair of pairs) {
      this.#pairText(pair);
      yield;
    }
    for (const fire of ringing) {
      fireText(fire);
      yield;
    }
  }

  /** Put together once: a text of texts would be copied anew by whoever reads it. */
  whole({ pairs, ringing, ...others }: Snapshot): string {
    this.#follow(newestMoment(pairs));
    const moment = this.version === 1 ? "" : `"at":"${new Date(this.#at).toISOString()}",`;
    const parts = [`{"event":"snapshot","data":{${moment}"pairs":[`];
    pairs.forEach((pair, nth) => {
      if (nth > 0) parts.push(",");
      if (this.version === 1 || pair.alarms.length > 0) {
        parts.push('{"alarms":', alarmsText(pair.alarms, this.version), ",");
      } else parts.push("{");
      parts.push(this.#pairText(pair));
    });
    parts.push('],"ringing":[');
    ringing.forEach((fire, nth) => parts.push(nth === 0 ? "" : ",", fireText(fire)));
    parts.push("],", JSON.stringify(others).slice(1), `,"seq":${others.seq}}`);
    return parts.join("");
  }

  /** While prices move, what is written already still fits. */
  #follow(newest: number): void {
    if (Math.abs(newest - this.#at) > SAME_MOMENT_MS) this.#at = newest;
  }

  /** A pair but for its alarms, which are written with it, and but for the first bracket. */
  #pairText(pair: PairView): string {
    const texts = PAIRS[this.version];
    const known = texts.get(pair);
    // Only the slim kind has times that are told by the common moment.
    if (known !== undefined && (this.version === 1 || known.at === this.#at)) return known.text;
    alarmsText(pair.alarms, this.version);
    const { alarms: _alarms, ...rest } = this.version === 1
      ? pair
      : { ...slimPair(pair, this.#at), alarms: null };
    const text = JSON.stringify(rest).slice(1);
    texts.set(pair, { at: this.#at, text });
    return text;
  }
}

function alarmsText(alarms: readonly Alarm[], version: WireVersion): string {
  const texts = ALARMS[version];
  let text = texts.get(alarms);
  if (text === undefined) {
    text = JSON.stringify(version === 1 ? alarms : alarms.map(slimAlarm));
    texts.set(alarms, text);
  }
  return text;
}

function fireText(fire: Fire): string {
  let text = FIRES.get(fire);
  if (text === undefined) FIRES.set(fire, text = JSON.stringify(fire));
  return text;
}

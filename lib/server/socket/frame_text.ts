import type { Who } from "@/lib/accounts/rights.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import type { FrameData, FrameEvent, PairView, Snapshot, Status } from "@/lib/protocol/frames.ts";
import { recentPairView } from "@/lib/protocol/pair_view.ts";
import { newestMoment, SAME_MOMENT_MS, slimAlarm, slimPair } from "@/lib/protocol/slim.ts";
import type { Store } from "@/lib/store/store.ts";
import type { Steps } from "@/lib/time/turns.ts";
import type { WireVersion } from "./client_socket.ts";

/** Who gets how much of a frame. */
export interface Veil<E extends FrameEvent> {
  /** It goes to some only, and carries the number of the last frame that went to all. */
  readonly isPersonal?: boolean;
  /** Names what somebody gets: "" for all of it; null for nothing of a personal frame. */
  keyOf(who: Who): string | null;
  /** What those get whose name is another one. */
  dataFor(key: string): FrameData[E];
}

/** A frame before it is numbered: a text for each of those who may see different parts of it. */
export class FrameBody {
  readonly isPersonal: boolean;
  #parts: Map<string, string> | null = null;

  constructor(
    readonly event: FrameEvent,
    /** All of it. */
    readonly whole: string,
    private readonly veil: Veil<FrameEvent> | null = null,
  ) {
    this.isPersonal = veil?.isPersonal === true;
  }

  /** What somebody gets; null for nothing. */
  for(who: Who): string | null {
    if (this.veil === null) return this.whole;
    const key = this.veil.keyOf(who);
    if (key === null) return null;
    return key === "" ? this.whole : this.#part(this.veil, key);
  }

  /** Lets go of what is quickly made again. */
  settle(): void {
    this.#parts = null;
  }

  #part(veil: Veil<FrameEvent>, key: string): string {
    this.#parts ??= new Map();
    let part = this.#parts.get(key);
    if (part === undefined) {
      part = opened(this.event, JSON.stringify(veil.dataFor(key)));
      this.#parts.set(key, part);
    }
    return part;
  }
}

/** The numbered frames of one way of speaking. */
export class Numbering {
  seq = 0;
  readonly #log = new FrameLog();
  readonly #newest = new Map<string, string>();
  /** The snapshot that was made last, and the change of prices that it holds. */
  kept = { seq: -1, until: 0, text: "", change: 0 };

  /** Keeps the snapshot that was made, and for how long by the moments of that. */
  keep(text: string, change: number, { begun, made }: { begun: number; made: number }): void {
    this.kept = { seq: this.seq, until: keptUntil(begun, made), text, change };
  }

  /** Numbers one frame more; one without a text is only counted, one for some only is only kept. */
  add(body: FrameBody, isPrices: boolean): void {
    this.#newest.clear();
    if (!body.isPersonal) this.seq++;
    if (body.whole !== "") this.#log.add({ seq: this.seq, body, isPrices });
  }

  /** The text of a body of the frame that was added last, made once. */
  newest(body: string): string {
    let text = this.#newest.get(body);
    if (text === undefined) this.#newest.set(body, text = this.text(body));
    return text;
  }

  /** A frame with the number of the last broadcast, unless another is told. */
  text(body: string, id?: string | number, seq = this.seq): string {
    const ending = id === undefined ? "" : `,"id":${JSON.stringify(id)}`;
    // Joined, because a text of texts would be copied anew by whoever reads it.
    return [body, `,"seq":${seq}`, ending, "}"].join("");
  }

  /** Whether all is known that came since the frame with a number. */
  knows(since: number): boolean {
    return this.#log.since(since, this.seq) !== null;
  }

  /** What somebody missed since the frame with a number; null when it is not known any more. */
  missed(since: number, who: Who, withPrices: boolean): string[] | null {
    const frames = this.#log.since(since, this.seq);
    return frames && frames.flatMap(({ body, seq, isPrices }) => {
      const text = isPrices && !withPrices ? null : body.for(who);
      body.settle();
      return text === null ? [] : [this.text(text, undefined, seq)];
    });
  }

  /** Whoever missed a frame gets the state anew. */
  startAnew(): void {
    this.#log.clear();
    this.seq++;
  }
}

interface LoggedFrame {
  /** Its number, or of one for some only that of the frame before it. */
  readonly seq: number;
  readonly body: FrameBody;
  readonly isPrices: boolean;
}

/** The newest broadcast frames, so that a client that was away for a moment gets just what it missed. */
class FrameLog {
  readonly #frames: LoggedFrame[] = [];
  #size = 0;
  /** The number that the newest forgotten frame for some only carried. */
  #forgotten = -1;

  /** @param maxCharacters oldest frames are forgotten past this size */
  constructor(private readonly maxCharacters = 512 * 1024) {}

  add(frame: LoggedFrame): void {
    this.#frames.push(frame);
    this.#size += frame.body.whole.length;
    while (this.#size > this.maxCharacters) {
      const oldest = this.#frames.shift();
      this.#size -= oldest?.body.whole.length ?? this.#size;
      if (oldest?.body.isPersonal) this.#forgotten = oldest.seq;
    }
  }

  /** Forgets all frames: whoever missed one gets the state anew. */
  clear(): void {
    this.#frames.length = 0;
    this.#size = 0;
  }

  /**
   * The frames after `seq` in order; null when some of them are forgotten already. Those for some only that
   * carried this number may have been missed too: to hear them twice is harmless.
   */
  since(seq: number, newest: number): readonly LoggedFrame[] | null {
    if (seq > newest || seq <= this.#forgotten) return null;
    let [from, numbered] = [this.#frames.length, 0];
    for (; from > 0; from--) {
      const frame = this.#frames[from - 1];
      const isMissed = frame !== undefined && frame.seq + (frame.body.isPersonal ? 1 : 0) > seq;
      if (!isMissed) break;
      if (!frame.body.isPersonal) numbered++;
    }
    return numbered === newest - seq ? this.#frames.slice(from) : null;
  }
}

/** The beginning of a frame, up to its number. */
export function opened(event: FrameEvent, data: string): string {
  return `{"event":"${event}","data":${data}`;
}

/** A snapshot's text serves for so many times as long as it took to put together, and so long at least (ms). */
const SNAPSHOT_KEPT = 5;
const SNAPSHOT_KEPT_MS = 250;

/** Until when the text of a snapshot serves that was begun and put together at these moments (ms). */
function keptUntil(begun: number, made: number): number {
  return begun + Math.max((made - begun) * SNAPSHOT_KEPT, SNAPSHOT_KEPT_MS);
}

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

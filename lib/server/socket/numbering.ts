import type { Who } from "@/lib/accounts/rights.ts";
import type { FrameData, FrameEvent } from "@/lib/protocol/frames.ts";

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
export function keptUntil(begun: number, made: number): number {
  return begun + Math.max((made - begun) * SNAPSHOT_KEPT, SNAPSHOT_KEPT_MS);
}

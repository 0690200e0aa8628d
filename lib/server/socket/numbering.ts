import type { Who } from "@/lib/accounts/rights.ts";
import type { FrameData, FrameEvent } from "@/lib/protocol/frames.ts";

/** The numbered frames of one way of speaking. */
export class Numbering {
  seq = 0;
  newest = "";
  /** The same for those who may see all of it. */
  newestWhole = "";
  readonly log = new FrameLog();
  /** The snapshot that was made last, and the change of prices that it holds. */
  kept = { seq: -1, until: 0, text: "", change: 0 };

  /** Numbers one frame more; one without a text is only counted. */
  add(body: string, isPrices: boolean, veiled: Veiled | null = null): void {
    this.seq++;
    if (body === "") return;
    this.newest = this.text(veiled?.body ?? body);
    this.newestWhole = veiled === null ? this.newest : this.text(body);
    const { newest: text, newestWhole: whole } = this;
    this.log.add({ seq: this.seq, text, whole, maySee: veiled?.maySee ?? null, isPrices });
  }

  /** A frame with the number of the last broadcast. */
  text(body: string, id?: string | number): string {
    const ending = id === undefined ? "" : `,"id":${JSON.stringify(id)}`;
    // Joined, because a text of texts would be copied anew by whoever reads it.
    return [body, `,"seq":${this.seq}`, ending, "}"].join("");
  }

  /** Whoever missed a frame gets the state anew. */
  startAnew(): void {
    this.log.clear();
    this.seq++;
  }
}

/** Who may see all of a frame, and what it holds for the others. */
export interface Veil<E extends FrameEvent> {
  readonly data: FrameData[E];
  maySee(who: Who): boolean;
}

/** The same as text. */
type Veiled = Pick<Veil<FrameEvent>, "maySee"> & { readonly body: string };

interface LoggedFrame {
  readonly seq: number;
  readonly text: string;
  /** For those who may see all of it. */
  readonly whole: string;
  /** Null: everybody may. */
  readonly maySee: Veiled["maySee"] | null;
  readonly isPrices: boolean;
}

/** The newest broadcast frames, so that a client that was away for a moment gets just what it missed. */
class FrameLog {
  readonly #frames: LoggedFrame[] = [];
  #size = 0;

  /** @param maxCharacters oldest frames are forgotten past this size */
  constructor(private readonly maxCharacters = 512 * 1024) {}

  add(frame: LoggedFrame): void {
    this.#frames.push(frame);
    this.#size += sizeOf(frame);
    while (this.#size > this.maxCharacters) {
      const oldest = this.#frames.shift();
      this.#size -= oldest === undefined ? this.#size : sizeOf(oldest);
    }
  }

  /** Forgets all frames: whoever missed one gets the state anew. */
  clear(): void {
    this.#frames.length = 0;
    this.#size = 0;
  }

  /** The frames after `seq` in order; null when some of them are forgotten already. */
  since(seq: number, newest: number): readonly LoggedFrame[] | null {
    const count = newest - seq;
    if (count < 0 || count > this.#frames.length) return null;
    const missed = this.#frames.slice(this.#frames.length - count);
    return count === 0 || missed[0]?.seq === seq + 1 ? missed : null;
  }
}

/** The frame as somebody may see it. */
export function frameFor({ text, whole, maySee }: LoggedFrame, who: Who): string {
  return maySee?.(who) ? whole : text;
}

function sizeOf({ text, whole, maySee }: LoggedFrame): number {
  return text.length + (maySee === null ? 0 : whole.length);
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

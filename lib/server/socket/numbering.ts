/** The numbered frames of one way of speaking. */
export class Numbering {
  seq = 0;
  newest = "";
  readonly log = new FrameLog();
  /** The snapshot that was made last, and the change of prices that it holds. */
  kept = { seq: -1, until: 0, text: "", change: 0 };

  /** Numbers one frame more; one without a text is only counted. */
  add(body: string, isPrices: boolean): void {
    this.seq++;
    if (body === "") return;
    this.newest = this.text(body);
    this.log.add({ seq: this.seq, text: this.newest, isPrices });
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

interface LoggedFrame {
  readonly seq: number;
  readonly text: string;
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
    this.#size += frame.text.length;
    while (this.#size > this.maxCharacters) {
      this.#size -= this.#frames.shift()?.text.length ?? this.#size;
    }
  }

  /** Forgets all frames: whoever missed one gets the state anew. */
  clear(): void {
    this.#frames.length = 0;
    this.#size = 0;
  }

  /** The frames after `seq` in order; null when some of them are forgotten already. */
  since(seq: number, newest: number): readonly LoggedFrame[] | null {
    if (seq > newest) return null;
    const missed = this.#frames.filter((frame) => frame.seq > seq);
    return missed.length === newest - seq ? missed : null;
  }
}

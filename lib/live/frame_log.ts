/** The newest broadcast frames, so that a client that was away for a moment gets just what it missed. */
export class FrameLog {
  readonly #frames: { readonly seq: number; readonly text: string }[] = [];
  #size = 0;

  /** @param maxCharacters oldest frames are forgotten past this size */
  constructor(private readonly maxCharacters = 512 * 1024) {}

  add(seq: number, text: string): void {
    this.#frames.push({ seq, text });
    this.#size += text.length;
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
  since(seq: number, newest: number): readonly string[] | null {
    if (seq > newest) return null;
    const missed = this.#frames.filter((frame) => frame.seq > seq);
    return missed.length === newest - seq ? missed.map((frame) => frame.text) : null;
  }
}

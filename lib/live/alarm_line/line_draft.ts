import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { AlarmSoundName } from "@/lib/alarms/alarm_sounds.ts";
import { LineProblem } from "./line_problem.ts";
import type { Span } from "./read_span.ts";

/** What a move is measured against. */
export type LineReference =
  | { readonly kind: "max" }
  | { readonly kind: "min" }
  | { readonly kind: "window"; readonly span: Span }
  | { readonly kind: "start"; readonly price: number | null };

/** A piece of a line, and how it was typed. */
export interface Piece<T> {
  readonly value: T;
  readonly typed: string;
}

interface Pieces {
  /** Which way the price must go. */
  way: "any" | "up" | "down";
  /** It is to be reached, from either side. */
  touch: true;
  price: number;
  percent: number;
  reference: LineReference;
  mode: Alarm["mode"];
  cooldownSeconds: number;
  expiresAt: string;
  sound: AlarmSoundName;
}

const NAMES: Readonly<Record<keyof Pieces, string>> = {
  way: "the direction",
  touch: "how it is reached",
  price: "the price",
  percent: "the percentage",
  reference: "what it is measured against",
  mode: "how often it rings",
  cooldownSeconds: "how long it rests",
  expiresAt: "when it expires",
  sound: "what it rings with",
};

/** The pieces of a line read so far, in whatever order they came. */
export class LineDraft {
  readonly #pieces: { [K in keyof Pieces]?: Piece<Pieces[K]> } = {};
  readonly #told: string[] = [];

  /** What a person should know of how the line was understood. */
  get told(): readonly string[] {
    return this.#told;
  }

  tell(sentence: string): void {
    this.#told.push(sentence);
  }

  get<K extends keyof Pieces>(name: K): Piece<Pieces[K]> | undefined {
    return this.#pieces[name];
  }

  /** @throws {LineProblem} when the line has said another value before */
  set<K extends keyof Pieces>(name: K, value: Pieces[K], typed: string): void {
    const before: Piece<Pieces[K]> | undefined = this.#pieces[name];
    if (before !== undefined && before.value !== value) {
      const both = `“${before.typed}” and “${typed}”`;
      throw new LineProblem(typed, `${both} contradict each other about ${NAMES[name]}; keep one`);
    }
    const piece: Piece<Pieces[K]> = { value, typed };
    Object.assign(this.#pieces, { [name]: piece });
  }
}

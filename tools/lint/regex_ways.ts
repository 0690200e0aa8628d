/** So often repeated, two ways for each time are too many ways in all. */
export const MANY_TIMES = 8;

/** What is wrong with what is repeated; null where each text is read in one way only. */
export function checkLoop({ node, least }: RegexNode & { type: "repeated" }): string | null {
  const places = new Places();
  const { first, last, isEmpty } = places.add(node);
  places.join(last, first);
  if (isEmpty && least > MANY_TIMES) return "what is repeated may be empty";
  return places.isAmbiguous() ? "a repetition can read the same characters in two ways" : null;
}

/** Where a part of a pattern can begin and end, and whether it may be empty. */
interface Ends {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly isEmpty: boolean;
}

/** More copies than this of what is counted are taken as a repetition without end. */
const MOST_COPIES = 64;

/** The characters of a pattern as places, and which of them may follow which, each as often as there are ways to it. */
class Places {
  readonly #samples: Samples[] = [];
  readonly #next: number[][] = [];

  add(node: RegexNode): Ends {
    switch (node.type) {
      case "characters": {
        const place = this.#samples.push(node.samples) - 1;
        this.#next.push([]);
        return { first: [place], last: [place], isEmpty: false };
      }
      case "assertion":
        return NOTHING;
      case "sequence":
        return node.parts.reduce(
          (before: Ends, part) => this.#after(before, this.add(part)),
          NOTHING,
        );
      case "choice": {
        const ends = node.options.map((option) => this.add(option));
        return {
          first: ends.flatMap(({ first }) => first),
          last: ends.flatMap(({ last }) => last),
          isEmpty: ends.some(({ isEmpty }) => isEmpty),
        };
      }
      case "repeated":
        return this.#repeated(node);
    }
  }

  join(last: readonly number[], first: readonly number[]): void {
    for (const place of last) this.#next[place]?.push(...first);
  }

  /** Whether some text leads back to a place of a loop in more than one way: each time round doubles the ways. */
  isAmbiguous(): boolean {
    const size = this.#samples.length;
    const reach = Array.from(
      { length: size },
      (_, place) => reached(place, (at) => this.#next[at] ?? []),
    );
    const isLooped = (one: number, other: number) =>
      (reach[one]?.has(other) && reach[other]?.has(one)) ?? false;
    const isTwice = this.#next.some((next, place) =>
      next.some((to, nth) => next.indexOf(to) < nth && isLooped(place, to))
    );
    return isTwice || this.#samples.some((_, place) => this.#returnsApart(place, isLooped));
  }

  /** Whether two ways begin at a place, part, and meet again within a loop. */
  #returnsApart(start: number, isLooped: (one: number, other: number) => boolean): boolean {
    const size = this.#samples.length;
    const next = (pair: number) => {
      const [one, other] = [Math.floor(pair / size), pair % size];
      const pairs = [];
      for (const a of this.#next[one] ?? []) {
        for (const b of this.#next[other] ?? []) {
          const isWithin = isLooped(start, a) && isLooped(start, b);
          if (isWithin && overlap(this.#samples[a] ?? EVERY, this.#samples[b] ?? EVERY)) {
            pairs.push(a * size + b);
          }
        }
      }
      return pairs;
    };
    const isApart = (pair: number) => Math.floor(pair / size) !== pair % size;
    const seen = reached(start * size + start, next);
    return [...seen].some((pair) =>
      isApart(pair) && [...reached(pair, next)].some((each) => !isApart(each))
    );
  }

  #after(before: Ends, after: Ends): Ends {
    this.join(before.last, after.first);
    return {
      first: before.isEmpty ? [...before.first, ...after.first] : before.first,
      last: after.isEmpty ? [...before.last, ...after.last] : after.last,
      isEmpty: before.isEmpty && after.isEmpty,
    };
  }

  #repeated({ node, least, most }: RegexNode & { type: "repeated" }): Ends {
    if (most > MOST_COPIES) {
      const ends = this.add(node);
      this.join(ends.last, ends.first);
      return { ...ends, isEmpty: ends.isEmpty || least === 0 };
    }
    let ends = NOTHING;
    // The last copies are there only where those before them are.
    for (let copy = most; copy > 0; copy--) {
      const whole = this.#after(this.add(node), ends);
      ends = { ...whole, isEmpty: whole.isEmpty || copy > least };
    }
    return ends;
  }
}

const NOTHING: Ends = { first: [], last: [], isEmpty: true };

/** All that can be come to from here, in one step or more. */
function reached(from: number, next: (at: number) => readonly number[]): Set<number> {
  const seen = new Set<number>();
  const left = [from];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    for (const to of next(at)) {
      if (seen.has(to)) continue;
      seen.add(to);
      left.push(to);
    }
  }
  return seen;
}

/** What one place of a pattern matches, as samples: every ASCII character and a few beyond. */
export type Samples = ReadonlySet<string>;

export type RegexNode =
  | { readonly type: "characters"; readonly samples: Samples }
  /** `^`, `\b`, a lookaround: no character. */
  | { readonly type: "assertion"; readonly isStart: boolean; readonly inside: RegexNode | null }
  | { readonly type: "sequence"; readonly parts: readonly RegexNode[] }
  | { readonly type: "choice"; readonly options: readonly RegexNode[] }
  | {
    readonly type: "repeated";
    readonly node: RegexNode;
    readonly least: number;
    readonly most: number;
  };

const ALPHABET = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  ..."éßЖ中\u00a0\u2028\ufeff",
];
const EVERY: Samples = new Set(ALPHABET);

/** Reads a pattern as it stands between the slashes; classes are taken as the engine itself takes them. */
export function regexTree(pattern: string, flags: string): RegexNode {
  return new Reader(pattern, flags.replace(/[gy]/g, "")).choice();
}

class Reader {
  #at = 0;

  constructor(private readonly pattern: string, private readonly flags: string) {}

  choice(): RegexNode {
    const options = [this.#sequence()];
    while (this.#takes("|")) options.push(this.#sequence());
    return options.length === 1 ? options[0] as RegexNode : { type: "choice", options };
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (this.#at < this.pattern.length && !/[|)]/.test(this.#next)) {
      parts.push(this.#quantified(this.#part()));
    }
    return { type: "sequence", parts };
  }

  get #next(): string {
    return this.pattern[this.#at] ?? "";
  }

  #takes(text: string): boolean {
    if (!this.pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.#at;
    const match = sticky.exec(this.pattern);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #part(): RegexNode {
    // With the flag `m` it stands at every line.
    const isStart = !this.flags.includes("m");
    if (this.#takes("^")) return { type: "assertion", isStart, inside: null };
    if (this.#match(/\$|\\[bB]/y)) return { type: "assertion", isStart: false, inside: null };
    if (this.#match(/\(\?<?[=!]/y)) {
      return { type: "assertion", isStart: false, inside: this.#group() };
    }
    if (this.#match(/\((?:\?(?::|<\w+>|[a-z-]+:))?/y)) return this.#group();
    const atom = this.#match(/\[(?:\\.|[^\]\\])*\]|\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|.[^\W_]*)|./sy);
    return { type: "characters", samples: this.#samplesOf(this.#oneOf(atom?.[0] ?? "")) };
  }

  /** An escape has one to six characters: what follows it is left for the next part. */
  #oneOf(atom: string): string {
    if (!atom.startsWith("\\") || atom.endsWith("}")) return atom;
    const whole = /^\\(?:u[\da-f]{4}|x[\da-f]{2}|c[a-z]|k<?|.)/i.exec(atom)?.[0] ?? atom;
    this.#at -= atom.length - whole.length;
    return whole;
  }

  #group(): RegexNode {
    const inside = this.choice();
    this.#takes(")");
    return inside;
  }

  #samplesOf(atom: string): Samples {
    // A reference to a group matches whatever that has matched.
    if (/^\\(?:[1-9]|k)/.test(atom)) return EVERY;
    const regex = new RegExp(`^(?:${atom})$`, this.flags);
    return new Set(ALPHABET.filter((character) => regex.test(character)));
  }

  #quantified(node: RegexNode): RegexNode {
    const found = this.#match(/(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y);
    if (found === null) return node;
    const [, sign, least = "", comma, most = ""] = found;
    if (sign !== undefined) {
      return {
        type: "repeated",
        node,
        least: sign === "+" ? 1 : 0,
        most: sign === "?" ? 1 : Infinity,
      };
    }
    const bound = comma === "" ? Number(least) : most === "" ? Infinity : Number(most);
    return { type: "repeated", node, least: Number(least), most: bound };
  }
}

/** Whether some character is matched by both. */
export function overlap(one: Samples, other: Samples): boolean {
  for (const character of one) if (other.has(character)) return true;
  return false;
}

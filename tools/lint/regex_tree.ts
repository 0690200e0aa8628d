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
export const EVERY: Samples = new Set(ALPHABET);

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

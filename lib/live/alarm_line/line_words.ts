/** A word of a line: in small letters to be recognised, and as typed to be named. */
export interface LineWord {
  readonly text: string;
  readonly typed: string;
}

const DASHES = /[\u2010-\u2015\u2212]/g;
const SPACES = /[\u00a0\u2000-\u200a\u202f\u3000\s]+/g;
/** `70 000`: groups of three after a number that has no other separator. */
const SPACED_GROUPS = /(^|[\s<>=$€£+-])(\d{1,3})((?: \d{3})+)(?=$|[\s%kmb$€£]|[.,]\d)/gi;

/** The words of a line, one after the other: signs stand alone, `5 %` and `- 5 %` are one word. */
export class LineWords {
  readonly #words: readonly LineWord[];
  #next = 0;

  constructor(text: string) {
    this.#words = spread(text).split(" ").filter((word) => word !== "")
      .map((typed) => ({ typed, text: typed.toLowerCase() }));
  }

  /** The next word, or one further on; undefined past the end. */
  peek(ahead = 0): LineWord | undefined {
    return this.#words[this.#next + ahead];
  }

  take(count = 1): LineWord {
    const word = this.#words[this.#next];
    this.#next += count;
    return word ?? { text: "", typed: "" };
  }

  /** Takes the next words when they are these; tells whether they were. */
  takeIf(...texts: readonly string[]): boolean {
    const isNext = texts.every((text, index) => this.peek(index)?.text === text);
    if (isNext) this.#next += texts.length;
    return isNext;
  }
}

function spread(text: string): string {
  return text.replace(DASHES, "-").replaceAll("\u2265", ">").replaceAll("\u2264", "<")
    .replaceAll("\u2191", " up ").replaceAll("\u2193", " down ")
    .replace(SPACES, " ")
    .replace(/([a-z])([+-][\d.,]+\s*%)/gi, "$1 $2")
    .replace(/([<>]=?|=+)/g, " $1 ").replace(SPACES, " ")
    .replace(
      SPACED_GROUPS,
      (_match, before, first, groups) => before + first + groups.replaceAll(" ", ""),
    )
    .replace(/\s{0,50}(?:%|\bpercent\b|\bpct\b)\s{0,50}/gi, "% ")
    .replace(/(^|\s)([+-])\s+(?=[\d.,])/g, "$1$2");
}

/** What a sentence says in English, with its gaps, and what another language says for it. */
export type Sentence = readonly [english: string, other: string];

/** Whatever stands in a gap `{}` is taken over as it is; what stands in `{=}` must be a known sentence, too. */
const GAP = /(\{=?\})/;
/** A gap to be filled: `{}` with the next one, `{2}` with the second. */
const FILLED = /\{(\d?)\}/g;
/** Sentences within sentences go no deeper. */
const DEEPEST = 4;

interface Known {
  readonly pattern: RegExp;
  /** Whether what stands in each gap has to be said anew. */
  readonly isSentence: readonly boolean[];
  readonly other: string;
}

/**
 * Says in another language what was said in English by something that speaks nothing else: a server's refusals, a
 * source's failures. The first sentence that fits counts; null for what none of them says.
 */
export function retelling(sentences: readonly Sentence[]): (english: string) => string | null {
  let known: readonly Known[] | undefined;
  const retold = (english: string, depth: number): string | null => {
    if (depth > DEEPEST) return null;
    known ??= sentences.map(knownOf);
    for (const { pattern, isSentence, other } of known) {
      const [, ...gaps] = pattern.exec(english) ?? [];
      if (gaps.length !== isSentence.length || !pattern.test(english)) continue;
      const parts = gaps.map((gap, at) => isSentence[at] ? retold(gap, depth + 1) : gap);
      if (parts.every((part) => part !== null)) return filled(other, parts);
    }
    return null;
  };
  return (english) => retold(english, 0);
}

function knownOf([english, other]: Sentence): Known {
  const parts = english.split(GAP);
  const source = parts.map((part) => GAP.test(part) ? "(.+?)" : escaped(part)).join("");
  const isSentence = parts.filter((part) => GAP.test(part)).map((gap) => gap === "{=}");
  return { pattern: new RegExp(`^${source}$`, "s"), isSentence, other };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function filled(other: string, parts: readonly string[]): string {
  let next = 0;
  return other.replaceAll(FILLED, (_, place: string) => {
    const at = place === "" ? next++ : Number(place) - 1;
    return parts[at] ?? "";
  });
}

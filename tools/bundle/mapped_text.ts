/** Code with its source map, whose places are kept where parts of it are moved or others are put in. */
export interface MappedText {
  readonly code: string;
  readonly map: SourceMap;
}

/** The fields of a source map that are read here; others stay as they are. */
export interface SourceMap {
  readonly mappings: string;
}

/** What a text is made of: new text, or a part of the old one (from, up to). */
export type Piece = string | readonly [from: number, to: number];

/** A place in the code, and what the map says of it: source, line, column and perhaps a name, all counted from 0. */
interface Segment {
  readonly at: number;
  readonly told: readonly number[];
}

/** The text that `pieces` of an older one make, with a map that tells the same sources of them. */
export function madeOf({ code, map }: MappedText, pieces: readonly Piece[]): MappedText {
  const segments = decoded(code, map.mappings);
  const moved: Segment[] = [];
  let text = "";
  for (const piece of pieces) {
    if (typeof piece === "string") text += piece;
    else {
      const [from, to] = piece;
      const first = firstFrom(segments, from);
      const before = segments[first - 1];
      if (before !== undefined && segments[first]?.at !== from) {
        moved.push({ at: text.length, told: before.told });
      }
      for (let nth = first; nth < segments.length; nth++) {
        const segment = segments[nth];
        if (segment === undefined || segment.at >= to) break;
        moved.push({ at: text.length + segment.at - from, told: segment.told });
      }
      text += code.slice(from, to);
    }
  }
  return { code: text, map: { ...map, mappings: encoded(text, moved) } };
}

/** Reads a file of a bundle and its map, and writes what `change` makes of them. */
export async function changeFile(
  path: string,
  change: (text: MappedText) => readonly Piece[],
): Promise<void> {
  const code = await Deno.readTextFile(path);
  const map: SourceMap = JSON.parse(await Deno.readTextFile(`${path}.map`));
  const changed = madeOf({ code, map }, change({ code, map }));
  await Deno.writeTextFile(path, changed.code);
  await Deno.writeTextFile(`${path}.map`, JSON.stringify(changed.map));
}

/** Which of the segments, which are in order, is the first at or after a place. */
function firstFrom(segments: readonly Segment[], place: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.at ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Segments with places in the whole code in place of lines and columns. */
function decoded(code: string, mappings: string): Segment[] {
  const segments: Segment[] = [];
  let told: number[] = [];
  let lineStart = 0;
  for (const line of mappings.split(";")) {
    let column = 0;
    for (const digits of line === "" ? [] : line.split(",")) {
      const [columns = 0, ...steps] = numbersOf(digits);
      column += columns;
      told = Array.from(
        { length: Math.max(told.length, steps.length) },
        (_, nth) => (told[nth] ?? 0) + (steps[nth] ?? 0),
      );
      segments.push({ at: lineStart + column, told: told.slice(0, steps.length) });
    }
    lineStart = code.indexOf("\n", lineStart) + 1;
  }
  return segments;
}

/** Numbers of a text in base 64 VLQ. */
function numbersOf(digits: string): number[] {
  const numbers: number[] = [];
  let bits = 0;
  let power = 1;
  for (const each of digits) {
    const digit = DIGITS.indexOf(each);
    bits += (digit & 31) * power;
    power *= 32;
    if (digit >= 32) continue;
    numbers.push((bits % 2 === 1 ? -1 : 1) * Math.floor(bits / 2));
    [bits, power] = [0, 1];
  }
  return numbers;
}

function encoded(text: string, segments: readonly Segment[]): string {
  const before: number[] = [];
  let mappings = "";
  let lineStart = 0;
  let column = 0;
  let isFirst = true;
  for (const { at, told } of segments) {
    for (;;) {
      const end = text.indexOf("\n", lineStart);
      if (end < 0 || end >= at) break;
      mappings += ";";
      [lineStart, column, isFirst] = [end + 1, 0, true];
    }
    const steps = told.map((number, nth) => number - (before[nth] ?? 0));
    mappings += (isFirst ? "" : ",") + [at - lineStart - column, ...steps].map(digitsOf).join("");
    for (const [nth, number] of told.entries()) before[nth] = number;
    column = at - lineStart;
    isFirst = false;
  }
  return mappings;
}

function digitsOf(value: number): string {
  let rest = Math.abs(value) * 2 + (value < 0 ? 1 : 0);
  let text = "";
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += DIGITS.charAt(digit + (rest > 0 ? 32 : 0));
  } while (rest > 0);
  return text;
}

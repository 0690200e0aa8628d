import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";

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

/** Segments with places in the whole code in place of lines and columns. */
function decoded(code: string, mappings: string): Segment[] {
  const starts = lineStartsOf(code);
  return decode(mappings).flatMap((line, nth) =>
    line.map(([column, ...told]) => ({ at: (starts[nth] ?? 0) + column, told }))
  );
}

function encoded(text: string, segments: readonly Segment[]): string {
  const starts = lineStartsOf(text);
  const lines: SourceMapSegment[][] = [];
  let nth = 0;
  for (const { at, told } of segments) {
    while ((starts[nth + 1] ?? Infinity) <= at) nth++;
    while (lines.length <= nth) lines.push([]);
    lines[nth]?.push([at - (starts[nth] ?? 0), ...told] as SourceMapSegment);
  }
  return encode(lines);
}

function lineStartsOf(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
}

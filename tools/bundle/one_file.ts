import { build, type Metafile, type Plugin } from "esbuild";
import { basename } from "node:path";
import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";

/** How chunks are called here: `chunk-AB12CD34.js`. */
type Name = string;

/**
 * Joins each of `entries` of a bundle in `folder`, in this order, and every chunk that it imports to one file: a start
 * takes as long for finding, reading and linking a hundred small files as for running them. What is loaded later
 * imports from the joined files what it imported from those chunks.
 */
export async function joinFiles(
  folder: string,
  { outputs }: Metafile,
  entries: readonly Name[],
): Promise<void> {
  const left = new Map(
    Object.entries(outputs).filter(([path]) => path.endsWith(".js"))
      .map(([path, output]) => [basename(path), output.imports]),
  );
  for (const entry of entries) {
    const joined = new Set<Name>();
    const add = (name: Name) => {
      if (joined.has(name) || !left.has(name)) return;
      joined.add(name);
      for (const { path, kind, external } of left.get(name) ?? []) {
        if (kind === "import-statement" && !external) add(basename(path));
      }
    };
    add(entry);
    for (const name of joined) left.delete(name);
    await join(folder, { entry, joined, later: [...left.keys()] });
  }
  for (const name of [...entries, ...left.keys()]) {
    await changeFile(`${folder}/${name}`, ({ code }) => hidden(code));
    await changeFile(`${folder}/${name}`, ({ code }) => ascii(code));
  }
}

interface Joining {
  readonly entry: Name;
  /** The entry and what it imports. */
  readonly joined: ReadonlySet<Name>;
  readonly later: readonly Name[];
}

async function join(folder: string, { entry, joined, later }: Joining): Promise<void> {
  const wanted = new Set<string>();
  for (const name of later) {
    await changeFile(
      `${folder}/${name}`,
      ({ code }) => redirect(code, { entry, joined, wanted }),
    );
  }
  await build({
    ...{ absWorkingDir: folder, allowOverwrite: true, bundle: true, format: "esm" },
    ...{ logLevel: "error", minifySyntax: true, minifyWhitespace: true },
    ...{ outfile: entry, platform: "node", plugins: [onlyOf(joined)], target: "esnext" },
    ...{ sourcemap: "linked", sourcesContent: false },
    stdin: { contents: entryOf(entry, wanted), loader: "js", resolveDir: folder },
  });
  for (const name of joined) {
    if (name === entry) continue;
    await Deno.remove(`${folder}/${name}`);
    await Deno.remove(`${folder}/${name}.map`);
  }
}

/** What is no part of the joined file stays a file of its own. */
function onlyOf(joined: ReadonlySet<Name>): Plugin {
  return {
    name: "only-of-joined",
    setup({ onResolve }) {
      onResolve({ filter: /./ }, ({ path, kind }) => {
        if (kind === "entry-point") return undefined;
        return joined.has(path.replace("./", "")) ? undefined : { path, external: true };
      });
    },
  };
}

/** `wanted` has an entry `chunk-AB12CD34.js name` for each name that is imported later. */
function entryOf(entry: Name, wanted: ReadonlySet<string>): string {
  const lines = [`export * from "./${entry}";`];
  for (const each of wanted) {
    const [chunk = "", name = ""] = each.split(" ");
    lines.push(`export { ${name} as ${joinedName(chunk, name)} } from "./${chunk}";`);
  }
  return lines.join("\n");
}

/** Two chunks may export the same name. */
function joinedName(chunk: Name, name: string): string {
  return `${name}$${chunk.replace(/^.*-|\.js$/g, "")}`;
}

const IMPORT = /^import(?:\{([^}]*)\}from)?"\.\/([^"]+)";/;

interface Redirection extends Pick<Joining, "entry" | "joined"> {
  /** Takes up what is imported: `chunk-AB12CD34.js name`. */
  readonly wanted: Set<string>;
}

/** Has a file import from a joined file what its chunks exported, and notes the names. */
function redirect(code: string, { entry, joined, wanted }: Redirection): Piece[] {
  let at = 0;
  let head = "";
  for (;;) {
    const found = IMPORT.exec(code.slice(at));
    if (found === null) break;
    const [statement, names = "", chunk = ""] = found;
    at += statement.length;
    if (!joined.has(chunk)) head += statement;
    else if (names !== "") head += `import{${redirected(chunk, names, wanted)}}from"./${entry}";`;
  }
  return [head, [at, code.length]];
}

function redirected(chunk: Name, names: string, wanted: Set<string>): string {
  return names.split(",").map((each) => {
    const [name = "", local = name] = each.split(" as ");
    wanted.add(`${chunk} ${name}`);
    return `${joinedName(chunk, name)} as ${local}`;
  }).join(",");
}

const LATER = /\bimport\("\.\/([^"`$\\]+)"\)/g;

/**
 * Hides from Deno what a file imports when it is first used. Else it reads all of these files at once, and what they
 * import, and looks through the packages that they name: a third of the time that loading takes.
 */
function hidden(code: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { 0: { length }, 1: file = "", index } of code.matchAll(LATER)) {
    pieces.push([done, index], `import(${BESIDE}\`${file}\`)`);
    done = index + length;
  }
  const head = done === 0 ? "" : `const ${BESIDE}=([file])=>"./"+file;`;
  return [head, ...pieces, [done, code.length]];
}

/**
 * Writes as escapes what esbuild leaves as it is, in regular expressions and comments: one letter beyond ASCII, and a
 * start decodes the whole file and holds two bytes for each of its letters.
 */
function ascii(code: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { 0: letter, index } of code.matchAll(/[\u0080-\uffff]/g)) {
    pieces.push([done, index], `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
    done = index + 1;
  }
  return [...pieces, [done, code.length]];
}

/** A file beside this one, by a tag: Deno reads no names from those. */
const BESIDE = "fileBeside";

/** Code with its source map, whose places are kept where parts of it are moved or others are put in. */
interface MappedText {
  readonly code: string;
  readonly map: SourceMap;
}

/** The fields of a source map that are read here; others stay as they are. */
interface SourceMap {
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

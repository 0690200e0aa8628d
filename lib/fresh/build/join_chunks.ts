import { createHash } from "node:crypto";
import { build, type BuildOptions, type Plugin } from "esbuild";

/** A chunk as the splitting build made it. */
interface Chunk {
  code: string;
  exports: readonly string[];
  imports: readonly string[];
  later: readonly string[];
}

/** Which chunks are joined, and what is asked of them from outside. */
export interface Layout {
  chunks: ReadonlyMap<string, Chunk>;
  groups: readonly (readonly string[])[];
  /** Chunks that a page begins with: each is exported as a namespace. */
  starts: ReadonlySet<string>;
  /** Chunks that `import()` asks for by their own names. */
  lazy: ReadonlySet<string>;
}

/** A group's file, named after its content and that of everything it loads. */
interface JoinedFile {
  /** As it may stand in a name: what the file begins with. */
  path: string;
  /** The file, and its source map where one is wanted, by path. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
}

/** The name under which a group's file exports a chunk that pages begin with. */
export function namespaceOf({ chunks }: Layout, chunk: string): string {
  return `$${[...chunks.keys()].indexOf(chunk)}`;
}

/**
 * Joins chunks to one file a group. Minified names of several chunks would collide, so what one group
 * takes from another passes under a name of its own.
 */
export async function joinChunks(
  layout: Layout,
  nameOf: (group: readonly string[]) => string,
  options: BuildOptions,
): Promise<JoinedFile[]> {
  const { outputFiles = [] } = await build({
    ...options,
    entryPoints: layout.groups.map((_, i) => ({ in: `group:${i}`, out: placeholder(i) })),
    plugins: [joinPlugin(layout)],
  });
  const texts = layout.groups.map((_, i) =>
    outputFiles.filter(({ path }) => path.includes(placeholder(i)))
  );
  const hashes = texts.map(([file]) => sha256(file?.text ?? ""));
  const paths = layout.groups.map((group, i) => {
    const reached = [...reachable(layout, i)].map((index) => hashes[index]).sort();
    // Groups that load each other later reach the same ones: what is their own keeps them apart.
    const hash = BigInt(`0x${sha256([hashes[i], ...reached].join())}`).toString(36).slice(0, 8)
      .toUpperCase();
    return `${nameOf(group)}-${hash}`;
  });
  const named = (text: string) =>
    text.replaceAll(/__group_(\d+)__/g, (_, index) => paths[Number(index)] ?? "");
  return layout.groups.map((_, i) => ({
    path: `${paths[i]}.js`,
    files: new Map(
      texts[i]?.map((file) => [
        `${paths[i]}${file.path.slice(file.path.indexOf("__.js") + 2)}`,
        new TextEncoder().encode(named(file.text)),
      ]),
    ),
  }));
}

const placeholder = (index: number | undefined) => `__group_${index}__`;

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function homesOf({ groups }: Layout): Map<string, number> {
  return new Map(groups.flatMap((group, i) => group.map((chunk) => [chunk, i] as const)));
}

/** The groups that a group loads now or later, itself included. */
function reachable(layout: Layout, start: number): Set<number> {
  const home = homesOf(layout);
  const next = (group: number) =>
    (layout.groups[group] ?? []).flatMap((chunk) => {
      const { imports = [], later = [] } = layout.chunks.get(chunk) ?? {};
      return [...imports, ...later].map((other) => home.get(other) ?? group);
    });
  return closureOf([start], next);
}

/** A chunk → the names that are taken of it. */
type Taken = ReadonlyMap<string, ReadonlySet<string>>;

// deno-lint-ignore app/bounded-regex -- it reads what the bundler wrote
const IMPORT = /\bimport\s*\{([^}]*)\}\s*from\s*"\.\/([^"]+)"/g;

/** What the chunks of a group take of all others, as their code says. */
function takenBy(group: readonly string[], { chunks }: Layout): Taken {
  const taken = new Map<string, Set<string>>();
  for (const chunk of group) {
    for (const [, list = "", from = ""] of (chunks.get(chunk)?.code ?? "").matchAll(IMPORT)) {
      const names = taken.get(from) ?? new Set();
      taken.set(from, names);
      for (const part of list.split(",")) names.add(part.trim().split(/\s/)[0] ?? "");
    }
  }
  return taken;
}

/** Shows a group's chunks to the bundler as modules, and those of other groups as their files. */
function joinPlugin(layout: Layout): Plugin {
  const home = homesOf(layout);
  const taken = layout.groups.map((group) => takenBy(group, layout));
  const fileOf = (chunk: string) => `./${placeholder(home.get(chunk))}.js`;
  return {
    name: "join-chunks",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^group:/ }, ({ path }) => ({ path: path.slice(6), namespace: "group" }));
      onResolve({ filter: /^\.\/__group_/ }, ({ path }) => ({ path, external: true }));
      onResolve({ filter: /^\.\// }, ({ path, kind, importer, namespace }) => {
        const chunk = path.slice(2);
        if (kind === "dynamic-import") return { path: fileOf(chunk), external: true };
        const asker = namespace === "group" ? Number(importer) : home.get(importer);
        const isOwn = home.get(chunk) === asker;
        return {
          path: isOwn ? chunk : `${asker}/${chunk}`,
          namespace: isOwn ? "chunk" : "foreign",
        };
      });
      onLoad({ filter: /.*/, namespace: "group" }, ({ path }) => ({
        contents: groupModule(layout, Number(path), taken),
      }));
      onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => ({
        contents: layout.chunks.get(path)?.code ?? "",
      }));
      // Only what is used: every visit pays for each name.
      onLoad({ filter: /.*/, namespace: "foreign" }, ({ path }) => {
        const [asker, chunk = ""] = path.split("/");
        const names = [...taken[Number(asker)]?.get(chunk) ?? []]
          .map((own) => `${namespaceOf(layout, chunk)}${own} as ${own}`);
        return { contents: `export{${names.join()}}from${JSON.stringify(fileOf(chunk))};` };
      });
    },
  };
}

/** The module that a group's file is built from: what it exports of its chunks. */
function groupModule(layout: Layout, index: number, taken: readonly Taken[]): string {
  const others = taken.filter((_, other) => other !== index);
  return (layout.groups[index] ?? []).map((chunk) => {
    const from = JSON.stringify(`./${chunk}`);
    const name = namespaceOf(layout, chunk);
    const shared = new Set(others.flatMap((names) => [...names.get(chunk) ?? []]));
    const exported = [
      ...[...shared].map((own) => `${own} as ${name}${own}`),
      ...layout.lazy.has(chunk) ? layout.chunks.get(chunk)?.exports ?? [] : [],
    ];
    const start = layout.starts.has(chunk) ? `export * as ${name} from ${from};` : "";
    return `import ${from};${start}export{${exported.join()}}from${from};`;
  }).join("\n");
}

/** The chunks of a bundle that was split as finely as possible. */
export interface ChunkGraph {
  bytes: ReadonlyMap<string, number>;
  imports: ReadonlyMap<string, readonly string[]>;
  /** What it loads when that is asked for, by `import()`. */
  later: ReadonlyMap<string, readonly string[]>;
  /** Chunks by which pages begin, a set for each page. */
  pages: readonly (readonly string[])[];
}

interface Group {
  chunks: string[];
  bytes: number;
  /** Which visits load it: bit n stands for the nth one. */
  visits: bigint;
  /** Which pages load it at once or later. */
  pages: bigint;
}

/** A page has no more files than this, those included that it loads later. */
const MOST_FILES = 13;
/** How many bytes a visit may load in vain for that, in all (minified, before compression). */
const WASTE_BYTES = 26_000;
/** How many for fewer files of other pages: code that is compressed together gets smaller by about as much. */
const LITTLE_WASTE_BYTES = 2_000;
/** How many for fewer files of a page that has too many, on pages that have few. */
const OTHERS_WASTE_BYTES = 6_500;
/** How many for fewer files that are loaded later. */
const LATER_WASTE_BYTES = 60_000;
/** Nobody waits for what is loaded later as for a page: bytes in vain count so much less there. */
const LATER_COUNTS = 0.1;

/**
 * Puts chunks together that pages load together. Splitting gives every combination of entry points a
 * chunk of its own, which is dozens of requests a page; here the two groups whose union makes visits
 * load the fewest bytes in vain are joined, as long as that costs little or a page has too many files.
 * Then that page, and what is loaded later, may load more in vain; other pages pay little for it.
 * Groups never load each other in a circle, and hold one lazy chunk at most: its exports are those of
 * the group.
 */
export function groupChunks(graph: ChunkGraph): string[][] {
  const lazy = new Set([...graph.later.values()].flat());
  const now = (chunk: string) => graph.imports.get(chunk) ?? [];
  const ever = (chunk: string) => [...now(chunk), ...graph.later.get(chunk) ?? []];
  const visits = [...graph.pages, ...[...lazy].map((chunk) => [chunk])]
    .map((start) => closureOf(start, now));
  const pages = graph.pages.map((start) => closureOf(start, ever));
  let groups = [...graph.bytes].map(([chunk, bytes]): Group => ({
    ...{ chunks: [chunk], bytes, visits: bitsOf(visits, chunk), pages: bitsOf(pages, chunk) },
  }));
  let wasted = visits.map(() => 0);
  for (;;) {
    const cheapest = cheapestUnion(groups, wasted, graph, lazy);
    if (cheapest === null) return groups.map(({ chunks }) => chunks.sort());
    ({ groups, wasted } = cheapest);
  }
}

/** A bit for each of the sets that has the chunk. */
function bitsOf(sets: readonly ReadonlySet<string>[], chunk: string): bigint {
  return sets.reduce((bits, set, i) => set.has(chunk) ? bits | 1n << BigInt(i) : bits, 0n);
}

/** What can be reached from a start, which is part of it. */
export function closureOf<T>(start: Iterable<T>, next: (item: T) => Iterable<T>): Set<T> {
  const found = new Set(start);
  for (const item of found) for (const other of next(item)) found.add(other);
  return found;
}

interface Union {
  groups: Group[];
  /** Bytes that each visit loads in vain by then. */
  wasted: number[];
}

/** The pages that have too many files. */
function crowded(groups: readonly Group[], pages: number): bigint {
  return Array.from({ length: pages }, (_, i) => 1n << BigInt(i))
    .filter((page) => groups.filter((group) => (group.pages & page) !== 0n).length > MOST_FILES)
    .reduce((bits, page) => bits | page, 0n);
}

function cheapestUnion(
  groups: Group[],
  wasted: number[],
  graph: ChunkGraph,
  lazy: ReadonlySet<string>,
): Union | null {
  const pages = graph.pages.length;
  const full = crowded(groups, pages);
  const mayWaste = (visit: number) => visit >= pages || (full >> BigInt(visit) & 1n) === 1n;
  const weightOf = (visit: number) => visit < pages ? 1 : LATER_COUNTS;
  const choices: { first: Group; second: Group; inVain: number[]; cost: number }[] = [];
  groups.forEach((first, i) => {
    for (const second of groups.slice(i + 1)) {
      const inVain = wasted.map((_, visit) => bytesInVain(first, second, 1n << BigInt(visit)));
      const isWanted = (first.pages & second.pages & full) !== 0n;
      const isTooMuch = inVain.some((bytes, visit) => {
        const others = isWanted ? OTHERS_WASTE_BYTES : LITTLE_WASTE_BYTES;
        const most = visit < pages ? WASTE_BYTES : LATER_WASTE_BYTES;
        const limit = isWanted && mayWaste(visit) ? most : others;
        return bytes > 0 && bytes + (wasted[visit] ?? 0) > limit;
      });
      if (isTooMuch) continue;
      const cost = inVain.reduce((sum, bytes, visit) => sum + bytes * weightOf(visit), 0);
      choices.push({ first, second, inVain, cost });
    }
  });
  choices.sort((a, b) => a.cost - b.cost);
  for (const { first, second, inVain } of choices) {
    const others = groups.filter((group) => group !== first && group !== second);
    const joined = [...others, union(first, second)];
    if (!isAllowed(joined, graph, lazy)) continue;
    return { groups: joined, wasted: wasted.map((bytes, i) => bytes + (inVain[i] ?? 0)) };
  }
  return null;
}

function union(first: Group, second: Group): Group {
  return {
    chunks: [...first.chunks, ...second.chunks],
    bytes: first.bytes + second.bytes,
    visits: first.visits | second.visits,
    pages: first.pages | second.pages,
  };
}

/** What a visit (a bit) would load of a union that it loads for one of its parts only. */
function bytesInVain(first: Group, second: Group, visit: bigint): number {
  const needsFirst = (first.visits & visit) !== 0n;
  const needsSecond = (second.visits & visit) !== 0n;
  if (needsFirst === needsSecond) return 0;
  return needsFirst ? second.bytes : first.bytes;
}

function isAllowed(
  groups: readonly Group[],
  graph: ChunkGraph,
  lazy: ReadonlySet<string>,
): boolean {
  const joined = groups.at(-1) as Group;
  if (joined.chunks.filter((chunk) => lazy.has(chunk)).length > 1) return false;
  const home = new Map(groups.flatMap((group) => group.chunks.map((chunk) => [chunk, group])));
  const othersOf = (group: Group) =>
    group.chunks.flatMap((chunk) => graph.imports.get(chunk) ?? [])
      .map((chunk) => home.get(chunk) ?? group).filter((other) => other !== group);
  // Only a circle through the new group can be new.
  return !closureOf(othersOf(joined), othersOf).has(joined);
}

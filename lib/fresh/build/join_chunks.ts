import { createHash } from "node:crypto";
import { build, type BuildOptions, type Plugin } from "esbuild";

/** A chunk as the splitting build made it. */
interface Chunk {
  code: string;
  exports: readonly string[];
  /** Chunks it loads before it runs. */
  imports: readonly string[];
  /** Chunks it loads when they are asked for. */
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

/** Shows a group's chunks to the bundler as modules, and those of other groups as their files. */
function joinPlugin(layout: Layout): Plugin {
  const home = homesOf(layout);
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
        return { path: chunk, namespace: home.get(chunk) === asker ? "chunk" : "foreign" };
      });
      onLoad({ filter: /.*/, namespace: "group" }, ({ path }) => ({
        contents: groupModule(layout, Number(path)),
      }));
      onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => ({
        contents: layout.chunks.get(path)?.code ?? "",
      }));
      onLoad({ filter: /.*/, namespace: "foreign" }, ({ path }) => ({
        contents: renamed(layout, path, fileOf(path), (own, shared) => `${shared} as ${own}`),
      }));
    },
  };
}

/** The module that a group's file is built from: what it exports of its chunks. */
function groupModule(layout: Layout, index: number): string {
  const group = layout.groups[index] ?? [];
  const strangers = layout.groups.filter((other) => other !== group).flat();
  const shared = new Set(strangers.flatMap((chunk) => layout.chunks.get(chunk)?.imports ?? []));
  return group.map((chunk) => {
    const from = JSON.stringify(`./${chunk}`);
    const exports = layout.chunks.get(chunk)?.exports ?? [];
    return [
      `import ${from};`,
      layout.starts.has(chunk) ? `export * as ${namespaceOf(layout, chunk)} from ${from};` : "",
      layout.lazy.has(chunk) ? `export {${exports.join()}} from ${from};` : "",
      shared.has(chunk)
        ? renamed(layout, chunk, `./${chunk}`, (own, shared) => `${own} as ${shared}`)
        : "",
    ].join("");
  }).join("\n");
}

function renamed(
  layout: Layout,
  chunk: string,
  from: string,
  pair: (own: string, shared: string) => string,
): string {
  const prefix = namespaceOf(layout, chunk);
  const names = (layout.chunks.get(chunk)?.exports ?? []).map((own) =>
    pair(own, `${prefix}${own}`)
  );
  return `export{${names.join()}}from${JSON.stringify(from)};`;
}

/** The chunks of a bundle that was split as finely as possible. */
export interface ChunkGraph {
  /** Size in bytes by chunk. */
  bytes: ReadonlyMap<string, number>;
  /** What a chunk loads before it runs. */
  imports: ReadonlyMap<string, readonly string[]>;
  /** Chunks that are loaded when they are asked for, by `import()`. */
  lazy: ReadonlySet<string>;
  /** Chunks by which pages begin, a set for each page. */
  pages: readonly (readonly string[])[];
}

interface Group {
  chunks: string[];
  bytes: number;
  /** Which visits load it: bit n stands for the nth one. */
  visits: bigint;
}

/**
 * How many bytes a visit may load in vain, in all, for the sake of fewer requests (minified, before
 * compression). Code that is compressed together gets smaller by about as much.
 */
const WASTE_BYTES = 10_000;

/**
 * Puts chunks together that pages load together. Splitting gives every combination of entry points a
 * chunk of its own, which is dozens of requests a page; here the two groups whose union makes visits
 * load the fewest bytes in vain are joined until every union would cost a visit too much. Groups never
 * load each other in a circle, and hold one lazy chunk at most: its exports are those of the group.
 */
export function groupChunks(graph: ChunkGraph): string[][] {
  const starts = [...graph.pages, ...[...graph.lazy].map((chunk) => [chunk])];
  const loaded = starts.map((start) => closureOf(start, (chunk) => graph.imports.get(chunk) ?? []));
  let groups = [...graph.bytes].map(([chunk, bytes]): Group => ({
    chunks: [chunk],
    bytes,
    visits: loaded.reduce((bits, set, i) => set.has(chunk) ? bits | 1n << BigInt(i) : bits, 0n),
  }));
  let wasted = loaded.map(() => 0);
  for (;;) {
    const cheapest = cheapestUnion(groups, wasted, graph);
    if (cheapest === null) return groups.map(({ chunks }) => chunks.sort());
    ({ groups, wasted } = cheapest);
  }
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

function cheapestUnion(groups: Group[], wasted: number[], graph: ChunkGraph): Union | null {
  const choices: { first: Group; second: Group; inVain: number[]; sum: number }[] = [];
  groups.forEach((first, i) => {
    for (const second of groups.slice(i + 1)) {
      const inVain = wasted.map((_, visit) => bytesInVain(first, second, 1n << BigInt(visit)));
      if (inVain.some((bytes, visit) => bytes > 0 && bytes + (wasted[visit] ?? 0) > WASTE_BYTES)) {
        continue;
      }
      choices.push({ first, second, inVain, sum: inVain.reduce((sum, bytes) => sum + bytes, 0) });
    }
  });
  choices.sort((a, b) => a.sum - b.sum);
  for (const { first, second, inVain } of choices) {
    const others = groups.filter((group) => group !== first && group !== second);
    const joined = [...others, union(first, second)];
    if (!isAllowed(joined, graph)) continue;
    return { groups: joined, wasted: wasted.map((bytes, i) => bytes + (inVain[i] ?? 0)) };
  }
  return null;
}

function union(first: Group, second: Group): Group {
  return {
    chunks: [...first.chunks, ...second.chunks],
    bytes: first.bytes + second.bytes,
    visits: first.visits | second.visits,
  };
}

/** What a visit (a bit) would load of a union that it loads for one of its parts only. */
function bytesInVain(first: Group, second: Group, visit: bigint): number {
  const needsFirst = (first.visits & visit) !== 0n;
  const needsSecond = (second.visits & visit) !== 0n;
  if (needsFirst === needsSecond) return 0;
  return needsFirst ? second.bytes : first.bytes;
}

function isAllowed(groups: readonly Group[], graph: ChunkGraph): boolean {
  const joined = groups.at(-1) as Group;
  if (joined.chunks.filter((chunk) => graph.lazy.has(chunk)).length > 1) return false;
  const home = new Map(groups.flatMap((group) => group.chunks.map((chunk) => [chunk, group])));
  const othersOf = (group: Group) =>
    group.chunks.flatMap((chunk) => graph.imports.get(chunk) ?? [])
      .map((chunk) => home.get(chunk) ?? group).filter((other) => other !== group);
  // Only a circle through the new group can be new.
  return !closureOf(othersOf(joined), othersOf).has(joined);
}

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
 * How many bytes of one group a visit may load in vain for the sake of one request fewer (minified,
 * before compression). Code that is compressed together gets smaller by about as much.
 */
const WASTE_BYTES = 4_000;

/**
 * Puts chunks together that pages load together. Splitting gives every combination of entry points a
 * chunk of its own, which is dozens of requests a page; here the two groups whose union makes visits
 * load the fewest bytes in vain are joined until every union would cost too much. Groups never load
 * each other in a circle, and hold one lazy chunk at most: its exports are those of the group.
 */
export function groupChunks(graph: ChunkGraph): string[][] {
  const starts = [...graph.pages, ...[...graph.lazy].map((chunk) => [chunk])];
  const loaded = starts.map((start) => closureOf(start, (chunk) => graph.imports.get(chunk) ?? []));
  let groups = [...graph.bytes].map(([chunk, bytes]): Group => ({
    chunks: [chunk],
    bytes,
    visits: loaded.reduce((bits, set, i) => set.has(chunk) ? bits | 1n << BigInt(i) : bits, 0n),
  }));
  for (;;) {
    const joined = joinCheapest(groups, graph);
    if (joined === null) return groups.map(({ chunks }) => chunks.sort());
    groups = joined;
  }
}

/** What can be reached from a start, which is part of it. */
export function closureOf<T>(start: Iterable<T>, next: (item: T) => Iterable<T>): Set<T> {
  const found = new Set(start);
  for (const item of found) for (const other of next(item)) found.add(other);
  return found;
}

function joinCheapest(groups: Group[], graph: ChunkGraph): Group[] | null {
  const choices: { first: Group; second: Group; waste: number }[] = [];
  groups.forEach((first, i) => {
    for (const second of groups.slice(i + 1)) {
      const waste = wasteOf(first, second);
      if (waste.most <= WASTE_BYTES) choices.push({ first, second, waste: waste.sum });
    }
  });
  choices.sort((a, b) => a.waste - b.waste);
  for (const { first, second } of choices) {
    const others = groups.filter((group) => group !== first && group !== second);
    const joined = [...others, union(first, second)];
    if (isAllowed(joined, graph)) return joined;
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

/** Bytes that visits would load in vain: the most of one visit, and those of all. */
function wasteOf(first: Group, second: Group): { most: number; sum: number } {
  const inVain = [
    { count: bitCount(first.visits & ~second.visits), bytes: second.bytes },
    { count: bitCount(second.visits & ~first.visits), bytes: first.bytes },
  ].filter(({ count }) => count > 0);
  return {
    most: Math.max(0, ...inVain.map(({ bytes }) => bytes)),
    sum: inVain.reduce((sum, { count, bytes }) => sum + count * bytes, 0),
  };
}

function bitCount(bits: bigint): number {
  return bits.toString(2).replaceAll("0", "").length;
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
